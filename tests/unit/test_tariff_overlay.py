"""A tenant's own values over the book."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.tariffs.files import DATA, BadParameterFile
from adapters.tariffs.loader import load_book
from adapters.tariffs.overlay import overlay_from_directory
from domain.tariffs.parameter import NotInForce, Status

ON = dt.date(2026, 11, 24)
DAY = dt.date(2026, 11, 1)
ROW = "2026-01-01,,2026-01-01,9.99,own,synthetic\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text('[own]\ntitle = "Our list"\nlink = "https://example.org"\n', "utf-8")
    for path, columns, key in (("electricity/dis_fixed", "code,", "BTA1,"), ("electricity/ppe", "", "")):
        folder = tmp_path / path
        folder.mkdir(parents=True)
        header = f"{columns}valid_from,valid_to,known_from,value,source,status\n"
        (folder / "values.csv").write_text(header + key + ROW, "utf-8")
    return tmp_path


def test_for_the_keys_of_the_overlay_its_rows_alone_count(own: Path) -> None:
    base = load_book(known_on=ON)
    book = overlay_from_directory(base, own)
    assert book.value("electricity/dis_fixed", ("BTA1",), dt.date(2026, 2, 1)).value == Decimal("9.99")
    assert book.value("electricity/ppe", (), DAY).status is Status.SYNTHETIC
    assert book.value("electricity/dis_fixed", ("BTA2",), DAY) == base.value("electricity/dis_fixed", ("BTA2",), DAY)
    with pytest.raises(NotInForce):
        base.value("electricity/dis_fixed", ("BTA1",), dt.date(2026, 2, 1))
    assert book.digest != base.digest


def test_an_overlay_may_not_change_the_unit_of_a_parameter(own: Path) -> None:
    head = (DATA / "electricity" / "ppe" / "head.toml").read_text("utf-8").replace('"EUR/kWh"', '"EUR/month"')
    (own / "electricity" / "ppe" / "head.toml").write_text(head, "utf-8")
    with pytest.raises(BadParameterFile, match="keep them or rename"):
        overlay_from_directory(load_book(known_on=ON), own)


def test_a_new_parameter_needs_a_head(own: Path) -> None:
    (own / "offers" / "fee").mkdir(parents=True)
    with pytest.raises(BadParameterFile, match="the file is missing"):
        overlay_from_directory(load_book(known_on=ON), own)


def test_a_tenant_gives_its_own_values_of_a_parameter_the_book_only_declares(own: Path) -> None:
    base = load_book(known_on=ON)
    with pytest.raises(NotInForce, match=r"gas/pcs\[34567801\] has no value in force on 2026-11-01"):
        base.value("gas/pcs", ("34567801",), DAY)
    (own / "gas" / "pcs").mkdir(parents=True)
    header = "remi,valid_from,valid_to,known_from,value,source,status\n"
    row = "34567801,2026-11-01,2026-12-01,2026-11-20,0.039012,own,confirmed\n"
    (own / "gas" / "pcs" / "values.csv").write_text(header + row, "utf-8")
    assert overlay_from_directory(base, own).value("gas/pcs", ("34567801",), DAY).value == Decimal("0.039012")

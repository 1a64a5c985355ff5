"""The packaged tariff book: sound as a whole, and equal to the reference tables it was entered from."""

from __future__ import annotations

import ast
import csv
import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.tariffs.checks import ProblemLevel, check
from adapters.tariffs.files import DATA
from adapters.tariffs.loader import load_bands, load_book, load_holidays
from domain.kernel.rounding import SIX_PLACES
from domain.kernel.validity import Period
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import NotInForce

ON = dt.date(2026, 11, 24)
QUOTAS = {"fixed": "EUR_per_POD_year", "power": "EUR_per_kW_year", "energy": "EUR_per_kWh"}
WHOLE = {"2026Q3": ("2026-07-01", "2026-10-01"), "2026Q4": ("2026-10-01", "2027-01-01")}
WHOLE["2026Q3 and 2026Q4"] = ("2026-07-01", "2027-01-01")
CODES = {"resident": "domestic_resident", "non_resident": "domestic_non_resident"}
CLASSES = {"BT other uses": "bt_other", "MT": "mt", "ALTA": "at"}
DOMESTIC = {
    "sigma1": ("sigma1", ()),
    "sigma2": ("sigma2", ()),
    "sigma3": ("sigma3", ()),
    "UC3": ("uc3", ("domestic",)),
    "UC6_power": ("uc6_power", ("domestic",)),
    "UC6_energy": ("uc6_energy", ("domestic",)),
    "CDISPD": ("cdispd", ()),
    "DISPbt": ("dispbt", ("domestic",)),
    "PCV": ("pcv", ("domestic",)),
    "PE": ("pe", ("mono",)),
    "PD": ("pd", ()),
    "PPE": ("ppe", ()),
    "CELD": ("celd", ("mono",)),
    "CSED": ("csed", ()),
    "CPSTGD": ("cpstgd", ()),
    "gamma": ("gamma", ()),
}
ITEMS_OF_CDISPD = ("msd", "modeol", "uniess", "terna", "interr", "capprod")
PORTALE = {
    "acc_a_l_l": ("excise/electricity", ("other_low",)),
    "acc_a_l_h": ("excise/electricity", ("other_high",)),
    "acc_a_h_l": ("excise/electricity", ("other_low",)),
    "acc_a_h_h": ("excise/electricity_other_fixed", ()),
    "acc_c_l": ("excise/electricity", ("dwelling",)),
    "acc_c_h": ("excise/electricity", ("dwelling",)),
    "arim_dr_v": ("electricity/arim_energy", ("domestic_resident",)),
    "arim_dnr_v": ("electricity/arim_energy", ("domestic_non_resident",)),
    "arim_dnr_f": ("electricity/arim_fixed", ("domestic_non_resident",)),
    "asos_dr_v": ("electricity/asos_energy", ("domestic_resident",)),
    "asos_dnr_v": ("electricity/asos_energy", ("domestic_non_resident",)),
    "asos_dnr_f": ("electricity/asos_fixed", ("domestic_non_resident",)),
    "mis": ("electricity/mis_fixed", ("BTA1",)),
    "tras": ("electricity/tras_energy", ("BTA6",)),
    "uc3": ("electricity/uc3", ("bt_other",)),
    "uc6p_d": ("electricity/uc6_energy", ("domestic",)),
    "uc6p_nd": ("electricity/uc6_energy", ("bt_other",)),
    "uc6s_d": ("electricity/uc6_power", ("domestic",)),
    "uc6s_nd": ("electricity/uc6_fixed", ("bt_other",)),
    "lambda_bt": ("electricity/losses", ("BT",)),
    "pcv_c": ("electricity/pcv", ("domestic",)),
    "pcv_a": ("electricity/pcv", ("other",)),
    "dispbt_d": ("electricity/dispbt", ("domestic",)),
    "dispbt_nd": ("electricity/dispbt", ("other",)),
    "iva_c": ("vat/rate", ("domestic",)),
    "iva_a": ("vat/rate", ("other",)),
    "cpty_mrkt_1": ("electricity/cpty_mrkt", ("F1",)),
    "cpty_mrkt_2": ("electricity/cpty_mrkt", ("F2",)),
    "cpty_mrkt_3": ("electricity/cpty_mrkt", ("F3",)),
}
GAS = {
    "qvd_f": "qvd_fixed",
    "qvd_v": "qvd_energy",
    "ug2s": "ug2_fixed",
    "ug2p": "ug2_energy",
    "tau1 (dis+mis+cot)": "tau1",
    "tau3 (dis)": "tau3",
}
GAS_VAT = {"iva_f1_f2": "civil_up_to_480", "iva_f3_f4": "civil_over_480", "iva_ui": "industrial"}
GAS_BANDS = {
    "0-120": "band_0_120",
    "120-480": "band_120_480",
    "480-1560": "band_480_1560",
    "over_1560": "band_over_1560",
}


@pytest.fixture(scope="module")
def book() -> TariffBook:
    return load_book(known_on=ON)


def table(shared_data: Path, name: str) -> list[dict[str, str]]:
    file = shared_data / "arera" / name
    if not file.exists():
        pytest.skip(f"reference table {name} absent")
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def assert_says(book: TariffBook, path: str, key: tuple[str, ...], start: str, stop: str, text: str) -> None:
    """The book gives the digits of `text` on every day of the period."""
    period = Period(dt.date.fromisoformat(start), dt.date.fromisoformat(stop))
    for piece in period.cut(book.changes(path, key, period)):
        value = book.value(path, key, piece.start).value
        assert str(value) == str(Decimal(text)), f"{path}{key} on {piece.start}: {value}, table {text}"


def test_the_packaged_book_has_no_errors() -> None:
    assert [str(found) for found in check(DATA, ON) if found.severity is ProblemLevel.ERROR] == []


def test_every_month_of_every_index_is_in_the_book(book: TariffBook, shared_data: Path) -> None:
    for line in table(shared_data, "indices_pun_psv_pe_cmem.csv"):
        day = dt.date.fromisoformat(line["month"] + "-01")
        for column, text in line.items():
            if column == "month":
                continue
            path = "index/" + column.split("_")[0].lower()
            if text:
                assert str(book.value(path, (), day).value) == str(Decimal(text))
            else:
                with pytest.raises(NotInForce):
                    book.value(path, (), day)


def test_every_domestic_value_is_in_the_book(book: TariffBook, shared_data: Path) -> None:
    for line in table(shared_data, "arera_bt_domestic_2026.csv"):
        name, code = line["component"], CODES.get(line["segment"], "")
        period = line["validity_start"], line["validity_end_exclusive"]
        if name.endswith("_total"):
            _assert_total(book, line, code)
        elif name in {"ASOS", "ARIM"}:
            assert_says(book, f"electricity/{name.lower()}_energy", (code,), *period, line["value"])
        elif name == "ASOS_fixed":
            assert_says(book, "electricity/asos_fixed", (code,), *period, line["value"])
        elif name == "excise":
            assert_says(book, "excise/electricity", ("dwelling",), *period, line["value"])
        elif name == "VAT":
            assert_says(book, "vat/rate", ("domestic",), *period, str(Decimal(line["value"]).scaleb(-2)))
        else:
            parameter, key = DOMESTIC[name]
            assert_says(book, f"electricity/{parameter}", key, *period, line["value"])


def _assert_total(book: TariffBook, line: dict[str, str], code: str) -> None:
    """Totals of the table are sums of the parameters, not parameters."""
    quota = {"fixed": "fixed", "power": "power", "consumption": "energy"}[line["quota"]]
    network: dict[str, list[tuple[str, tuple[str, ...]]]] = {
        "fixed": [("sigma1", ())],
        "power": [("sigma2", ()), ("uc6_power", ("domestic",))],
        "energy": [("sigma3", ()), ("uc3", ("domestic",)), ("uc6_energy", ("domestic",))],
    }
    parts = (
        network[quota]
        if line["component"] == "network_total"
        else [(f"{n}_{quota}", (code,)) for n in ("asos", "arim")]
    )
    day = dt.date.fromisoformat(line["validity_start"])
    found = sum((book.value(f"electricity/{name}", key, day).value for name, key in parts), Decimal(0))
    assert found == Decimal(line["value"])


def test_every_value_of_other_uses_is_in_the_book(book: TariffBook, shared_data: Path) -> None:
    for line in table(shared_data, "arera_nondomestic_components.csv"):
        for quota, column in QUOTAS.items():
            path, key = _other_use(line["component"], line["tariff_code"], quota)
            if path not in book.heads or not book.has(path, key):
                assert Decimal(line[column]) == 0, f"{path}{key} is not in the book but the table has {line[column]}"
            else:
                assert_says(book, path, key, line["validity_start"], line["validity_end_exclusive"], line[column])


def _other_use(component: str, code: str, quota: str) -> tuple[str, tuple[str, ...]]:
    if component.endswith("energivori"):
        return f"electricity/asos_energivori_{quota}", (code, component.split()[0])
    if component == "UC3":
        return ("electricity/uc3" if quota == "energy" else f"electricity/uc3_{quota}"), (
            CLASSES.get(code, "bt_other"),
        )
    if component == "UC6":
        return f"electricity/uc6_{quota}", (CLASSES.get(code, "bt_other"),)
    return f"electricity/{component.lower()}_{quota}", (code,)


def test_every_portale_electricity_parameter_is_in_the_book(book: TariffBook, shared_data: Path) -> None:
    for line in table(shared_data, "portale_params_E_2026Q3Q4.csv"):
        path, key = PORTALE.get(line["parameter"], (f"electricity/{line['parameter']}", ()))
        assert_says(book, path, key, *WHOLE[line["validity"]], line["value"])


def test_every_portale_gas_parameter_is_in_the_book(book: TariffBook, shared_data: Path) -> None:
    for line in table(shared_data, "portale_params_G.csv"):
        name = line["parameter"]
        day = dt.date.fromisoformat(line["reference_date"])
        area = () if line["tariff_area"] == "all" else (line["tariff_area"].split()[0],)
        band = (line["band"],) if line["band"] else ()
        path, key = f"gas/{GAS.get(name, name)}", area + band
        if name in GAS_VAT:
            path, key = "vat/gas", (GAS_VAT[name],)
        if name == "ccr":
            year, quarter = line["band"].split("Q")
            day, key = dt.date(int(year), int(quarter) * 3, 1), ()
        assert str(book.value(path, key, day).value) == str(Decimal(line["value"])), line


def test_every_gas_tax_is_in_the_book(book: TariffBook, shared_data: Path) -> None:
    paths = ("excise/gas", "excise/gas_industrial", "excise/gas_vehicle", "surcharge/gas")
    held = [row for path in paths for row in book.history(path)]
    # the table has one industrial surcharge for most regions; the book has it for each of them, zero for the others
    by_region = book.history("surcharge/gas_industrial")
    held += [row for row in by_region if row.key[0] == "veneto"]
    assert {row.value for row in by_region} == {row.value for row in by_region if row.key[0] in ("veneto", "lombardia")}
    assert sorted(str(row.value) for row in held) == sorted(_gas_tax_texts(table(shared_data, "gas_taxes.csv")))
    rome = book.value("surcharge/gas", ("lazio", "over_1560"), ON)
    assert str(rome.value) == "0.03099"
    assert str(book.value("excise/gas", ("mezzogiorno", "120-480"), ON).value) == "0.135"


def _gas_tax_texts(lines: list[dict[str, str]]) -> Iterator[str]:
    for line in lines:
        yield from (str(Decimal(line[column])) for column in GAS_BANDS.values() if line[column])


def test_the_working_holidays_have_4_october_from_2026_and_the_bands_do_not() -> None:
    working, bands = load_holidays("holidays_working"), load_holidays("holidays_bands")
    assert [working.is_holiday(dt.date(year, 10, 4)) for year in (2025, 2026)] == [False, True]
    assert not bands.is_holiday(dt.date(2027, 10, 4))
    assert load_bands().day_type(dt.date(2027, 10, 4)) == "weekday"


def test_target_is_closed_on_good_friday_and_open_on_italian_holidays() -> None:
    target = load_holidays("holidays_target")
    assert not target.is_working(dt.date(2026, 4, 3))
    assert not target.is_working(dt.date(2026, 4, 6))
    assert target.is_working(dt.date(2026, 1, 6))
    assert target.is_working(dt.date(2026, 6, 2))


def test_the_bands_of_the_three_kinds_of_day_follow_table_6() -> None:
    bands = load_bands()
    assert bands.bands_of(dt.date(2026, 7, 1)) == (*["F3"] * 7, "F2", *["F1"] * 11, *["F2"] * 4, "F3")
    assert bands.bands_of(dt.date(2026, 7, 4)) == (*["F3"] * 7, *["F2"] * 16, "F3")
    assert bands.bands_of(dt.date(2026, 4, 6)) == ("F3",) * 24


def test_rai_is_nine_euro_in_ten_months_and_nothing_in_two(book: TariffBook) -> None:
    values = [book.value("rai/instalment", (), dt.date(2026, month, 1)).value for month in range(1, 13)]
    assert sum(values) == 90
    assert values[10:] == [0, 0]


def test_split_payment_ends_with_its_authorisation(book: TariffBook) -> None:
    assert book.value("vat/split_payment", (), dt.date(2026, 6, 30)).value == 1
    with pytest.raises(NotInForce):
        book.value("vat/split_payment", (), dt.date(2026, 7, 1))


def test_cdispd_is_the_sum_of_its_items_and_the_mean_of_the_capacity_bands(book: TariffBook) -> None:
    for day in (dt.date(2026, 7, 1), dt.date(2026, 10, 1)):
        items = [book.value(f"electricity/{name}", (), day).value for name in ITEMS_OF_CDISPD]
        bands = [book.value("electricity/cpty_mrkt", (band,), day).value for band in ("F1", "F2", "F3")]
        exact = sum(items, Decimal(0)) + sum(bands, Decimal(0)) / 3
        assert SIX_PLACES.apply(exact) == book.value("electricity/cdispd", (), day).value


@pytest.mark.parametrize(("band", "total"), [("mono", "0.15811"), ("F1", "0.15837"), ("F23", "0.15799")])
def test_the_printed_totals_of_maggior_tutela_are_the_sum_of_their_parts(
    book: TariffBook, band: str, total: str
) -> None:
    day = dt.date(2026, 4, 1)
    parts = (("pe", (band,)), ("pd", ()), ("ppe", ()))
    assert sum(book.value(f"electricity/{name}", key, day).value for name, key in parts) == Decimal(total)


def test_every_parameter_that_the_domain_asks_for_by_name_has_a_head() -> None:
    book, areas = load_book(known_on=ON), {folder.name for folder in DATA.iterdir() if folder.is_dir()}
    sources = sorted((DATA.parents[2] / "domain").rglob("*.py"))
    texts = {
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    asked = {text for text in texts if re.fullmatch(r"[a-z]+/[a-z0-9_]+", text) and text.partition("/")[0] in areas}
    assert len(asked) > 100
    beginnings = {"electricity/asos", "electricity/asos_energivori"}  # one each for fixed, power and energy
    assert asked - book.heads.keys() == beginnings

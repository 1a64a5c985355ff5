"""FatturaPA files against the official schema and the official samples, which may not be in this repository."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.fatturapa.controls.document import check
from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.xml import Schema
from domain.billing.bill import Bill
from domain.contracts.party import PartyKind
from domain.kernel.identifiers import CodiceFiscale
from tests.support.document_samples import DOCUMENTS
from tests.support.strategies.bills import ISSUED_ON, documents, sample_bill

LAYOUT = Layout(CodiceFiscale("01234567897"))
LATER = dt.date(2026, 1, 1)
LATE = dt.date(2026, 12, 1)


def _there(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"{path.name} is not among the reference data")
    return path


@pytest.fixture(scope="session")
def xsd(shared_data: Path) -> Path:
    return _there(shared_data / "fatturapa" / "xsd" / "Schema_del_file_xml_FatturaPA_v1.2.3.xsd")


@pytest.fixture(scope="session")
def schema(xsd: Path) -> Schema:
    return Schema.load(xsd)


@pytest.fixture(scope="session")
def samples(shared_data: Path) -> Path:
    return _there(shared_data / "fatturapa" / "samples_official")


def _codes(file: Path, schema: Schema | None) -> list[str]:
    return [fault.message[:5] for fault in check(file.read_bytes(), name=file.name, sent_on=LATER, schema=schema)]


def test_bills_of_every_kind_of_customer_and_document_are_valid(xsd: Path) -> None:
    adapter = FatturaPA.with_schema_at(xsd, layout=LAYOUT)
    issued = [(kind.name, sample_bill(kind), ISSUED_ON) for kind in PartyKind]
    for name, bill, sent_on in [*issued, *((name, make(), LATE) for name, make in DOCUMENTS.items())]:
        invoice = adapter.write(bill, progressive=1, sent_on=sent_on, pdf=b"%PDF-1.7")
        assert adapter.check(invoice.xml, name=invoice.name, sent_on=sent_on) == (), name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents())
def test_any_bill_is_valid_and_breaks_no_control(schema: Schema, bill: Bill) -> None:
    for layout in (LAYOUT, Layout(LAYOUT.transmitter, credit_document="TD04")):
        adapter = FatturaPA(layout, schema)
        invoice = adapter.write(bill, progressive=1, sent_on=ISSUED_ON)
        assert adapter.check(invoice.xml, name=invoice.name, sent_on=ISSUED_ON) == ()


def test_the_official_samples_are_clean_but_for_two(samples: Path, schema: Schema) -> None:
    for name in ("FPA01", "FPA02", "FPA03", "FPR01"):
        assert _codes(samples / f"IT01234567890_{name}.xml", schema) == [], name
    for name, invalid in (("FPR02", ["00200"]), ("FPR03", [])):
        file = samples / f"IT01234567890_{name}.xml"
        assert _codes(file, schema) == [*invalid, "00422"], name
        assert _codes(file, None) == ["00422"], name
    file = samples / "IT01234567890_FPR02.xml"
    first = check(file.read_bytes(), name=file.name, sent_on=LATER, schema=schema)[0]
    assert "line 16" in first.message
    assert "ContattiTrasmittente" in first.message

"""FatturaPA files against the official schema and the official samples, which may not be in this repository."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.fatturapa.controls import check
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


@pytest.mark.parametrize("kind", PartyKind)
def test_a_sample_bill_of_every_kind_of_customer_is_valid(xsd: Path, kind: PartyKind) -> None:
    adapter = FatturaPA.with_schema_at(xsd, layout=LAYOUT)
    invoice = adapter.write(sample_bill(kind), progressive=1, sent_on=ISSUED_ON, pdf=b"%PDF-1.7")
    assert adapter.check(invoice.xml, name=invoice.name, sent_on=ISSUED_ON) == ()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_bills_of_several_supplies_corrections_and_credit_notes_are_valid(xsd: Path, name: str) -> None:
    adapter = FatturaPA.with_schema_at(xsd, layout=LAYOUT)
    invoice = adapter.write(DOCUMENTS[name](), progressive=1, sent_on=LATE, pdf=b"%PDF-1.7")
    assert adapter.check(invoice.xml, name=invoice.name, sent_on=LATE) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents())
def test_any_bill_is_valid_and_breaks_no_control(schema: Schema, bill: Bill) -> None:
    for layout in (LAYOUT, Layout(LAYOUT.transmitter, credit_document="TD04")):
        adapter = FatturaPA(layout, schema)
        invoice = adapter.write(bill, progressive=1, sent_on=ISSUED_ON)
        assert adapter.check(invoice.xml, name=invoice.name, sent_on=ISSUED_ON) == ()


@pytest.mark.parametrize("name", ["FPA01", "FPA02", "FPA03", "FPR01"])
def test_an_official_sample_is_clean(samples: Path, schema: Schema, name: str) -> None:
    assert _codes(samples / f"IT01234567890_{name}.xml", schema) == []


@pytest.mark.parametrize(("name", "invalid"), [("FPR02", ["00200"]), ("FPR03", [])])
def test_two_official_samples_break_a_control_themselves(
    samples: Path, schema: Schema, name: str, invalid: list[str]
) -> None:
    file = samples / f"IT01234567890_{name}.xml"
    assert _codes(file, schema) == [*invalid, "00422"]
    assert _codes(file, None) == ["00422"]


def test_a_schema_error_says_where(samples: Path, schema: Schema) -> None:
    file = samples / "IT01234567890_FPR02.xml"
    first = check(file.read_bytes(), name=file.name, sent_on=LATER, schema=schema)[0]
    assert "line 16" in first.message
    assert "ContattiTrasmittente" in first.message

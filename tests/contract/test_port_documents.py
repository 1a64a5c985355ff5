"""Contract of the printers and the e-invoices: the same bill gives the same bytes, another bill gives others."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.print.typst_printer import TypstPrinter
from application.ports.einvoices import CannotInvoice, EInvoices
from application.ports.printing import BillPrinter, PrintDetails
from domain.billing.bill import Bill
from domain.contracts.party import PartyKind
from domain.contracts.seller import Brand
from domain.kernel.digest import digest_of_bytes
from domain.kernel.identifiers import CodiceFiscale
from domain.kernel.money import Money
from tests.fakes.printer import TextPrinter
from tests.support.strategies.bills import ISSUED_ON, sample_bill

BRAND = Brand('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>', "#0b4f6c", "#ffc145")
URL = "www.lucecomune.example/dettaglio/E2026-0000042?d=0123456789abcdef"
KINDS = list(PartyKind)


@pytest.fixture(scope="module", params=["typst", "text"])
def printer(request: pytest.FixtureRequest) -> BillPrinter:
    return TypstPrinter() if request.param == "typst" else TextPrinter()


def printed(
    printer: BillPrinter,
    bill: Bill,
    *,
    brand: Brand = BRAND,
    einvoice: bytes | None = b"<a/>",
    name: str = "IT01234567897_00001.xml",
    url: str = URL,
    beside: PrintDetails | None = None,
) -> bytes:
    return printer.render(
        bill, brand=brand, einvoice=einvoice, einvoice_name=name, details_url=url, beside=beside or PrintDetails()
    )


def test_the_same_bill_is_printed_the_same(printer: BillPrinter) -> None:
    assert printed(printer, sample_bill()) == printed(printer, sample_bill())


def test_whatever_differs_is_printed_differently(printer: BillPrinter) -> None:
    bill = sample_bill()
    prints = [
        printed(printer, bill),
        printed(printer, sample_bill(serial=43)),
        printed(printer, bill, einvoice=None),
        printed(printer, bill, einvoice=b"<b/>"),
        printed(printer, bill, name="IT01234567897_00002.xml"),
        printed(printer, bill, url=URL + "0"),
        printed(printer, bill, brand=attrs.evolve(BRAND, primary="#ff0000")),
        printed(printer, bill, beside=PrintDetails(overdue=Money.of("12.34"))),
    ]
    assert len(set(prints)) == len(prints)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.value)
def test_a_bill_of_any_customer_is_printed(printer: BillPrinter, kind: PartyKind) -> None:
    assert printed(printer, sample_bill(kind))


@pytest.fixture(params=["sends its own", "sent by an intermediary"])
def einvoices(request: pytest.FixtureRequest) -> EInvoices:
    own = request.param == "sends its own"
    return FatturaPA(Layout() if own else Layout(CodiceFiscale("12345678903")))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.value)
def test_what_is_written_passes_the_controls_and_proves_itself(einvoices: EInvoices, kind: PartyKind) -> None:
    bill = sample_bill(kind)
    file = einvoices.write(bill, progressive=7, sent_on=ISSUED_ON)
    assert file == einvoices.write(bill, progressive=7, sent_on=ISSUED_ON)
    assert digest_of_bytes(file.xml) == file.sha256
    assert str(bill.number).encode() in file.xml
    assert einvoices.check(file.xml, name=file.name, sent_on=ISSUED_ON) == ()


def test_each_progressive_has_a_name_of_its_own(einvoices: EInvoices) -> None:
    names = [einvoices.write(sample_bill(), progressive=n, sent_on=ISSUED_ON).name for n in (1, 2, 3, 61, 62, 63, 4000)]
    assert len(set(names)) == len(names)


def test_the_printed_bill_travels_inside_where_it_is_given(einvoices: EInvoices) -> None:
    bare = einvoices.write(sample_bill(), progressive=1, sent_on=ISSUED_ON)
    full = einvoices.write(sample_bill(), progressive=1, sent_on=ISSUED_ON, pdf=b"%PDF-1.7 a bill")
    assert (full.name, full.sha256 == bare.sha256) == (bare.name, False)
    assert einvoices.check(full.xml, name=full.name, sent_on=ISSUED_ON) == ()


def test_a_bill_is_not_sent_before_it_is_issued(einvoices: EInvoices) -> None:
    with pytest.raises(CannotInvoice) as caught:
        einvoices.write(sample_bill(), progressive=1, sent_on=ISSUED_ON - dt.timedelta(days=1))
    assert caught.value.fault.code == "DOC-001"
    assert caught.value.fault.subject == str(sample_bill().number)


def test_a_file_that_was_changed_is_found_out(einvoices: EInvoices) -> None:
    file = einvoices.write(sample_bill(), progressive=1, sent_on=ISSUED_ON)
    total = str(sample_bill().total).encode()
    assert total in file.xml
    changed = file.xml.replace(b"<Imposta>", b"<Imposta>9", 1)
    faults = einvoices.check(changed, name=file.name, sent_on=ISSUED_ON)
    assert faults
    assert {fault.code for fault in faults} == {"DOC-001"}


@pytest.mark.parametrize("data", [b"", b"<a/>", b"no xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_no_e_invoice_is_told_and_never_raises(einvoices: EInvoices, data: bytes) -> None:
    assert einvoices.check(data, name="IT01234567897_00001.xml", sent_on=ISSUED_ON)

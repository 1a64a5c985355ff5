"""Tests of the printed bill as a file: its text, its attachment, its standard, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import attrs
import pikepdf
import pytest
import typst
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.print.fit import width_em
from adapters.print.format import amount
from adapters.print.pages.detail_columns import COLUMNS
from adapters.print.qr import qr_svg
from adapters.print.typst_printer import TypstPrinter, fonts, view_json
from adapters.print.view import bill_view
from application.ports.printing import BillPrinter, PeakPower, PrintDetails
from domain.billing.bill import Bill
from domain.billing.scontrino import scontrino
from domain.contracts.seller import Brand
from domain.kernel.money import Money
from domain.kernel.validity import month_of
from tests.support.document_samples import DOCUMENTS
from tests.support.pdf_text import page_text
from tests.support.print_samples import BILLS, BRAND, URL, home_bill, long_bill, long_names_bill
from tests.support.strategies.bills import documents, with_part

XML = '<?xml version="1.0" encoding="UTF-8"?>\n<FatturaElettronica>Perù & Figli ☕</FatturaElettronica>\n'.encode()
NAME = "IT01234567897_0000A.xml"


@pytest.fixture(scope="module")
def printer() -> TypstPrinter:
    """One warm printer."""
    return TypstPrinter()


def rendered(
    printer: BillPrinter, bill: Bill, einvoice: bytes | None = XML, beside: PrintDetails | None = None
) -> bytes:
    """The PDF of a bill with the sample brand."""
    return printer.render(
        bill, brand=BRAND, einvoice=einvoice, einvoice_name=NAME, details_url=URL, beside=beside or PrintDetails()
    )


def opened(data: bytes) -> pikepdf.Pdf:
    """The PDF opened."""
    return pikepdf.open(io.BytesIO(data))


@pytest.mark.parametrize("name", BILLS)
def test_the_pages_show_the_figures_of_the_bill(printer: TypstPrinter, name: str) -> None:
    bill = BILLS[name]()
    with opened(rendered(printer, bill)) as pdf:
        pages = [page_text(page) for page in pdf.pages]
    receipt = scontrino(bill.main.priced)
    owed = amount(-bill.payable if bill.payable < Money.of("0") else bill.payable)
    assert f"{owed} €" in pages[0]
    for part in (bill.customer.name, bill.main.point.code, str(bill.number), bill.main.contract.offer_name):
        assert part in pages[0]
    for money in (receipt.consumption.whole.amount, receipt.fixed.whole.amount, receipt.excise_and_vat, receipt.total):
        assert amount(money) in pages[1]
    details = " ".join(pages[3:])
    for line in bill.main.priced.lines:
        assert amount(line.amount) in details
    assert amount(bill.total) in details


@pytest.mark.parametrize("name", ["home", "business", "public", "credit", "long_names", "zero"])
def test_each_part_of_the_bill_has_its_page(printer: TypstPrinter, name: str) -> None:
    with opened(rendered(printer, BILLS[name]())) as pdf:
        pages = [page_text(page) for page in pdf.pages]
    assert 4 <= len(pages) <= 5
    assert "Scontrino dell’energia" in pages[1]
    assert "Box offerta" in pages[1]
    assert "Elementi informativi essenziali" in pages[2]
    assert "Elementi di dettaglio" in pages[3]
    assert f"pagina {len(pages)} di {len(pages)}" in pages[-1]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_pages_of_every_supply_show_its_figures(printer: TypstPrinter, name: str) -> None:
    bill = DOCUMENTS[name]()
    with opened(rendered(printer, bill)) as pdf:
        text = " ".join(page_text(page) for page in pdf.pages)
    for part in bill.parts:
        assert part.point.code in text
        assert amount(part.priced.total) in text
        for line in part.priced.lines:
            assert amount(line.amount) in text
    assert bill.digest in text
    assert amount(bill.total) in text


def test_the_page_of_what_is_too_old_comes_before_page_1_of_the_bill(printer: TypstPrinter) -> None:
    with opened(rendered(printer, DOCUMENTS["limited"]())) as pdf:
        pages = [page_text(page) for page in pdf.pages]
    assert "Importi che puoi non pagare" in pages[0]
    assert "Modulo per non pagare" in pages[0]
    assert "TOTALE DA PAGARE" in pages[1].upper()
    assert "Ricalcoli" in pages[3]


def test_what_is_held_to_be_owed_has_a_page_of_its_own_after_what_is_not(printer: TypstPrinter) -> None:
    with opened(rendered(printer, DOCUMENTS["upheld"]())) as pdf:
        pages = [page_text(page) for page in pdf.pages]
    assert "Modulo per non pagare" in pages[0]
    assert "Modulo di reclamo" in pages[1]
    assert "TOTALE DA PAGARE" in pages[2].upper()


def test_a_bill_of_two_hundred_lines_repeats_its_header_on_every_page(printer: TypstPrinter) -> None:
    with opened(rendered(printer, long_bill())) as pdf:
        pages = [page_text(page) for page in pdf.pages]
    last = next(i for i, page in enumerate(pages) if "Riepilogo IVA e totale" in page)
    details = pages[3:last]
    assert len(details) > 3
    assert all("Periodo" in page and "Quantità" in page and "Fonte" in page for page in details)


def test_the_e_invoice_is_attached_byte_for_byte_as_the_source(printer: TypstPrinter) -> None:
    with opened(rendered(printer, home_bill())) as pdf:
        attached = pdf.attachments[NAME]
        assert attached.get_file().read_bytes() == XML
        assert attached.obj["/AFRelationship"] == "/Source"
        assert attached.obj.EF.F.Subtype == "/application/xml"
        assert "è allegato a questo PDF" in page_text(pdf.pages[0])


def test_without_an_e_invoice_nothing_is_attached(printer: TypstPrinter) -> None:
    with opened(rendered(printer, home_bill(), einvoice=None)) as pdf:
        assert not list(pdf.attachments)
        assert "allegato a questo PDF" not in page_text(pdf.pages[0])


def test_an_e_invoice_that_is_not_text_is_refused(printer: TypstPrinter) -> None:
    with pytest.raises(ValueError, match="not UTF-8"):
        rendered(printer, home_bill(), einvoice=b"\x30\x82\xff\xfe")
    with pytest.raises(ValueError, match="file name"):
        printer.render(home_bill(), brand=BRAND, einvoice=XML, einvoice_name="", details_url=URL)


def test_the_file_says_it_is_pdf_a_3b_and_what_it_is(printer: TypstPrinter) -> None:
    bill = home_bill()
    with opened(rendered(printer, bill)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"
        assert metadata["dc:title"] == f"Bolletta {bill.number}"
        assert pdf.docinfo["/CreationDate"] == f"D:{bill.issued_on:%Y%m%d}000000Z"
        assert pdf.Root.Lang == "it"


def test_the_same_bill_gives_the_same_bytes_from_any_printer(printer: TypstPrinter) -> None:
    first = rendered(printer, home_bill())
    assert rendered(printer, home_bill()) == first
    assert rendered(TypstPrinter(), home_bill()) == first


def test_another_issue_day_gives_other_bytes(printer: TypstPrinter) -> None:
    bill = home_bill()
    later = attrs.evolve(bill, issued_on=bill.issued_on + dt.timedelta(days=1))
    assert rendered(printer, later) != rendered(printer, bill)


def test_threads_may_share_a_printer(printer: TypstPrinter) -> None:
    alone = rendered(printer, home_bill())
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(lambda _: rendered(printer, home_bill()), range(4))) == {alone}


def test_an_untagged_file_is_smaller_and_still_pdf_a(printer: TypstPrinter) -> None:
    plain = rendered(TypstPrinter(tagged=False), home_bill())
    assert len(plain) < len(rendered(printer, home_bill()))
    with opened(plain) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"


WIDE_LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 30"><rect width="900" height="30"/></svg>'


@pytest.mark.parametrize(
    "brand",
    [
        Brand("", "#ffffff", "#ffffff"),
        Brand("", "#000000", "#00ff00"),
        Brand(WIDE_LOGO, "#ffee00", "#112233"),
    ],
)
def test_any_colours_and_logos_are_printed(printer: TypstPrinter, brand: Brand) -> None:
    data = printer.render(home_bill(), brand=brand, einvoice=None, einvoice_name="", details_url=URL)
    with opened(data) as pdf:
        assert "162,13" in page_text(pdf.pages[0])


def test_what_stands_beside_the_bill_is_printed(printer: TypstPrinter) -> None:
    bill = home_bill()
    peaks = tuple(PeakPower(use.month, use.bands[0].value / 20) for use in bill.main.history)
    message = "Un saluto dal venditore. " * 12
    beside = PrintDetails(overdue=Money.of("12.30"), message=message.strip(), peaks=peaks)
    with opened(rendered(printer, bill, beside=beside)) as pdf:
        assert len(pdf.pages) <= 6
        assert "12,30 €" in page_text(pdf.pages[0])
        assert "Un saluto dal venditore." in page_text(pdf.pages[0])
        assert "Potenza massima prelevata" in page_text(pdf.pages[2])
    assert month_of(peaks[0].month.start) == peaks[0].month


def test_the_first_page_stays_one_page_with_the_longest_names_and_message(printer: TypstPrinter) -> None:
    message = ("Parole del venditore " * 20)[:320]
    with opened(rendered(printer, long_names_bill(), beside=PrintDetails(Money.of("99.99"), message))) as pdf:
        assert "pagina 2 di" in page_text(pdf.pages[1])
        assert "Scontrino dell’energia" in page_text(pdf.pages[1])
        assert "CASTELNUOVO" in page_text(pdf.pages[0]).upper()


@given(st.text())
def test_the_texts_of_a_view_stay_apart_whatever_they_hold(offer: str) -> None:
    bill = home_bill()
    contract = attrs.evolve(bill.main.contract, offer_name=offer, offer_description="next")
    view = bill_view(
        with_part(bill, contract=contract), brand=BRAND, details_url=URL, has_einvoice=False, beside=PrintDetails()
    )
    read = json.loads(view_json(view))
    assert read["parts"][0]["offer"]["description"] == "next"
    assert all(each == "\n" or each.isprintable() or each == "\u00a0" for each in read["parts"][0]["offer"]["name"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bill=documents())
def test_any_bill_can_be_printed(printer: TypstPrinter, bill: Bill) -> None:
    with opened(rendered(printer, bill)) as pdf:
        assert len(pdf.pages) >= 4


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=200))
def test_a_qr_code_reads_back(text: str) -> None:
    svg = qr_svg(text)
    found = re.search(r'<svg width="(\d+)"', svg)
    assert found
    side, scale = int(found[1]), 4
    pixels = bytearray(b"\xff" * (side * scale) ** 2)
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z", svg):
        for line in range(int(y) * scale, (int(y) + int(height)) * scale):
            start = line * side * scale + int(x) * scale
            pixels[start : start + int(width) * scale] = bytes(int(width) * scale)
    image = memoryview(bytes(pixels)).cast("B", (side * scale, side * scale))
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [text]


def test_the_width_bound_is_never_below_what_the_typesetter_measures() -> None:
    letters = [chr(code) for code in range(0x21, 0x17F) if chr(code).isprintable() and code not in (0xAD,)]
    letters += list("–—‘’‚“”„•…€→×÷≤≥−·′″№™") + [chr(code) for code in (*range(0x3B1, 0x3CA), *range(0x400, 0x460))]
    source = (
        '#set text(font: ("Source Sans Pro", "Libertinus Serif", "DejaVu Sans Mono"), size: 10pt, '
        'number-width: "tabular")\n'
        "#context [#metadata(json(bytes(sys.inputs.letters)).map(each => measure(each).width / 10pt)) <widths>]"
    )
    compiler = typst.Compiler(source.encode(), font_paths=fonts(), sys_inputs={"letters": json.dumps(letters)})
    answer = json.loads(compiler.query("<widths>", field="value", one=True))
    too_wide = {each: width for each, width in zip(letters, answer, strict=True) if width > width_em(each) + 1e-9}
    assert too_wide == {}


def test_the_columns_of_detail_are_as_wide_as_the_code_thinks() -> None:
    page = 210 - 2 * 16
    left = page - sum(column.width_mm for column in COLUMNS)
    for i, column in enumerate(COLUMNS):
        width = column.width_mm or left
        inner = width / 25.4 * 72 - (3 if i == 0 else 2) - (2 if i == len(COLUMNS) - 1 else 4)
        assert column.width_em <= inner / 7.4

"""A bill as a FatturaPA document."""

from __future__ import annotations

import base64
import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from lxml import etree

from adapters.fatturapa.document import CreditDocument, Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.xml import parse
from application.ports.einvoices import CannotInvoice, EInvoices
from domain.billing.bill import Bill, DocumentKind
from domain.contracts.contract import PaymentMethod, PublicOrder
from domain.contracts.party import PartyKind
from domain.kernel.digest import digest_of_bytes
from domain.kernel.identifiers import CodiceFiscale
from domain.kernel.quantity import Quantity, Unit
from domain.pricing.line import Line
from domain.tariffs.component import Block, Quota
from tests.support.strategies.bills import (
    HOME_VAT,
    ISSUED_ON,
    PARTIES,
    REVERSE_CHARGE,
    SELLER,
    documents,
    rai_line,
    sample_bill,
    sample_line,
    sample_lines,
    with_part,
)

TRANSMITTER = CodiceFiscale("01234567897")
FATTURAPA = FatturaPA(Layout(TRANSMITTER))


def written(bill: Bill, layout: Layout | None = None, pdf: bytes | None = None) -> etree._Element:
    adapter = FatturaPA(layout) if layout else FATTURAPA
    invoice = adapter.write(bill, progressive=1, sent_on=ISSUED_ON, pdf=pdf)
    assert adapter.check(invoice.xml, name=invoice.name, sent_on=ISSUED_ON) == ()
    return parse(invoice.xml, limit_bytes=10_000_000)


def texts(root: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iter(name)]


def energy_line(kwh: str, price: str) -> Line:
    quantity = Quantity(Decimal(kwh), Unit.KWH)
    return sample_line("energy", "Energia", Block.SALE, Quota.CONSUMPTION, quantity, Decimal(price), HOME_VAT)


def test_the_adapter_is_the_port() -> None:
    port: EInvoices = FATTURAPA
    invoice = port.write(sample_bill(), progressive=35, sent_on=ISSUED_ON)
    assert invoice.name == "IT01234567897_0000Z.xml"
    assert invoice.sha256 == digest_of_bytes(invoice.xml)


def test_the_same_bill_gives_the_same_bytes() -> None:
    first, second = (FATTURAPA.write(sample_bill(), progressive=7, sent_on=ISSUED_ON, pdf=b"%PDF") for _ in range(2))
    assert first == second


def test_a_consumer_is_named_by_tax_code_first_and_last_name() -> None:
    root = written(sample_bill())
    buyer = root.find("FatturaElettronicaHeader/CessionarioCommittente/DatiAnagrafici")
    assert buyer is not None
    assert [element.tag for element in buyer] == ["CodiceFiscale", "Anagrafica"]
    assert texts(root, "Nome") == ["Mario"]
    assert texts(root, "Cognome") == ["Rossi"]
    assert texts(root, "CodiceDestinatario") == ["0000000"]
    assert texts(root, "FormatoTrasmissione") == ["FPR12"]


def test_a_company_is_named_by_vat_number_and_denomination() -> None:
    root = written(sample_bill(PartyKind.COMPANY))
    assert texts(root, "IdCodice")[-1] == "12345678903"
    assert texts(root, "Denominazione")[-1] == "Officine Perù & Figli S.r.l."
    assert texts(root, "PECDestinatario") == []


def test_a_pec_is_given_only_where_there_is_no_destination() -> None:
    customer = attrs.evolve(PARTIES[PartyKind.PERSON], pec="mario@pec.example.it")
    assert texts(written(sample_bill(customer=customer)), "PECDestinatario") == ["mario@pec.example.it"]


def test_a_public_body_gets_fpa12_its_order_and_split_payment() -> None:
    bill = sample_bill(PartyKind.PUBLIC_BODY)
    root = written(bill)
    assert root.get("versione") == "FPA12"
    assert texts(root, "IdDocumento") == ["ORD-2026-17"]
    assert texts(root, "CodiceCIG") == ["Z1A2B3C4D5"]
    assert texts(root, "CodiceCUP") == ["J31B21000010001"]
    assert texts(root, "EsigibilitaIVA") == ["S"]
    assert texts(root, "ImportoTotaleDocumento") == [str(bill.total)]
    assert texts(root, "ImportoPagamento") == [str(bill.main.priced.net)]
    assert bill.main.priced.net != bill.total


def test_reverse_charge_stands_at_rate_zero_with_its_nature_and_norm() -> None:
    lines = tuple(
        sample_line(each.code, each.label, each.block, each.quota, each.quantity, each.price.value, REVERSE_CHARGE)
        for each in sample_lines(PartyKind.COMPANY)
    )
    root = written(sample_bill(PartyKind.COMPANY, lines=lines))
    assert set(texts(root, "Natura")) == {"N6.8"}
    assert texts(root, "Imposta") == ["0.00"]
    assert "17 c. 6" in texts(root, "RiferimentoNormativo")[0]


def test_lines_of_zero_are_left_out_and_the_others_keep_their_order() -> None:
    bill = sample_bill()
    labels = [line.label for line in bill.main.priced.lines if line.amount]
    assert len(labels) < len(bill.main.priced.lines)
    root = written(bill)
    assert texts(root, "Descrizione") == labels
    assert texts(root, "NumeroLinea") == [str(number) for number in range(1, len(labels) + 1)]


def test_a_band_is_named_once() -> None:
    line = attrs.evolve(energy_line("100", "0.15"), label="Energia F1", band="F1")
    bare = attrs.evolve(energy_line("200", "0.14"), label="Mercato della capacità", band="F2")
    root = written(sample_bill(lines=(line, bare)))
    assert texts(root, "Descrizione") == ["Energia F1", "Mercato della capacità F2"]


def test_a_line_shows_its_first_and_last_day_and_the_supply_point() -> None:
    line = next(written(sample_bill()).iter("DettaglioLinee"))
    assert line.findtext("DataInizioPeriodo") == "2026-07-01"
    assert line.findtext("DataFinePeriodo") == "2026-08-31"
    assert line.findtext("AltriDatiGestionali/TipoDato") == "POD"
    assert line.findtext("AltriDatiGestionali/RiferimentoTesto") == "IT001E12345678"


def test_the_label_of_the_supply_point_can_be_chosen() -> None:
    root = written(sample_bill(), Layout(TRANSMITTER, point_label="POD/PDR"))
    assert set(texts(root, "TipoDato")) == {"POD/PDR"}


def test_the_rai_fee_is_a_line_with_its_nature() -> None:
    root = written(sample_bill())
    assert texts(root, "Natura") == ["N2.2", "N2.2"]
    assert texts(root, "ImportoPagamento") == [str(sample_bill().total)]


def test_the_rai_fee_only_raises_the_payment_where_the_seller_collects_it() -> None:
    bill = sample_bill(seller=attrs.evolve(SELLER, rai_treatment="payment"))
    root = written(bill)
    assert texts(root, "Natura") == []
    assert "Canone TV" not in texts(root, "Descrizione")
    assert texts(root, "ImportoTotaleDocumento") == [str(bill.total.amount - 18)]
    assert texts(root, "ImportoPagamento") == [str(bill.total)]


def test_a_direct_debit_is_mp19_and_a_transfer_mp05_with_the_account() -> None:
    debit, transfer = (written(sample_bill(method=method)) for method in PaymentMethod)
    assert texts(debit, "ModalitaPagamento") == ["MP19"]
    assert texts(debit, "IBAN") == []
    assert texts(transfer, "ModalitaPagamento") == ["MP05"]
    assert texts(transfer, "IBAN") == [SELLER.iban.text]
    assert texts(transfer, "DataScadenzaPagamento") == ["2026-09-30"]


def test_a_credit_line_has_the_sign_in_its_price() -> None:
    root = written(sample_bill(lines=(energy_line("100", "0.25"), energy_line("-40", "0.25"))))
    assert texts(root, "Quantita") == ["100.00", "40.00"]
    assert texts(root, "PrezzoUnitario") == ["0.25", "-0.25"]
    assert texts(root, "PrezzoTotale") == ["25.00", "-10.00"]


@pytest.mark.parametrize(
    ("document", "kind", "total", "price"), [("TD01", "TD01", "-11.00", "-0.25"), ("TD04", "TD04", "11.00", "0.25")]
)
def test_a_bill_below_zero_is_an_invoice_or_a_credit_note_as_set(
    document: CreditDocument, kind: str, total: str, price: str
) -> None:
    root = written(sample_bill(lines=(energy_line("-40", "0.25"),)), Layout(TRANSMITTER, credit_document=document))
    assert texts(root, "TipoDocumento") == [kind]
    assert texts(root, "ImportoTotaleDocumento") == [total]
    assert texts(root, "PrezzoUnitario") == [price]
    assert texts(root, "DatiPagamento") == []


@pytest.mark.parametrize("kind", [DocumentKind.REVERSAL, DocumentKind.CREDIT_NOTE])
@pytest.mark.parametrize("document", ["TD01", "TD04"])
def test_a_note_above_zero_is_a_debit_note_that_is_to_be_paid(kind: DocumentKind, document: CreditDocument) -> None:
    bill = attrs.evolve(sample_bill(lines=(energy_line("40", "0.25"),)), kind=kind)
    root = written(bill, Layout(TRANSMITTER, credit_document=document))
    assert texts(root, "TipoDocumento") == ["TD05"]
    assert texts(root, "ImportoTotaleDocumento") == ["11.00"]
    assert texts(root, "ImportoPagamento") == ["11.00"]


def test_a_bill_above_zero_is_an_invoice_whatever_is_set_for_credits() -> None:
    assert texts(written(sample_bill(), Layout(TRANSMITTER, credit_document="TD04")), "TipoDocumento") == ["TD01"]


def test_a_quantity_too_great_for_eight_decimals_of_price_goes_into_the_description() -> None:
    line = energy_line("123456789.123", "0.12345678912345")
    root = written(sample_bill(lines=(line,)))
    assert texts(root, "Quantita") == []
    assert texts(root, "PrezzoUnitario") == texts(root, "PrezzoTotale") == [str(line.amount)]
    assert texts(root, "Descrizione") == ["Energia (123456789.123 kWh)"]


def test_the_printed_bill_is_attached() -> None:
    root = written(sample_bill(), pdf=b"%PDF-1.7 sample")
    assert texts(root, "NomeAttachment") == ["E2026-0000042.pdf"]
    assert base64.b64decode(texts(root, "Attachment")[0]) == b"%PDF-1.7 sample"


def test_a_house_number_that_does_not_fit_stands_in_the_street() -> None:
    address = attrs.evolve(PARTIES[PartyKind.PERSON].address, street="Via " + "L" * 70, number="12 scala B int. 3")
    customer = attrs.evolve(PARTIES[PartyKind.PERSON], address=address)
    street = texts(written(sample_bill(customer=customer)), "Indirizzo")[-1]
    assert street.endswith("L 12 scala B int. 3")
    assert len(street) == 60


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("1.000.000,00 i.v.", ["1000000.00"]),
        ("€ 50.000 i.v.", ["50000.00"]),
        ("120000.00", ["120000.00"]),
        ("variabile", []),
    ],
)
def test_the_share_capital_is_read_from_its_printed_form(printed: str, shown: list[str]) -> None:
    assert texts(written(sample_bill(seller=attrs.evolve(SELLER, share_capital=printed))), "CapitaleSociale") == shown


def test_an_order_that_does_not_fit_is_refused_and_never_cut() -> None:
    bill = sample_bill(PartyKind.PUBLIC_BODY)
    long = with_part(bill, contract=attrs.evolve(bill.main.contract, order=PublicOrder("DETERMINA 2026/0000000123")))
    with pytest.raises(CannotInvoice, match="IdDocumento") as caught:
        FATTURAPA.write(long, progressive=1, sent_on=ISSUED_ON)
    assert caught.value.fault.code == "DOC-001"


def test_a_bill_of_nothing_has_no_e_invoice() -> None:
    only_rai = sample_bill(lines=(rai_line(),), seller=attrs.evolve(SELLER, rai_treatment="payment"))
    for bill in (sample_bill(lines=(energy_line("0", "0.25"),)), only_rai):
        with pytest.raises(CannotInvoice, match="every line"):
            FATTURAPA.write(bill, progressive=1, sent_on=ISSUED_ON)


def test_a_bill_is_not_sent_before_its_day() -> None:
    with pytest.raises(CannotInvoice, match="00403"):
        FATTURAPA.write(sample_bill(), progressive=1, sent_on=ISSUED_ON - dt.timedelta(days=1))


@given(documents())
def test_lines_sum_to_the_totals_and_quantity_times_price_rounds_to_the_amount(bill: Bill) -> None:
    root = written(bill)
    sign = -1 if bill.kind is DocumentKind.REVERSAL and bill.total.amount <= 0 else 1
    lines = list(root.iter("DettaglioLinee"))
    for line in lines:
        quantity = Decimal(line.findtext("Quantita") or "1")
        exact = Decimal(line.findtext("PrezzoUnitario") or "") * quantity
        assert abs(exact - Decimal(line.findtext("PrezzoTotale") or "")) <= Decimal("0.005")
    for field, parts in (("ImponibileImporto", "taxable"), ("Imposta", "tax")):
        stated = [Decimal(text) for text in texts(root, field)]
        shown = {line.vat for line in bill.lines if line.amount}
        assert stated == [getattr(part, parts).amount * sign for part in bill.vat if part.vat in shown]
    whole = sum((Decimal(text) for text in texts(root, "PrezzoTotale")), Decimal(0))
    taxable = sum((Decimal(text) for text in texts(root, "ImponibileImporto")), Decimal(0))
    assert whole == taxable == bill.net.amount * sign


@given(documents())
def test_a_credit_note_is_the_invoice_with_every_sign_turned(bill: Bill) -> None:
    invoice = written(bill)
    other = written(bill, Layout(TRANSMITTER, credit_document="TD04"))
    sign = -1 if bill.total.amount < 0 and bill.kind is not DocumentKind.REVERSAL else 1
    for field in ("PrezzoUnitario", "PrezzoTotale", "ImponibileImporto", "Imposta", "ImportoTotaleDocumento"):
        assert [Decimal(text) * sign for text in texts(invoice, field)] == [Decimal(x) for x in texts(other, field)]

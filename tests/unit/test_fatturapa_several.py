"""Tests of the e-invoice of bills of several supplies, of corrections and of credit notes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

import attrs
import pytest
from lxml import etree

from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from domain.billing.bill import Bill, DocumentKind
from domain.contracts.contract import PaymentMethod
from domain.kernel.money import Money, total
from tests.support.document_samples import (
    DOCUMENTS,
    PDR,
    UTILITY,
    conguaglio_bill,
    limited_bill,
    reversal_bill,
    sites_bill,
    three_bill,
)

FATTURAPA = FatturaPA.with_schema_at(None, layout=Layout())
SENT_ON = dt.date(2026, 12, 1)


def written(bill: Bill, layout: Layout | None = None) -> etree._Element:
    """The parsed e-invoice of a bill."""
    writer = FatturaPA.with_schema_at(None, layout=layout) if layout else FATTURAPA
    return etree.fromstring(writer.write(bill, progressive=1, sent_on=SENT_ON).xml)


def texts(root: etree._Element, path: str) -> list[str]:
    """The texts of the elements of a path."""
    return [element.text or "" for element in root.findall(f".//{path}")]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_passes_the_controls_of_the_exchange_system(name: str) -> None:
    file = FATTURAPA.write(DOCUMENTS[name](), progressive=1, sent_on=SENT_ON)
    assert FATTURAPA.check(file.xml, name=file.name, sent_on=SENT_ON) == ()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_lines_and_vat_add_up_to_the_document(name: str) -> None:
    bill, root = DOCUMENTS[name](), written(DOCUMENTS[name]())
    sign = -1 if bill.kind in (DocumentKind.CREDIT_NOTE, DocumentKind.REVERSAL) else 1
    whole = bill.total.amount * sign
    assert Decimal(texts(root, "ImportoTotaleDocumento")[0]) == whole
    assert sum(map(Decimal, texts(root, "PrezzoTotale"))) == bill.net.amount * sign
    assert sum(map(Decimal, texts(root, "Imposta"))) + sum(map(Decimal, texts(root, "ImponibileImporto"))) == whole


def test_each_line_names_the_point_of_its_own_supply() -> None:
    root = written(three_bill())
    points = list(
        dict.fromkeys(zip(texts(root, "AltriDatiGestionali/TipoDato"), texts(root, "RiferimentoTesto"), strict=True))
    )
    assert points == [("POD", "IT001E12345678"), ("PDR", PDR), ("UTENZA", UTILITY)]
    assert set(texts(root, "UnitaMisura")) >= {"kWh", "Smc", "m3"}
    assert "3 forniture" in "".join(texts(root, "Causale"))


def test_each_order_names_the_lines_of_its_supply() -> None:
    bill = sites_bill(2)
    root = written(bill)
    assert texts(root, "DatiContratto/CodiceCIG") == ["Z1A2B3C401", "Z1A2B3C402"]
    lines = len(texts(root, "NumeroLinea"))
    assert texts(root, "DatiContratto/RiferimentoNumeroLinea") == [str(number) for number in range(1, lines + 1)]


def test_what_a_recalculation_takes_back_has_a_negative_price_and_says_so() -> None:
    root = written(conguaglio_bill())
    back = [
        line
        for line in root.findall(".//DettaglioLinee")
        if "storno per ricalcolo" in (line.findtext("Descrizione") or "")
    ]
    assert len(back) == 18
    assert all(Decimal(line.findtext("PrezzoUnitario") or "0") < 0 for line in back)
    assert all(Decimal(line.findtext("Quantita") or "0") > 0 for line in back)
    assert texts(root, "TipoDocumento") == ["TD01"]


@pytest.mark.parametrize("kind", [DocumentKind.REVERSAL, DocumentKind.CREDIT_NOTE])
def test_a_credit_note_is_a_td04_with_positive_amounts_that_names_its_document(kind: DocumentKind) -> None:
    bill = reversal_bill(kind)
    root = written(bill)
    assert texts(root, "TipoDocumento") == ["TD04"]
    assert texts(root, "DatiFattureCollegate/IdDocumento") == ["E2026/0000042"]
    assert texts(root, "DatiFattureCollegate/Data") == ["2026-09-14"]
    assert all(Decimal(each) > 0 for each in texts(root, "PrezzoTotale"))
    assert texts(root, "ImportoTotaleDocumento") == [str(-bill.total)]
    assert texts(root, "DatiPagamento") == []
    assert texts(root, "Causale")[0].startswith("Nota di credito")
    assert not any("ricalcolo" in each for each in texts(root, "Descrizione"))


@pytest.mark.parametrize("kind", [DocumentKind.CLOSING_BALANCE, DocumentKind.CORRECTION, DocumentKind.CLOSING])
def test_the_causale_says_what_the_document_is(kind: DocumentKind) -> None:
    assert texts(written(attrs.evolve(conguaglio_bill(), kind=kind)), "Causale")[0].startswith(f"{kind.value} E2026/")


@pytest.mark.parametrize(("layout", "sign"), [("TD01", -1), ("TD04", 1)])
def test_the_balance_of_a_closing_bill_below_zero_is_a_credit_as_the_layout_wants_it(
    layout: Literal["TD01", "TD04"], sign: int
) -> None:
    bill = reversal_bill(DocumentKind.CLOSING_BALANCE)
    root = written(bill, Layout(credit_document=layout))
    assert texts(root, "TipoDocumento") == [layout]
    assert texts(root, "ImportoTotaleDocumento") == [str(bill.total if sign < 0 else -bill.total)]
    assert all(Decimal(each) * sign > 0 for each in texts(root, "PrezzoTotale"))
    assert texts(root, "DatiPagamento") == []
    assert texts(root, "DatiFattureCollegate/IdDocumento") == ["E2026/0000042"]


def test_what_is_too_old_to_be_owed_is_not_asked_for() -> None:
    bill = limited_bill()
    assert bill.limited is not None
    root = written(attrs.evolve(bill, payment=attrs.evolve(bill.payment, method=PaymentMethod.TRANSFER)))
    assert texts(root, "ImportoPagamento") == [str(bill.payable - bill.limited.payable)]
    assert texts(root, "ImportoTotaleDocumento") == [str(bill.total)]


def test_vat_of_several_supplies_is_rounded_once_a_document() -> None:
    bill = three_bill()
    taxes = [Money.of(each) for each in texts(written(bill), "Imposta")]
    assert total(taxes) == total(part.tax for part in bill.vat)

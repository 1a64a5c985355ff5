"""A FatturaPA file as the controls see it: read leniently from any file, own or foreign.

What the schema demands but the controls do not ask is not looked at. A value that is missing or no number or date is
Unreadable.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import attrs
from lxml import etree

from adapters.fatturapa.tree import NAMESPACE, ROOT

_ONE = Decimal(1)
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?\Z")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?\Z")


class Unreadable(ValueError):
    """The file is no FatturaPA, or a value the controls need is missing or malformed."""


@attrs.frozen
class TaxIds:
    """The identifiers of a party; empty where absent."""

    country: str
    vat_number: str
    fiscal_code: str

    def is_same_as(self, other: TaxIds) -> bool:
        """The same VAT number, or where one has none the same tax code; members of a VAT group are not the same."""
        if self.vat_number and other.vat_number:
            same = (self.country, self.vat_number) == (other.country, other.vat_number)
            both = self.fiscal_code and other.fiscal_code
            return same and (not both or self.fiscal_code == other.fiscal_code)
        return bool(self.fiscal_code) and self.fiscal_code == other.fiscal_code


@attrs.frozen
class ScontoMaggiorazione:
    """A ScontoMaggiorazione: `sign` is -1 for a discount, 1 for a surcharge."""

    sign: int
    percent: Decimal | None
    amount: Decimal | None


@attrs.frozen
class DettaglioLinee:
    """A DettaglioLinee."""

    place: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    rate: Decimal
    nature: str
    is_withheld: bool
    discounts: tuple[ScontoMaggiorazione, ...]


@attrs.frozen
class Fund:
    """A DatiCassaPrevidenziale."""

    place: str
    amount: Decimal
    rate: Decimal
    nature: str
    is_withheld: bool


@attrs.frozen
class Summary:
    """A DatiRiepilogo."""

    place: str
    rate: Decimal
    nature: str
    rounding: Decimal
    taxable: Decimal
    tax: Decimal
    exigibility: str


@attrs.frozen
class Body:
    """One invoice of the file."""

    kind: str
    day: dt.date
    number: str
    is_art73: bool
    has_withholding: bool
    linked_days: tuple[dt.date, ...]
    discounts: tuple[ScontoMaggiorazione, ...]
    funds: tuple[Fund, ...]
    items: tuple[DettaglioLinee, ...]
    summaries: tuple[Summary, ...]

    @property
    def charged(self) -> tuple[DettaglioLinee | Fund, ...]:
        """Everything that has a rate and is no total."""
        return (*self.items, *self.funds)


@attrs.frozen
class Parsed:
    """The file."""

    version: str
    transmission_format: str
    destination: str
    pec: str
    seller: TaxIds
    buyer: TaxIds
    bodies: tuple[Body, ...]


def read(root: etree._Element) -> Parsed:
    """The file below `root`. Unreadable where it is no FatturaPA in ordinary form or a needed value is missing."""
    if root.tag != f"{{{NAMESPACE}}}{ROOT}":
        raise Unreadable(f"root element {root.tag!r} is not {ROOT} of {NAMESPACE}")
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)  # a comment would cut a value in two
    header = "FatturaElettronicaHeader"
    return Parsed(
        version=root.get("versione", ""),
        transmission_format=_text(root, f"{header}/DatiTrasmissione/FormatoTrasmissione"),
        destination=_text(root, f"{header}/DatiTrasmissione/CodiceDestinatario"),
        pec=_text(root, f"{header}/DatiTrasmissione/PECDestinatario"),
        seller=_tax_ids(root, f"{header}/CedentePrestatore/DatiAnagrafici"),
        buyer=_tax_ids(root, f"{header}/CessionarioCommittente/DatiAnagrafici"),
        bodies=tuple(_body(each) for each in root.findall("FatturaElettronicaBody")),
    )


def _body(element: etree._Element) -> Body:
    general = element.find("DatiGenerali/DatiGeneraliDocumento")
    if general is None:
        raise Unreadable(f"DatiGeneraliDocumento is missing at line {element.sourceline}")
    return Body(
        kind=_text(general, "TipoDocumento"),
        day=_day(general, "Data"),
        number=_text(general, "Numero"),
        is_art73=_text(general, "Art73") == "SI",
        has_withholding=general.find("DatiRitenuta") is not None,
        linked_days=tuple(
            _day(each, "Data") for each in element.findall("DatiGenerali/DatiFattureCollegate") if _text(each, "Data")
        ),
        discounts=_discounts(general),
        funds=tuple(_fund(i, each) for i, each in enumerate(general.findall("DatiCassaPrevidenziale"), start=1)),
        items=tuple(_item(each) for each in element.findall("DatiBeniServizi/DettaglioLinee")),
        summaries=tuple(_summary(i, e) for i, e in enumerate(element.findall("DatiBeniServizi/DatiRiepilogo"), 1)),
    )


def _item(element: etree._Element) -> DettaglioLinee:
    return DettaglioLinee(
        place=f"line {_text(element, 'NumeroLinea')}",
        quantity=_number(element, "Quantita", _ONE),
        price=_number(element, "PrezzoUnitario"),
        amount=_number(element, "PrezzoTotale"),
        rate=_number(element, "AliquotaIVA"),
        nature=_text(element, "Natura"),
        is_withheld=_text(element, "Ritenuta") == "SI",
        discounts=_discounts(element),
    )


def _fund(position: int, element: etree._Element) -> Fund:
    return Fund(
        place=f"cassa {position}",
        amount=_number(element, "ImportoContributoCassa"),
        rate=_number(element, "AliquotaIVA"),
        nature=_text(element, "Natura"),
        is_withheld=_text(element, "Ritenuta") == "SI",
    )


def _summary(position: int, element: etree._Element) -> Summary:
    return Summary(
        place=f"riepilogo {position}",
        rate=_number(element, "AliquotaIVA"),
        nature=_text(element, "Natura"),
        rounding=_number(element, "Arrotondamento", Decimal(0)),
        taxable=_number(element, "ImponibileImporto"),
        tax=_number(element, "Imposta"),
        exigibility=_text(element, "EsigibilitaIVA"),
    )


def _discounts(element: etree._Element) -> tuple[ScontoMaggiorazione, ...]:
    return tuple(
        ScontoMaggiorazione(
            sign=-1 if _text(each, "Tipo") == "SC" else 1,
            percent=_number(each, "Percentuale") if _text(each, "Percentuale") else None,
            amount=_number(each, "Importo") if _text(each, "Importo") else None,
        )
        for each in element.findall("ScontoMaggiorazione")
    )


def _tax_ids(root: etree._Element, path: str) -> TaxIds:
    return TaxIds(
        country=_text(root, f"{path}/IdFiscaleIVA/IdPaese"),
        vat_number=_text(root, f"{path}/IdFiscaleIVA/IdCodice"),
        fiscal_code=_text(root, f"{path}/CodiceFiscale"),
    )


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _number(element: etree._Element, path: str, absent: Decimal | None = None) -> Decimal:
    text = _text(element, path)
    if not text and absent is not None:
        return absent
    if not _DECIMAL.match(text):
        raise _unreadable(element, path, text, "a number")
    return Decimal(text)


def _day(element: etree._Element, path: str) -> dt.date:
    """An xs:date, whose time zone says nothing here."""
    text = _text(element, path)
    match = _DAY.match(text)
    try:
        return dt.date.fromisoformat(match[1] if match else "")
    except ValueError as error:
        raise _unreadable(element, path, text, "a date, YYYY-MM-DD") from error


def _unreadable(element: etree._Element, path: str, text: str, expected: str) -> Unreadable:
    return Unreadable(f"{element.tag!s}/{path} at line {element.sourceline} is {text!r}; {expected} is needed")

"""The PLACET offers of the Portale Offerte: 26 columns for electricity, 21 for gas.

A fixed PLACET of electricity has one, two and three prices the customer chooses from: each is an offer of its own, and
its family ends in M, BI or TRI.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from adapters.portale.codes import CannotRepresent, coded, codes, day_of, number
from domain.kernel.validity import FOREVER, Period
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, Offer, SellerFee

_ONE_DAY = dt.timedelta(days=1)
_STRUCTURES = (
    ("M", {"M": "p_vol_mono"}),
    ("BI", {"F1": "p_vol_bf1", "F23": "p_vol_bf23"}),
    ("TRI", {"F1": "p_vol_f1", "F2": "p_vol_f2", "F3": "p_vol_f3"}),
)
_GAS = (("M", {"M": "p_vol"}),)


@attrs.frozen
class PlacetRow:
    """One row: its place from 1, its fields, and as it was written."""

    number: int
    fields: Mapping[str, str]
    raw: str


def placet_rows(text: str) -> tuple[str, tuple[PlacetRow, ...]] | None:
    """The commodity and the rows of a PLACET file; None where the header is none of the two."""
    header = text.split("\n", 1)[0].strip()
    for delimiter in (";", ","):
        names = [name.strip().strip('"').lower() for name in header.split(delimiter)]
        for commodity in ("electricity", "gas"):
            if names == codes()["placet"][f"{commodity}_columns"]:
                return commodity, tuple(_rows(text, delimiter, names))
    return None


def _rows(text: str, delimiter: str, names: Sequence[str]) -> Iterator[PlacetRow]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    next(reader)
    for i, values in enumerate(filter(None, reader), 1):
        fields = {name: value.strip() for name, value in zip(names, values, strict=False)}
        yield PlacetRow(i, fields if len(values) == len(names) else {}, delimiter.join(values))


def placet_offers(row: PlacetRow, commodity: str) -> tuple[Offer, ...]:
    """The offers of a row, one for each structure of prices. CannotRepresent."""
    if not row.fields:
        expected = len(codes()["placet"][f"{commodity}_columns"])
        raise CannotRepresent(f"row {row.number}: {expected} columns are expected")
    made = _Row(row.fields, commodity)
    kind = coded(codes()["placet"]["kinds"], "tipo_offerta", made.get("tipo_offerta").lower())
    offers = tuple(made.fixed() if kind == "fixed" else made.indexed())
    if not offers:
        raise CannotRepresent("p_vol: no price of energy")
    return offers


@attrs.frozen
class _Row:
    """One row under way."""

    fields: Mapping[str, str]
    commodity: str

    def get(self, name: str) -> str:
        if not self.fields[name]:
            raise CannotRepresent(f"{name} is empty")
        return self.fields[name]

    def number(self, name: str) -> Decimal:
        return number(name, self.get(name), comma=True)

    def fixed(self) -> Iterator[Offer]:
        for ending, columns in _STRUCTURES if self.commodity == "electricity" else _GAS:
            given = [column for column in columns.values() if self.fields[column]]
            if given and len(given) < len(columns):
                raise CannotRepresent(f"{', '.join(columns.values())}: some of the prices are empty")
            if given:
                prices = tuple(BandPrice(band, self.number(column)) for band, column in columns.items())
                yield self._offer(ending, FixedPrice(prices), "p_fix_f")

    def indexed(self) -> Iterator[Offer]:
        table = codes()["placet"]
        index = str(coded(table["indices"], "index of a PLACET of", self.commodity))
        electricity = self.commodity == "electricity"
        price = IndexedPrice(
            index,
            (BandPrice("M", self.number("alpha")),),
            losses_on_index=electricity,
            losses_on_spread=electricity and bool(table["losses_on_spread"]),
        )
        yield self._offer("M", price, "p_fix_v")

    def _offer(self, ending: str, price: FixedPrice | IndexedPrice, fee: str) -> Offer:
        table = codes()["placet"]
        customers = coded(table["customers"][self.commodity], "tipo_cliente", self.get("tipo_cliente").lower())
        home = any(customer.startswith("domestic") for customer in customers)
        start, end = day_of("data_inizio", self.get("data_inizio")), self.fields["data_fine"]
        stop = day_of("data_fine", end) + _ONE_DAY if end else FOREVER
        if not start < stop:
            raise CannotRepresent(f"data_fine {end} is before data_inizio")
        places = [self.fields[name] for name in ("regione", "provincia", "comune") if self.fields[name]]
        return Offer(
            code=f"{self.get('cod_offerta')}-{ending}",
            name=self.get("nome_offerta"),
            commodity=self.commodity,
            customers=frozenset(customers),
            price=price,
            fees=(SellerFee("fee", "Quota fissa PLACET", self.number(fee)),),
            passes=tuple(table["passes"][self.commodity]["domestic" if home else "other"]),
            validity=Period(start, stop),
            description="\n".join(filter(None, (f"PLACET, {self.fields['denominazione']}", " ".join(places)))),
            portal_code=self.get("cod_offerta"),
        )

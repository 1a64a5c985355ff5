"""The free-market XML of the Portale Offerte (ListaOfferteMercatoLibero), offer by offer.

Prices of fixed offers hold network losses; those of indexed electricity offers are spreads, with losses on the index
alone (rules of the Portale, v4.0). An element that is neither read nor known to change no price refuses the offer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs
from lxml import etree

from adapters.portale.codes import CannotRepresent, coded, codes, day_of, number
from adapters.portale.discounts import discounts
from adapters.portale.tree import Node
from domain.kernel.validity import FOREVER, Period
from domain.tariffs.component import Basis, Block
from domain.tariffs.offer import (
    BandPrice,
    FixedPrice,
    IndexedPrice,
    Offer,
    PowerLimits,
    PriceTier,
    SellerFee,
    TieredPrice,
)

_ONE_DAY = dt.timedelta(days=1)
_OWN_DISPATCHING = "99"
_STANDARD = "01"
_ONE_OFF = "05"  # MACROAREA: una tantum
_ONE = Decimal(1)


def offer_of(element: etree._Element) -> Offer:
    """The offer an <offerta> says, coded by its COD_OFFERTA. CannotRepresent."""
    node = Node(element)
    _check_elements(node)
    detail = node.one("DettaglioOfferta")
    commodity = str(coded(codes()["commodity"], "TIPO_MERCATO", detail.text("TIPO_MERCATO")))
    kind = str(coded(codes()["kind"], "TIPO_OFFERTA", detail.text("TIPO_OFFERTA")))
    made = _Made(node, commodity, kind)
    _check_losses(made, detail)
    fees, prices = made.components()
    passes, own = made.passed()
    return Offer(
        code=node.one("IdentificativiOfferta").text("COD_OFFERTA"),
        name=detail.text("NOME_OFFERTA"),
        commodity=commodity,
        customers=frozenset(made.customers(detail)),
        price=made.price(prices),
        fees=_distinct((*fees, *own)),
        passes=passes,
        validity=_validity(node.one("ValiditaOfferta")),
        description=_description(node, detail),
        portal_code=node.one("IdentificativiOfferta").text("COD_OFFERTA"),
        discounts=discounts(node, commodity),
        includes=_includes(detail),
        power=_power(node) if commodity == "electricity" else None,
        alone=detail.text("OFFERTA_SINGOLA", "SI") == "SI",
    )


def _check_elements(node: Node) -> None:
    tables = codes()["elements"]
    known = {*tables["read"], *tables["told"], *tables["left"]}
    strange = [name for name in node.names() if name.lower() not in known]
    if strange:
        raise CannotRepresent(f"element {strange[0]} has no place here")


def _check_losses(made: _Made, detail: Node) -> None:
    held = detail.text("PrezzoComprensivoPerditeRete", "SI").upper()
    if made.commodity == "electricity" and made.kind == "fixed" and held != "SI":
        raise CannotRepresent(f"PrezzoComprensivoPerditeRete {held!r}: a fixed price here holds network losses")


def _power(node: Node) -> PowerLimits | None:
    """The committed power it can be signed for (CaratteristicheOfferta)."""
    limits = [
        number(name, text) if text else None
        for name in ("POTENZA_MIN", "POTENZA_MAX")
        for text in [next((each.text(name, "") for each in node.all("CaratteristicheOfferta")), "")]
    ]
    return PowerLimits(*limits) if any(limit is not None for limit in limits) else None


def _includes(detail: Node) -> tuple[Block, ...]:
    inclusive = detail.text("OFFERTA_ONNICOMPRENSIVA", "")
    return tuple(Block(name) for name in coded(codes()["all_inclusive"], "OFFERTA_ONNICOMPRENSIVA", inclusive))


@attrs.frozen(eq=False)
class _Made:
    """One offer under way."""

    node: Node
    commodity: str
    kind: str

    def customers(self, detail: Node) -> list[str]:
        tables = codes()["customer"][self.commodity]
        customer = detail.text("TIPO_CLIENTE")
        if customer == "01" and "domestic" in tables:
            return list(coded(tables["domestic"], "DOMESTICO_RESIDENTE", detail.text("DOMESTICO_RESIDENTE", "")))
        return list(coded(tables["other"], "TIPO_CLIENTE", customer))

    def components(self) -> tuple[tuple[SellerFee, ...], tuple[Node, ...]]:
        """The fees, and the intervals of the one component that is the price of energy."""
        found = [each for each in self.node.all("ComponenteImpresa") if each.text("TIPOLOGIA", _STANDARD) == _STANDARD]
        parts = [(self._rank(each), each.text("NOME"), self._intervals(each)) for each in found]
        highest = max((rank for rank, _, _ in parts), default=0)
        prices = [(name, intervals) for rank, name, intervals in parts if rank == highest > 0]
        if len(prices) > 1:
            raise CannotRepresent(f"ComponenteImpresa {prices[1][0]!r}: a second price of energy")
        fees = [self._fee(name, intervals) for rank, name, intervals in parts if not rank == highest > 0]
        return tuple(fees), prices[0][1] if prices else ()

    def _rank(self, component: Node) -> int:
        """How much a component is the price of energy: by its macro area, if it is charged by energy."""
        name = component.text("NOME")
        rank = int(coded(codes()["areas"], f"ComponenteImpresa {name!r}: MACROAREA", component.text("MACROAREA")))
        bases = [self._basis(name, interval) for interval in self._intervals(component)]
        if component.text("MACROAREA") == _ONE_OFF and bases != [Basis.ONCE]:
            raise CannotRepresent(
                f"ComponenteImpresa {name!r}: MACROAREA {_ONE_OFF}, one-off, by another unit than EUR"
            )
        return rank if all(basis is Basis.ENERGY for basis in bases) else 0

    def _intervals(self, component: Node) -> tuple[Node, ...]:
        intervals = component.all("IntervalloPrezzi")
        if not intervals or any(interval.all("PeriodoValidita") for interval in intervals):
            name = component.text("NOME")
            raise CannotRepresent(
                f"ComponenteImpresa {name!r}: prices that hold for a part of the contract (PeriodoValidita), or none"
            )
        return intervals

    def _fee(self, name: str, intervals: tuple[Node, ...]) -> SellerFee:
        if len(intervals) != 1 or intervals[0].text("CONSUMO_DA", "") or intervals[0].text("CONSUMO_A", ""):
            raise CannotRepresent(f"ComponenteImpresa {name!r}: a fee by band or by tier")
        return SellerFee("fee", name, self._value(name, intervals[0]), self._basis(name, intervals[0]))

    def _value(self, name: str, interval: Node) -> Decimal:
        return number(f"ComponenteImpresa {name!r}: PREZZO", interval.text("PREZZO"))

    def _basis(self, name: str, interval: Node) -> Basis:
        place = f"ComponenteImpresa {name!r}: UNITA_MISURA"
        unit = coded(codes()["units"], place, interval.text("UNITA_MISURA"))
        energy = "smc" if self.commodity == "gas" else "kwh"
        bases = {"point": Basis.POINT, "power": Basis.POWER, energy: Basis.ENERGY, "once": Basis.ONCE}
        basis: Basis = coded(bases, place, unit)
        return basis

    def price(self, intervals: tuple[Node, ...]) -> FixedPrice | IndexedPrice | TieredPrice:
        """The price of energy: fixed, by tiers, or an index and a spread."""
        if not intervals:
            raise CannotRepresent("ComponenteImpresa: no price of energy (MACROAREA 04)")
        kind = self._price_kind(intervals)
        if any(interval.text("CONSUMO_A", "") or interval.text("CONSUMO_DA", "") for interval in intervals):
            return self._tiered(intervals, kind)
        prices = self._by_band(intervals)
        if kind == "fixed":
            return FixedPrice(prices)
        reference = self.node.one("RiferimentiPrezzoEnergia")
        coefficient = reference.text("COEFFICIENTE", "1")
        if number("COEFFICIENTE", coefficient) != _ONE:
            raise CannotRepresent(f"COEFFICIENTE {coefficient}: the index counts once here")
        indices = codes()["index"][self.commodity]
        index = coded(indices, "IDX_PREZZO_ENERGIA", reference.text("IDX_PREZZO_ENERGIA"))
        losses = self.commodity == "electricity"
        return IndexedPrice(str(index["path"]), prices, losses_on_index=losses, months=int(index["months"]))

    def _price_kind(self, intervals: tuple[Node, ...]) -> str:
        """Fixed or indexed; of a mixed offer as each price says."""
        if self.kind != "mixed":
            return self.kind
        kinds = {str(coded(codes()["price_kind"], "TIPO_PREZZO", each.text("TIPO_PREZZO"))) for each in intervals}
        if len(kinds) > 1:
            raise CannotRepresent("TIPO_PREZZO: a price of energy in part fixed and in part indexed")
        return kinds.pop()

    def _by_band(self, intervals: tuple[Node, ...]) -> tuple[BandPrice, ...]:
        fasce = self.node.one("TipoPrezzo").text("TIPOLOGIA_FASCE") if self.node.all("TipoPrezzo") else _STANDARD
        names: Mapping[str, str] = coded(codes()["bands"], "TIPOLOGIA_FASCE", fasce)
        prices: dict[str, Decimal] = {}
        for interval in intervals:
            band = str(coded(names, "FASCIA_COMPONENTE", interval.text("FASCIA_COMPONENTE", _STANDARD)))
            if band in prices:
                raise CannotRepresent(f"FASCIA_COMPONENTE: band {band} has two prices")
            prices[band] = self._value("price of energy", interval)
        missing = [band for band in names.values() if band not in prices]
        if missing:
            raise CannotRepresent(f"FASCIA_COMPONENTE: band {missing[0]} has no price")
        return tuple(BandPrice(band, prices[band]) for band in names.values())

    def _tiered(self, intervals: tuple[Node, ...], kind: str) -> TieredPrice:
        if kind != "fixed" or any(each.text("FASCIA_COMPONENTE", _STANDARD) != _STANDARD for each in intervals):
            raise CannotRepresent("CONSUMO_DA/CONSUMO_A: tiers of an index, or by band")
        begun = [(number("CONSUMO_DA", each.text("CONSUMO_DA", "0")), each) for each in intervals]
        parts = sorted(begun, key=lambda part: part[0])
        starts = [start for start, _ in parts]
        ends = [each.text("CONSUMO_A", "") for _, each in parts]
        stops = [number("CONSUMO_A", end) if end else None for end in ends]
        follow = all(stop is not None and stop <= start for stop, start in zip(stops[:-1], starts[1:], strict=True))
        if starts[0] > 0 or stops[-1] is not None or not follow:
            raise CannotRepresent("CONSUMO_DA/CONSUMO_A: the tiers do not follow one another from 0 without end")
        values = [self._value("price of energy", each) for _, each in parts]
        tiers = [PriceTier(stop, value) for stop, value in zip(stops, values, strict=True)]
        return TieredPrice(tuple(tiers))

    def passed(self) -> tuple[tuple[str, ...], tuple[SellerFee, ...]]:
        """The regulated components passed on, and the seller's own dispatching."""
        passes: list[str] = []
        own: list[SellerFee] = []
        for each in self.node.all("Dispacciamento"):
            code = each.text("TIPO_DISPACCIAMENTO")
            if code == _OWN_DISPATCHING:
                value = number("VALORE_DISP", each.text("VALORE_DISP"))
                own.append(SellerFee("dispatching", each.text("NOME", "Dispacciamento"), value, Basis.ENERGY))
            else:
                passes += coded(codes()["dispatching"], "TIPO_DISPACCIAMENTO", code)
        for each in self.node.all("ComponentiRegolate"):
            passes += [coded(codes()["regulated"], "ComponentiRegolate CODICE", code) for code in each.texts("CODICE")]
        return tuple(dict.fromkeys(passes)), tuple(own)


def _distinct(fees: tuple[SellerFee, ...]) -> tuple[SellerFee, ...]:
    """Fees with codes of their own: the second of a code is numbered 2."""
    seen: dict[str, int] = {}
    made = []
    for fee in fees:
        seen[fee.code] = seen.get(fee.code, 0) + 1
        made.append(attrs.evolve(fee, code=f"{fee.code}_{seen[fee.code]}") if seen[fee.code] > 1 else fee)
    return tuple(made)


def _validity(node: Node) -> Period:
    start = day_of("DATA_INIZIO", node.text("DATA_INIZIO"))
    end = node.text("DATA_FINE", "")
    stop = day_of("DATA_FINE", end) + _ONE_DAY if end else FOREVER
    if not start < stop:
        raise CannotRepresent(f"ValiditaOfferta: ends on {end}, before it begins on {start}")
    return Period(start, stop)


def _description(node: Node, detail: Node) -> str:
    return "\n".join(filter(None, _described(node, detail)))


def _described(node: Node, detail: Node) -> Iterator[str]:
    yield detail.text("DESCRIZIONE", "")
    yield f"PIVA_UTENTE {node.one('IdentificativiOfferta').text('PIVA_UTENTE')}; DURATA {detail.text('DURATA', '-1')}"
    for each in node.all("ComponenteImpresa"):
        if each.text("TIPOLOGIA", _STANDARD) != _STANDARD:
            yield f"Opzionale, non compreso nel prezzo: {each.whole()}"
    for name in codes()["elements"]["told"]:
        for each in node.all(name):
            yield f"{each.name}: {each.whole()}"

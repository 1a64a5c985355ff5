"""The discounts of an offer of the Portale Offerte (Sconto, PREZZISconto)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from adapters.portale.codes import CannotRepresent, coded, codes, number
from adapters.portale.tree import Node
from domain.kernel.validity import Period, month_of
from domain.tariffs.discount import Base, Discount, Off

_PERCENT = Decimal(100)
_BASES = {"sale": Base.SALE}


def discounts(offer: Node, commodity: str) -> tuple[Discount, ...]:
    """The discounts of an <offerta>, in its order. CannotRepresent."""
    made: list[Discount] = []
    for given in offer.all("Sconto"):
        made += _of_one(given, commodity, len(made))
    return tuple(made)


def _of_one(given: Node, commodity: str, before: int) -> Iterator[Discount]:
    name = given.text("NOME")
    place = f"Sconto {name!r}"
    if given.text("CODICE_COMPONENTE_FASCIA", ""):
        raise CannotRepresent(f"{place}: CODICE_COMPONENTE_FASCIA, off one component alone")
    tables = codes()["discount"]
    vat = bool(coded(tables["vat"], f"{place}: IVA_SCONTO", given.text("IVA_SCONTO", "")))
    conditions = [*given.all("Condizione"), *given.all("ScontoCondizione")]
    asked = {
        str(coded(tables["conditions"], f"{place}: CONDIZIONE_APPLICAZIONE", each.text("CONDIZIONE_APPLICAZIONE")))
        for each in conditions
    }
    if len(asked) > 1:
        raise CannotRepresent(f"{place}: several conditions")
    months, period, after = _lasts(given, place)
    prices = given.all("PREZZISconto")
    if not prices:
        raise CannotRepresent(f"{place}: no PREZZISconto")
    for i, price in enumerate(prices, before + 1):
        value, off, upto = _value(price, place, commodity)
        base = _BASES[str(coded(tables["kinds"], f"{place}: TIPOLOGIA", price.text("TIPOLOGIA")))]
        once = off is Off.ONCE
        try:
            yield Discount(
                code=f"discount_{i}",
                label=name,
                value=value,
                off=off,
                base=base,
                upto=upto,
                months=None if once else months,
                period=None if once else period,
                after=after,
                condition="".join(asked),
                vat=vat,
            )
        except ValueError as error:
            raise CannotRepresent(f"{place}: {error}") from error


def _lasts(given: Node, place: str) -> tuple[int | None, Period | None, int]:
    """How many months it lasts, or until when; and after how many months of the contract it begins."""
    table, code = codes()["discount"]["validity"], given.text("VALIDITA", "")
    lasting, after = coded(table, f"{place}: VALIDITA", code) if code else (0, 0)
    periods = given.all("PeriodoValidita")
    if not periods:
        if not code:
            raise CannotRepresent(f"{place}: neither VALIDITA nor PeriodoValidita")
        return (int(lasting) or None), None, int(after)
    if after:
        raise CannotRepresent(f"{place}: VALIDITA {code} with a PeriodoValidita, which counts from the first month")
    if len(periods) > 1 or periods[0].all("MESE_VALIDITA"):
        raise CannotRepresent(f"{place}: PeriodoValidita, some months of the year only")
    lasts, until = periods[0].text("DURATA", ""), periods[0].text("VALIDO_FINO", "")
    if until:
        month, _, year = until.rpartition("/")
        if not (month[-2:].isdigit() and year.isdigit()):
            raise CannotRepresent(f"{place}: VALIDO_FINO {until!r} is no month as MM/AAAA")
        return None, Period(dt.date.min, month_of(dt.date(int(year), int(month[-2:]), 1)).stop), 0
    months_given = number(f"{place}: DURATA", lasts)
    return (int(months_given) if months_given > 0 else None), None, 0


def _value(price: Node, place: str, commodity: str) -> tuple[Decimal, Off, Decimal | None]:
    unit = coded(codes()["units"], f"{place}: UNITA_MISURA", price.text("UNITA_MISURA"))
    value = number(f"{place}: PREZZO", price.text("PREZZO"))
    energy = "smc" if commodity == "gas" else "kwh"
    offs = {"point": Off.YEARLY, "once": Off.ONCE, "percent": Off.RATIO, energy: Off.ENERGY}
    off: Off = coded(offs, f"{place}: UNITA_MISURA", unit)
    start, end = price.text("VALIDO_DA", ""), price.text("VALIDO_FINO", "")
    if start and number(f"{place}: VALIDO_DA", start) > 0:
        raise CannotRepresent(f"{place}: VALIDO_DA {start}, a tier that does not begin at 0")
    upto = number(f"{place}: VALIDO_FINO", end) if end else None
    if upto is not None and off is not Off.ENERGY:
        raise CannotRepresent(f"{place}: VALIDO_FINO {end} of a discount that is not per unit of energy")
    return (value / _PERCENT if off is Off.RATIO else value), off, upto

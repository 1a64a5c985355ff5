"""Draw up a reading route: the meters of a zone, or of some points, that somebody supplies on the day of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from application.journal import Actor
from application.metering.reading_history import LOOKBACK, available_kw, contracts_of
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.risk import ValidationRules
from domain.commodities.registry import commodity
from domain.contracts.supply_point import SupplyPoint
from domain.metering.gas import GasReading
from domain.metering.manual_readings.plausibility import last_read
from domain.metering.manual_readings.reading_route import RouteStop, registers_of
from domain.metering.reading import current

_PAGE = 500


def list_reading_route(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    on: dt.date,
    zone: str = "",
    points: Sequence[str] = (),
    commodity_code: str = "",
) -> tuple[RouteStop, ...]:
    """The meters to read on a day, in order of address.

    zone    a postcode, or a town; points: only these; commodity_code: only of one commodity. NotFound for a point
            that is not in the registry.
    """
    with units(actor.tenant) as uow:
        book = book_of(uow, books, actor.clock.today())
        rules, share = ValidationRules.on(book, on), book.value("metering/walk_expected_share", (), on).value
        chosen = [each for each in _points(uow, points) if _is_read(each, zone, commodity_code)]
        codes = [each.code for each in chosen]
        contracts = contracts_of(uow, codes)
        readings = uow.measures.readings(codes, on - LOOKBACK, on)
        parties = uow.parties.of({each.party for found in contracts.values() for each in found})
        stops = []
        for point in chosen:
            supplying = next((each for each in contracts.get(point.code, ()) if on in each.period), None)
            if supplying is None:
                continue
            known = current(readings[point.code])
            before = last_read(known, on)
            stops.append(
                RouteStop(
                    point.code,
                    point.commodity,
                    point.address.street,
                    point.address.number,
                    point.address.town,
                    parties[supplying.party].name,
                    (before.serial if before else None) or "",
                    before.digits if before else None,
                    before.coefficient if before else None,
                    before.day if before else None,
                    registers_of(
                        known,
                        on,
                        is_gas=commodity(point.commodity).reading is GasReading,
                        rollover=rules.rollover,
                        available_kw=available_kw([supplying], on),
                        share=share,
                    ),
                )
            )
    return tuple(sorted(stops, key=lambda stop: stop.order))


def _points(uow: UnitOfWork, codes: Sequence[str]) -> Iterator[SupplyPoint]:
    if codes:
        yield from (uow.points.get(code) for code in dict.fromkeys(codes))
        return
    after = ""
    while page := uow.points.page(after, _PAGE):
        yield from page
        after = page[-1].code


def _is_read(point: SupplyPoint, zone: str, commodity_code: str) -> bool:
    if not commodity(point.commodity).measured or commodity_code not in ("", point.commodity):
        return False
    return not zone or zone.lower() in (point.address.postcode, point.address.town.lower())

"""Load a tenant's own parameters and hourly prices over the common tariff book."""

from __future__ import annotations

from collections.abc import Sequence

from application.journal import Actor, record
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from application.tariffs.book import book_of
from domain.kernel.digest import Plain
from domain.pricing.facts import HourlySeries
from domain.tariffs.parameter import ParameterHead, ParameterRow


def load_parameters(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    heads: Sequence[ParameterHead],
    rows: Sequence[ParameterRow],
    hourly: Sequence[HourlySeries],
) -> str:
    """Store them and return the digest of the book they make. RowsOverlap where two rows contradict each other."""
    with units(actor.tenant) as uow:
        uow.parameters.put(heads, rows)
        for series in hourly:
            uow.parameters.put_hourly(series)
        digest = book_of(uow, books, actor.clock.today()).digest
        given: Plain = {"rows": [row.id for row in rows], "hourly": [series.name for series in hourly]}
        event: Plain = {"book": digest, "rows": len(rows)}
        record(uow, actor, use_case="load_parameters", given=given, events=[("parameters.loaded", event)])
        uow.commit()
    return digest

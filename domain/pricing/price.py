"""Pricing: the one function a run calls. Pure: the same facts and the same book give the same lines.

Line order is the order of the bill: sale, network, charges, taxes, the rest; within a block by component as declared,
then by day.
"""

from __future__ import annotations

from domain.contracts.faults import REG_003
from domain.contracts.supply_terms import TermsContradict
from domain.kernel.fault import Fault
from domain.metering.reading import Quality
from domain.pricing.facts import BillingFacts
from domain.pricing.faults import (
    PRC_001,
    PRC_002,
    PRC_003,
    PRC_004,
    PRC_005,
    PRC_006,
    PRC_007,
    PRC_008,
    PRC_101,
    PRC_102,
    PRC_103,
)
from domain.pricing.line import Line
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.counted_energy import CounterUnknown
from domain.pricing.lines.cuts import (
    ConsumptionDoesNotFit,
    NegativeConsumption,
    NoTerms,
    check_consumption,
    energy_pieces,
    terms_pieces,
)
from domain.pricing.lines.offer.discounts import check_fees
from domain.pricing.lines.regulated import MissingMeasure, OfferDoesNotFit
from domain.pricing.missing_values import MissingValues, multipliers
from domain.pricing.price_basis import price_basis
from domain.pricing.priced import CannotBePriced, Priced, Refused
from domain.pricing.taxes.treatment import supply_vat
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Block
from domain.tariffs.discount import DiscountExceedsBase
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import NotInForce, ParameterRow, Status, UnknownParameter

_BLOCKS = {block: i for i, block in enumerate(Block)}
_STATUS_FAULTS = {Status.RECALLED: PRC_101.code, Status.SYNTHETIC: PRC_102.code}


def price(facts: BillingFacts, book: TariffBook) -> Priced | Refused:
    """The lines of one contract over one period, or every fault that stands in the way.

    Splits at every change of tariff, tax, terms and consumption. A value that is not in force refuses the contract
    (PRC-001); nothing is assumed in its place.
    """
    try:
        return _priced(facts, Lookup(book))
    except NotInForce:
        number = facts.contract.number
        faults = tuple(PRC_001.fault(number, str(each)) for each in _missing(facts, book))
        return Refused(number, facts.period, faults)
    except UnknownParameter as error:
        return _refused(facts, PRC_001.code, error)
    except ConsumptionDoesNotFit as error:
        return _refused(facts, PRC_002.code, error)
    except NegativeConsumption as error:
        return _refused(facts, PRC_004.code, error)
    except NoTerms as error:
        return _refused(facts, PRC_003.code, error)
    except OfferDoesNotFit as error:
        return _refused(facts, PRC_005.code, error)
    except DiscountExceedsBase as error:
        return _refused(facts, PRC_006.code, error)
    except MissingMeasure as error:
        return _refused(facts, PRC_007.code, error)
    except CounterUnknown as error:
        return _refused(facts, PRC_008.code, error)
    except TermsContradict as error:
        return _refused(facts, REG_003.code, error)
    except CannotBePriced as error:
        return _refused(facts, error.code, error)


def _refused(facts: BillingFacts, code: str, error: Exception) -> Refused:
    return Refused(facts.contract.number, facts.period, (Fault(code, facts.contract.number, str(error)),))


def _missing(facts: BillingFacts, book: TariffBook) -> tuple[NotInForce, ...]:
    """Every value that pricing would ask for and that is not in force, one a key, in the order they are asked for."""
    missing = MissingValues(book, multipliers=multipliers(facts))
    try:
        _priced(facts, missing)
    except NotInForce as error:
        missing.note_missing(error)
    except (LookupError, ValueError):
        pass  # another fault, which is told once the values are there
    return tuple(missing.missing.values())


def _priced(facts: BillingFacts, lookup: Lookup) -> Priced:
    kind, book = facts.commodity, lookup.book
    terms = terms_pieces(facts)
    for piece in terms:
        kind.check(piece.terms.supply, book, piece.period.start)
    if kind.measured:
        check_consumption(facts)
    vat = supply_vat(terms[-1].terms.vat, lookup, facts.issue_day)
    energy = energy_pieces(facts, terms, book)
    context = LineContext(facts, lookup, vat, terms, energy)
    lines = [line for make in kind.lines for line in make(context)]
    check_fees(context, lines)
    rows = lookup.rows
    return Priced(
        contract=facts.contract.number,
        commodity=kind.code,
        period=facts.period,
        lines=_in_order(lines),
        rounding=facts.rounding.name,
        book_digest=book.digest,
        rows=rows,
        warnings=_warnings(facts, rows),
        consumption=facts.consumption,
        calls=kind.rated_calls(facts) if facts.calls else (),
        basis=price_basis(facts, lookup),
    )


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    first_seen: dict[tuple[str, str], int] = {}
    keys = [
        (_BLOCKS[line.block], first_seen.setdefault((line.code, line.band), i), line.period.start, i)
        for i, line in enumerate(lines)
    ]
    keys.sort()
    return tuple([lines[key[-1]] for key in keys])


def status_faults(subject: str, rows: tuple[ParameterRow, ...]) -> tuple[Fault, ...]:
    """A warning for every value used that is not to be relied on: recalled or synthetic."""
    return tuple(
        Fault(code, subject, f"{row.name} = {row.value} ({row.source.title})")
        for row in rows
        if (code := _STATUS_FAULTS.get(row.status))
    )


def _warnings(facts: BillingFacts, rows: tuple[ParameterRow, ...]) -> tuple[Fault, ...]:
    subject = facts.contract.number
    estimated = [
        PRC_103.fault(subject, f"{piece.total} over {piece.period} is estimated")
        for piece in facts.consumption
        if piece.quality is Quality.ESTIMATED
    ]
    return (*status_faults(subject, rows), *estimated, *facts.notes)

"""Cases of corrections, from bytes to domain values: each document as billed then, and as known now."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import attrs

from adapters.cases.fields import BookOn, Tree, day, number
from adapters.cases.parse import CASES
from adapters.cases.problem import UnreadableCase, bad
from adapters.cases.structure import check, read_recalculation
from application.ports.case_files import Credit, RecalculationCase, SimulationCase
from domain.billing.bill import BillNumber
from domain.contracts.contract import Market
from domain.contracts.party import PartyKind
from domain.corrections.credit_note import Amount, Components, CreditScope, Whole
from domain.corrections.stated_document import StatedCustomer, StatedDocument
from domain.kernel.calendar import BandCalendar
from domain.kernel.money import Money
from domain.metering.consumption import BandEnergy
from domain.metering.reading import Quality
from domain.pricing.correction import CorrectionReason, MeterReading
from domain.tariffs.book import TariffBook

_QUALITIES = {"actual": Quality.ACTUAL, "self_read": Quality.SELF_READ, "estimated": Quality.ESTIMATED}
_MARKETS = {"free": Market.FREE, "vulnerable": Market.VULNERABLE, "gradual": Market.GRADUAL}
_SERIES, _DEFAULT_CONTRACT = "E", "contract"
_FIXED = ("commodity", "period", "issue_day", "rounding")


def parse_recalculation(data: bytes, *, book: BookOn, bands: BandCalendar, today: dt.date) -> RecalculationCase:
    """The case of a recalculation or of a credit note.

    There is one present: the book is known on the latest day any case says of itself now, and the values given for now
    lie over it together. BadCase.
    """
    tree = read_recalculation(data)
    invoiced, patches = tree["invoiced"], tree["now"]
    if len(patches) != len(invoiced):
        raise bad(
            "/now", patches, f"{len(invoiced)} patches, one for each document invoiced, {{}} where nothing differs"
        )
    patched = [merged(entry["case"], patch) for entry, patch in zip(invoiced, patches, strict=True)]
    then = [_simulation(entry["case"], f"/invoiced/{i}/case", book, bands, today) for i, entry in enumerate(invoiced)]
    for i, each in enumerate(patched):
        with _at(f"/now/{i}"):
            check("simulate", each)
    known = book(max((day(each["known_on"]) if "known_on" in each else today) for each in patched))
    now = [_simulation(each, f"/now/{i}", lambda _: known, bands, today) for i, each in enumerate(patched)]
    documents = tuple(
        _document(i, entry, each_then, each_now if patched[i] != entry["case"] else None)
        for i, (entry, each_then, each_now) in enumerate(zip(invoiced, then, now, strict=True))
    )
    _check_order(documents)
    credit = _credit(tree["credit"], documents) if "credit" in tree else None
    if credit is None or not isinstance(credit.scope, Whole):
        _check_days(invoiced, patched)
    issue_day = day(tree["issue_day"]) if "issue_day" in tree else today
    latest = max(each.facts.issue_day for each in documents)
    if issue_day < latest:
        raise bad("/issue_day", str(issue_day), f"{latest} or later, the day the last document was issued")
    _check_rows(then, now)
    return RecalculationCase(
        documents=documents,
        book=_together(known, now),
        issue_day=issue_day,
        reason=CorrectionReason[tree["reason"].upper()] if "reason" in tree else None,
        readings=tuple(map(_reading, tree.get("readings", ()))),
        customer=_customer(tree["customer"]) if "customer" in tree else None,
        credit=credit,
    )


def merged(target: Any, patch: Any) -> Any:
    """A JSON merge patch over a document (RFC 7386).

    >>> merged({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"b": None, "e": 3}, "d": [2]})
    {'a': {'c': 2, 'e': 3}, 'd': [2]}
    """
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


@contextmanager
def _at(pointer: str) -> Iterator[None]:
    """What is wrong in one part of the file, told from the top of it."""
    try:
        yield
    except UnreadableCase as error:
        raise UnreadableCase(attrs.evolve(each, pointer=pointer + each.pointer) for each in error.problems) from error


def _simulation(tree: Tree, pointer: str, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase:
    with _at(pointer):
        check("simulate", tree)
        return CASES[tree["commodity"]].simulate(tree, book=book, bands=bands, today=today)


def _document(i: int, entry: Tree, then: SimulationCase, now: SimulationCase | None) -> StatedDocument:
    contract = entry.get("contract", _DEFAULT_CONTRACT)
    facts, facts_now = (
        attrs.evolve(each.facts, contract=attrs.evolve(each.facts.contract, number=contract)) if each else None
        for each in (then, now)
    )
    assert facts is not None
    try:
        own = (
            BillNumber.parse(entry["number"]) if "number" in entry else BillNumber(_SERIES, facts.issue_day.year, i + 1)
        )
    except ValueError as error:
        raise bad(f"/invoiced/{i}/number", entry["number"], str(error)) from error
    return StatedDocument(own, facts, then.book, facts_now)


def _check_order(documents: Sequence[StatedDocument]) -> None:
    """BadCase unless numbers differ and the documents of each contract are of one commodity and follow in time."""
    before: dict[str, StatedDocument] = {}
    for i, each in enumerate(documents):
        if any(other.number == each.number for other in documents[:i]):
            raise bad(f"/invoiced/{i}/number", str(each.number), "a number of its own for each document")
        last = before.get(each.contract)
        if last and last.facts.contract.commodity != each.facts.contract.commodity:
            raise bad(f"/invoiced/{i}/contract", each.contract, "a contract of its own for each commodity")
        if last and each.facts.period.start < last.facts.period.stop:
            start, stop = each.facts.period.start, last.facts.period.stop
            raise bad(
                f"/invoiced/{i}/case/period/start", str(start), f"{stop} or later, where the document before ends"
            )
        before[each.contract] = each


def _check_days(invoiced: Sequence[Tree], patched: Sequence[Tree]) -> None:
    for i, (entry, now) in enumerate(zip(invoiced, patched, strict=True)):
        for field in _FIXED:
            if now.get(field) != entry["case"].get(field):
                expected = (
                    "the same as invoiced; to bill other days, take the document back whole (credit) and issue anew"
                )
                raise bad(f"/now/{i}/{field}", now.get(field), expected)


def _check_rows(then: Sequence[SimulationCase], now: Sequence[SimulationCase]) -> None:
    """BadCase where a value given then and another given now are known from the same day: which row is which?"""
    old = {row.id: row for each in then for row in each.given}
    for i, each in enumerate(now):
        for row in each.given:
            if row.id in old and old[row.id].value != row.value:
                expected = (
                    f"a day later than that of the document, for {row.name} was {old[row.id].value} and is {row.value}"
                )
                raise bad(f"/now/{i}/known_on", str(row.known_from), expected)


def _together(known: TariffBook, now: Sequence[SimulationCase]) -> TariffBook:
    """The book with the values of all cases over it, each from its first day on. BadCase where two contradict."""
    for (i, each), (j, later) in itertools.combinations(enumerate(now), 2):
        for row, other in itertools.product(each.given, later.given):
            is_same = (other.path, other.key) == (row.path, row.key) and other.period.overlaps(row.period)
            if is_same and other.value != row.value and other.period.start < each.facts.period.stop:
                expected = f"{row.value} as in /now/{i}/parameters, or from {each.facts.period.stop} on"
                raise bad(f"/now/{j}/parameters", f"{other.name} = {other.value}", expected)
    for each in now:
        heads = {row.path: each.book.heads[row.path] for row in each.given}
        known = known.overlaid(heads.values(), each.given) if each.given else known
    return known


def _credit(tree: Tree, documents: Sequence[StatedDocument]) -> Credit:
    if "document" not in tree and len(documents) > 1:
        raise bad("/credit/document", None, "the number of the document, for there are several")
    named = tree.get("document", str(documents[0].number))
    found = [each for each in documents if str(each.number) == named]
    if not found:
        known = ", ".join(str(each.number) for each in documents)
        raise bad("/credit/document", named, f"one of {known}")
    scope = _scope(tree)
    for i, each in enumerate(documents):
        if each.now is not None and not (each is found[0] and isinstance(scope, Whole)):
            raise bad(f"/now/{i}", "a patch", "{}: only a document credited whole is issued anew")
    return Credit(found[0], scope, tree["reason"])


def _scope(tree: Tree) -> CreditScope:
    if "whole" in tree:
        return Whole()
    if "components" in tree:
        return Components(frozenset(tree["components"]))
    amount: Decimal = number(tree["amount"])
    try:
        return Amount(Money.of(str(amount)))
    except ValueError as error:
        raise bad("/credit/amount", tree["amount"], "an amount above 0 of at most two decimals") from error


def _reading(tree: Mapping[str, Any]) -> MeterReading:
    values = tuple(BandEnergy(band, number(value)) for band, value in sorted(tree["values"].items()))
    return MeterReading(day(tree["day"]), values, _QUALITIES[tree.get("quality", "actual")], tree.get("serial", ""))


def _customer(tree: Tree) -> StatedCustomer:
    return StatedCustomer(PartyKind(tree["kind"]), tree.get("small", False), _MARKETS[tree["market"]], tree["due_days"])

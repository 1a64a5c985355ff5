"""From the tree of a case of telephony to domain values: line, plan, calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from adapters.cases.fields import Tree, number
from adapters.cases.problem import bad, bad_by
from domain.commodities.telephony.plan import Bundle, PhonePlan, Straddle, TimePrice, TimeWindow, Zone
from domain.commodities.telephony.terms import Access, TelephonyTerms
from domain.kernel.calendar import HolidayRule, Holidays
from domain.kernel.telephone import PRICED_PER, CallKind
from domain.kernel.validity import FOREVER, Period, month_of
from domain.metering.calls.call import ROME, Call, local_day
from domain.tariffs.offer import Offer, SellerFee

SOURCE = "case"
_MONTHS_A_YEAR = 12
_INCLUDED = {"minutes": CallKind.VOICE, "messages": CallKind.SMS, "megabytes": CallKind.DATA}
_COUNTED = {"seconds": CallKind.VOICE, "messages": CallKind.SMS, "kilobytes": CallKind.DATA}


def supply(tree: Tree, pointer: str) -> TelephonyTerms:
    """The line."""
    try:
        return TelephonyTerms(tree["number"], Access(tree["access"]), tree.get("business", False))
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def offer(tree: Tree, pointer: str, *, code: str, customers: Iterable[str], holidays: Holidays) -> Offer:
    """An offer written inline; `code` and `customers` where it says none, `holidays` where its plan lists none."""
    return Offer(
        code=tree.get("code", code),
        name=tree.get("name", tree.get("code", code)),
        commodity="telephony",
        customers=frozenset(tree.get("customers", customers)),
        price=_plan(tree["price"], holidays, f"{pointer}/price"),
        fees=tuple(_fee(fee) for fee in tree.get("fees", ())),
        passes=(),
        validity=Period(dt.date.min, FOREVER),
    )


def _plan(tree: Tree, holidays: Holidays, pointer: str) -> PhonePlan:
    listed = tuple(_holiday(entry) for entry in tree["holidays"]) if "holidays" in tree else holidays.rules
    windows = tuple(_window(entry, f"{pointer}/windows/{i}") for i, entry in enumerate(tree.get("windows", ())))
    zones = tuple(_zone(entry, f"{pointer}/zones/{i}") for i, entry in enumerate(tree["zones"]))
    try:
        return PhonePlan(
            zones=zones,
            bundles=tuple(_bundle(entry) for entry in tree.get("bundles", ())),
            windows=windows,
            holidays=listed if windows else (),
            straddle=Straddle(tree.get("straddle", Straddle.BY_START.value)),
        )
    except ValueError as error:
        raise bad_by(pointer, "a plan", error) from error


def _holiday(tree: Tree) -> HolidayRule:
    always = Period(dt.date.min, FOREVER)
    return HolidayRule(tree["name"], always, tree.get("month"), tree.get("day"), tree.get("easter_offset"))


def _window(tree: Tree, pointer: str) -> TimeWindow:
    try:
        return TimeWindow(tree["time_class"], tuple(tree["days"]), _minute(tree["start"]), _minute(tree["stop"]))
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _zone(tree: Tree, pointer: str) -> Zone:
    prices = {"": tree["price"]} if "price" in tree else tree["prices"]
    try:
        return Zone(
            code=tree["code"],
            label=tree["label"],
            kind=CallKind(tree.get("kind", CallKind.VOICE.value)),
            prefixes=tuple(tree.get("prefixes", ())),
            prices=tuple(TimePrice(number(value), time_class) for time_class, value in prices.items()),
            connection=number(tree.get("connection", 0)),
            first_step=tree.get("first_step", 1),
            next_step=tree.get("next_step", 1),
            minimum=tree.get("minimum", 0),
        )
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def _bundle(tree: Tree) -> Bundle:
    field = next(name for name in _INCLUDED if name in tree)
    kind = _INCLUDED[field]
    return Bundle(
        code=tree["code"],
        label=tree["label"],
        kind=kind,
        zones=tuple(tree["zones"]),
        units=tree[field] * PRICED_PER[kind],
        weight=tree.get("weight", 0),
        time_classes=tuple(tree.get("time_classes", ())),
        covers_connection=tree.get("covers_connection", True),
        prorated=tree.get("prorated", False),
    )


def _fee(tree: Tree) -> SellerFee:
    yearly = number(tree["value"]) if "value" in tree else number(tree["monthly"]) * Decimal(_MONTHS_A_YEAR)
    return SellerFee(tree["code"], tree["label"], yearly)


def calls(
    entries: Sequence[Tree], supplies: Sequence[tuple[dt.date, TelephonyTerms]], period: Period, pointer: str
) -> tuple[Call, ...]:
    """The calls, each of the line in force on its day; BadCase where one is outside the period and its first month."""
    days = Period(month_of(period.start).start, period.stop)
    made: list[Call] = []
    seen: set[str] = set()
    for i, tree in enumerate(entries):
        call = _call(tree, i, supplies, f"{pointer}/{i}")
        if local_day(call) not in days:
            raise bad(f"{pointer}/{i}/answered", tree["answered"], f"a time in {days}")
        if call.id in seen:
            raise bad(f"{pointer}/{i}/id", call.id, "an identifier of its own for each call")
        seen.add(call.id)
        made.append(call)
    return tuple(made)


def _call(tree: Tree, place: int, supplies: Sequence[tuple[dt.date, TelephonyTerms]], pointer: str) -> Call:
    field = next(name for name in _COUNTED if name in tree)
    try:
        written = dt.datetime.fromisoformat(tree["answered"])
        answered = (written if written.tzinfo else written.replace(tzinfo=ROME)).astimezone(dt.UTC)
        day = answered.astimezone(ROME).date()
        held = [terms for start, terms in supplies if start <= day] or [supplies[0][1]]
        identifier = tree.get("id", f"{place + 1:06d}")
        return Call(SOURCE, identifier, held[-1].number, tree.get("called", ""), answered, _COUNTED[field], tree[field])
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error

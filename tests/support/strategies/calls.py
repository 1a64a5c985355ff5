"""Sample calls, plans and services for tests. Numbers and prices are invented."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from application.ports.calls import CallFile
from domain.commodities.telephony.plan import Bundle, PhonePlan, Straddle, TimePrice, TimeWindow, Zone
from domain.commodities.telephony.terms import Access, TelephonyTerms
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.kernel.calendar import HolidayRule
from domain.kernel.fault import Fault
from domain.kernel.telephone import CallKind
from domain.kernel.validity import FOREVER, History, Period
from domain.metering.calls.call import AcceptedCall, Call, RawCdr, SuspendedCdr
from domain.tariffs.offer import Offer, SellerFee
from tests.support.strategies.bills import ADDRESS

LINE, MOBILE = "+390212345678", "+393331234567"
NOON = dt.datetime(2026, 8, 3, 10, tzinfo=dt.UTC)  # a Monday, 12:00 in Italy
EVER = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
CHRISTMAS = HolidayRule("Natale", Period(dt.date(2000, 1, 1)), 12, 25)


def call(
    seconds: int = 85,
    *,
    name: str = "c-1",
    called: str = MOBILE,
    answered: dt.datetime = NOON,
    line: str = LINE,
    kind: CallKind = CallKind.VOICE,
) -> Call:
    """A call."""
    return Call("test", name, line, called, answered, kind, seconds)


def taken(each: Call | None = None, line: int = 1) -> AcceptedCall:
    """A call with its record."""
    found = each or call()
    return AcceptedCall(found, RawCdr("a" * 64, line, f"{found.id};{found.quantity}"))


def suspended(text: str = "bad;record", code: str = "TEL-003", line: int = 2) -> SuspendedCdr:
    """A record in suspense."""
    return SuspendedCdr("test", RawCdr("a" * 64, line, text), Fault(code, "test", "why"))


def call_file(sha256: str = "a" * 64, hour: int = 8) -> CallFile:
    """A file of call records."""
    at = dt.datetime(2026, 9, 1, hour, tzinfo=dt.UTC)
    return CallFile(sha256, "calls.csv", "test", at, "imported", "", 2, 1, 0, 1, 0, b"c-1;85\nbad;record\n")


def zone(code: str = "mobile", price: str = "0.10", **more: object) -> Zone:
    """A zone of mobiles at one price."""
    values: dict[str, object] = {
        "label": "Chiamate verso mobili",
        "kind": CallKind.VOICE,
        "prefixes": ("+393",),
        "prices": (TimePrice(Decimal(price)),),
    }
    return Zone(code=code, **(values | more))  # type: ignore[arg-type]


def bundle(code: str = "ten", units: int = 600, **more: object) -> Bundle:
    """A bundle of ten minutes to mobiles."""
    values: dict[str, object] = {"label": "Dieci minuti", "kind": CallKind.VOICE, "zones": ("mobile",)}
    return Bundle(code=code, units=units, **(values | more))  # type: ignore[arg-type]


def banded(straddle: Straddle = Straddle.SPLIT) -> PhonePlan:
    """Peak on weekdays from 8:00 to 18:30 at 0.10, else 0.05."""
    windows = (
        TimeWindow("peak", ("weekday",), 480, 1110),
        TimeWindow("off", ("weekday",), 0, 480),
        TimeWindow("off", ("weekday",), 1110, 1440),
        TimeWindow("off", ("saturday", "holiday"), 0, 1440),
    )
    prices = (TimePrice(Decimal("0.10"), "peak"), TimePrice(Decimal("0.05"), "off"))
    return PhonePlan((zone(prices=prices),), windows=windows, holidays=(CHRISTMAS,), straddle=straddle)


def phone_offer(plan: PhonePlan, code: str = "PHONE") -> Offer:
    """An offer of a plan with a fee of 120.00 a year."""
    fees = (SellerFee("line", "Canone linea", Decimal(120)),)
    customers = frozenset({"consumer", "business"})
    return Offer(code, "Telefono", "telephony", customers, plan, fees, (), Period(dt.date(2026, 1, 1)))


def phone_point(number: str = LINE) -> SupplyPoint:
    """A line as a supply point."""
    return SupplyPoint(number, "telephony", ADDRESS, Distributor("12345678903", "Rete", "187"))


def phone_contract(
    number: str = "T-0001", line: str = LINE, *, party: str = "C-PERSON", offer: str = "PHONE", cycle_months: int = 1
) -> Contract:
    """A contract of a fixed line from 2026 on."""
    start = dt.date(2026, 1, 1)
    terms = ContractTerms(offer, TelephonyTerms(line, Access.FIXED), VatTerms("other"))
    return Contract(
        number=number,
        party=party,
        point=line,
        commodity="telephony",
        period=Period(start, FOREVER),
        terms=History.always("terms", start, terms),
        payment=PaymentMethod.TRANSFER,
        cycle_months=cycle_months,
        due_days=20,
    )


def calls() -> st.SearchStrategy[list[Call]]:
    """Calls of August 2026 to mobiles, with distinct identifiers."""
    instants = st.integers(0, 31 * 86400 - 7200).map(
        lambda seconds: dt.datetime(2026, 7, 31, 22, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
    )
    pairs = st.lists(st.tuples(instants, st.integers(0, 7200)), max_size=12)
    return pairs.map(lambda found: [call(seconds, name=f"c-{i}", answered=at) for i, (at, seconds) in enumerate(found)])

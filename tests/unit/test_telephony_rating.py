"""Rating: steps, prefixes, time classes, bundles."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commodities.telephony.plan import PhonePlan, Straddle, TimePrice, TimeWindow
from domain.commodities.telephony.rating import Allowances, UnknownPrefix, rater_of
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.telephone import CallKind, NumberRules, masked, normalised
from domain.kernel.validity import Period, month_of
from domain.metering.calls.call import Call
from domain.pricing.rated_call import CallPart, RatedCall, rated_digest
from tests.support.strategies.calls import MOBILE, NOON, banded, bundle, call, calls, zone

AUGUST = month_of(dt.date(2026, 8, 1))


def rated(plan: PhonePlan, *listed: Call, held: Period = AUGUST) -> tuple[RatedCall, ...]:
    allowances = Allowances()
    return tuple(rater_of(plan).rate(each, allowances, code="PHONE", held=held) for each in listed)


def one(plan: PhonePlan, each: Call) -> RatedCall:
    (found,) = rated(plan, each)
    return found


@pytest.mark.parametrize(
    ("seconds", "connection", "first", "following", "price", "counted", "cost"),
    [
        (85, "0", 1, 1, "0.10", 85, "0.141667"),
        (85, "0.15", 1, 1, "0.10", 85, "0.291667"),
        (85, "0.15", 60, 60, "0.10", 120, "0.350000"),
        (31, "0.18", 30, 30, "0.16", 60, "0.340000"),
    ],
)
def test_the_vectors_of_the_reference_are_met_to_the_sixth_decimal(
    seconds: int, connection: str, first: int, following: int, price: str, counted: int, cost: str
) -> None:
    plan = PhonePlan((zone(price=price, connection=Decimal(connection), first_step=first, next_step=following),))
    found = one(plan, call(seconds))
    assert (found.counted, str(found.cost)) == (counted, cost)


def test_an_unanswered_call_costs_nothing_and_pays_no_connection() -> None:
    found = one(PhonePlan((zone(connection=Decimal("0.15"), first_step=60, minimum=60),)), call(0))
    assert (found.counted, str(found.cost)) == (0, "0.000000")


@pytest.mark.parametrize(("seconds", "counted"), [(1, 30), (30, 30), (31, 90), (90, 90), (91, 150)])
def test_a_call_counts_its_minimum_then_whole_steps(seconds: int, counted: int) -> None:
    assert zone(first_step=30, next_step=60).counted(seconds) == counted
    assert zone(first_step=1, next_step=1, minimum=45).counted(10) == 45


@given(st.integers(0, 100_000), st.integers(1, 120), st.integers(1, 120), st.integers(0, 120))
def test_a_call_never_counts_less_than_it_lasts_nor_a_step_more(
    seconds: int, first: int, following: int, minimum: int
) -> None:
    place = zone(first_step=first, next_step=following, minimum=minimum)
    counted = place.counted(seconds)
    if seconds == 0:
        assert counted == 0
    else:
        assert max(seconds, minimum, first) <= counted < max(seconds, minimum, first) + following


def test_the_longest_prefix_decides() -> None:
    plan = PhonePlan(
        (zone("italy", "0.01", prefixes=("+39",)), zone(prefixes=("+393",)), zone("x", prefixes=("+3933",)))
    )
    numbers = {"+390212345678": "italy", "+393401234567": "mobile", MOBILE: "x"}
    assert {number: one(plan, call(called=number)).zone for number in numbers} == numbers


def test_a_number_without_a_zone_is_never_priced_at_a_guess() -> None:
    with pytest.raises(UnknownPrefix, match=r"no zone of voice for \+3312345\*\*\*"):
        one(PhonePlan((zone(),)), call(called="+3312345678"))
    with pytest.raises(UnknownPrefix, match="no zone of sms"):
        one(PhonePlan((zone(),)), call(1, kind=CallKind.SMS))


def test_messages_and_data_are_priced_a_message_and_a_megabyte() -> None:
    sms = zone("sms", "0.09", kind=CallKind.SMS, prefixes=("+39",))
    data = zone("data", "0.02", kind=CallKind.DATA, prefixes=(), first_step=1024, next_step=1024)
    plan = PhonePlan((sms, data))
    assert str(one(plan, call(3, kind=CallKind.SMS)).cost) == "0.270000"
    assert str(one(plan, call(1025, kind=CallKind.DATA, called="")).cost) == "0.040000"


def test_a_call_that_crosses_into_another_class_is_split_or_priced_by_its_start() -> None:
    at = NOON.replace(hour=16, minute=28)  # 18:28 in Italy
    split, whole = one(banded(), call(300, answered=at)), one(banded(Straddle.BY_START), call(300, answered=at))
    assert [(part.time_class, part.units) for part in split.parts] == [("peak", 120), ("off", 180)]
    assert (str(split.cost), str(whole.cost)) == ("0.350000", "0.500000")


def test_a_call_over_midnight_stays_whole_where_the_class_does_not_change() -> None:
    found = one(banded(), call(600, answered=NOON.replace(hour=21, minute=55)))
    assert [(part.time_class, part.units) for part in found.parts] == [("off", 600)]


def test_midnight_ends_a_holiday() -> None:
    windows = (
        TimeWindow("day", ("weekday", "saturday"), 0, 1440),
        TimeWindow("feast", ("holiday",), 0, 1440),
    )
    prices = (TimePrice(Decimal("0.10"), "day"), TimePrice(Decimal(0), "feast"))
    plan = attrs.evolve(banded(), windows=windows, zones=(zone(prices=prices),))
    sunday = dt.datetime(2026, 8, 2, 21, 59, tzinfo=dt.UTC)  # 23:59 in Italy
    assert [(part.time_class, part.units) for part in one(plan, call(90, answered=sunday)).parts] == [
        ("feast", 60),
        ("day", 30),
    ]


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-12-24", "peak"), ("2026-12-25", "off"), ("2026-12-26", "off"), ("2026-12-27", "off")]
)
def test_holidays_are_those_of_the_plan_and_sundays(day: str, expected: str) -> None:
    at = dt.datetime.fromisoformat(f"{day}T10:00:00+00:00")
    assert one(banded(), call(answered=at)).time_class == expected


@pytest.mark.parametrize(("start", "to_four"), [("2026-03-29T00:59:30", 3630), ("2026-10-25T00:59:30", 7230)])
def test_a_boundary_is_met_by_the_clock_when_clocks_change(start: str, to_four: int) -> None:
    """4:00 is 2:00 UTC in March, when 2:00 became 3:00, and 3:00 UTC in October, when 3:00 became 2:00."""
    days = ("holiday", "weekday", "saturday")
    windows = (TimeWindow("night", days, 0, 240), TimeWindow("day", days, 240, 1440))
    prices = (TimePrice(Decimal("0.10"), "night"), TimePrice(Decimal("0.05"), "day"))
    plan = attrs.evolve(banded(), windows=windows, zones=(zone(prices=prices),))
    found = one(plan, call(4 * 3600, answered=dt.datetime.fromisoformat(f"{start}+00:00")))
    assert [(part.time_class, part.units) for part in found.parts] == [
        ("night", to_four),
        ("day", 4 * 3600 - to_four),
    ]


def test_a_call_that_outlives_a_bundle_is_split_and_pays_one_connection() -> None:
    plan = PhonePlan((zone(price="0.12", connection=Decimal("0.15")),), (bundle(units=600),))
    first, second, third = rated(plan, *(call(300, name=str(i)) for i in range(2)), call(60, name="3"))
    assert [str(each.cost) for each in (first, second, third)] == ["0.000000", "0.000000", "0.270000"]
    (straddling,) = rated(attrs.evolve(plan, bundles=(bundle(units=100),)), call(160))
    assert [(part.bundle, part.units) for part in straddling.parts] == [("ten", 100), ("", 60)]
    assert str(straddling.cost) == "0.270000"


def test_bundles_are_used_up_by_weight_and_only_for_what_they_cover() -> None:
    low, high = bundle("low", 60), bundle("high", 60, weight=5)
    plan = PhonePlan((zone(), zone("italy", prefixes=("+390",))), (low, high))
    (found,) = rated(plan, call(150))
    assert [(part.bundle, part.units) for part in found.parts] == [("high", 60), ("low", 60), ("", 30)]
    assert one(plan, call(called="+390212345678")).parts[0].bundle == ""
    peak = attrs.evolve(banded(), bundles=(bundle(time_classes=("off",)),))
    assert one(peak, call()).parts[0].bundle == ""


def test_a_bundle_that_does_not_cover_the_connection_leaves_it_to_pay() -> None:
    plan = PhonePlan((zone(connection=Decimal("0.15")),), (bundle(covers_connection=False),))
    assert str(one(plan, call()).cost) == "0.150000"


def test_a_bundle_is_whole_again_each_month_and_prorated_where_the_plan_says_so() -> None:
    plan = PhonePlan((zone(),), (bundle(units=60, prorated=True),))
    rater, left = rater_of(plan), Allowances()
    assert rater.rate(call(60), left, code="P", held=AUGUST).cost == 0
    september = month_of(dt.date(2026, 9, 1))
    assert rater.rate(call(60), left, code="P", held=september).cost == 0
    half = Period(dt.date(2026, 10, 16), dt.date(2026, 11, 1))
    assert rater.rate(call(60), left, code="P", held=half).parts[0].units == 60 * 16 // 31


@given(calls(), st.integers(1, 5000))
def test_parts_add_up_and_a_bundle_never_gives_more_than_it_has(listed: list[Call], units: int) -> None:
    plan = attrs.evolve(banded(), bundles=(bundle(units=units),))
    found = rated(plan, *listed)
    assert all(sum(part.units for part in each.parts) == each.counted for each in found)
    assert sum(part.units for each in found for part in each.parts if part.bundle) <= units
    assert rated_digest(found) == rated_digest(rated(plan, *listed))


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_longer_call_never_costs_less(first: int, second: int) -> None:
    plan = PhonePlan((zone(connection=Decimal("0.1"), first_step=30, next_step=7),))
    short, long = sorted((first, second))
    assert one(plan, call(short)).cost <= one(plan, call(long)).cost


def test_a_rated_call_proves_itself() -> None:
    good = one(PhonePlan((zone(),)), call())
    with pytest.raises(ValueError, match="is not what its parts give"):
        attrs.evolve(good, cost=Decimal("0.14"))
    with pytest.raises(ValueError, match="do not add up to the 85 units"):
        attrs.evolve(good, parts=(CallPart("", 84, Decimal("0.10")),))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"windows": banded().windows[:3]}, "cover a saturday"),
        ({"windows": banded().windows[1:]}, "cover a weekday"),
        ({"holidays": ()}, "lists its holidays"),
        ({"zones": (zone(), zone(prefixes=("+39",)))}, "each zone once"),
        ({"zones": (zone(), zone("b"))}, "each prefix once"),
        ({"zones": (zone(prices=(TimePrice(Decimal(1), "peak"),)),)}, "needs one price"),
        ({"bundles": (bundle(zones=("moon",)),)}, "names zones"),
    ],
)
def test_a_plan_that_leaves_something_open_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        attrs.evolve(banded(), **change)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0212345678", "+390212345678"),
        ("333 123-4567", "+393331234567"),
        ("+39 02 12345678", "+390212345678"),
        ("0033123456789", "+33123456789"),
        ("103302 12345678", "+390212345678"),
        ("112", "+39112"),
    ],
)
def test_numbers_are_brought_to_e164(text: str, number: str) -> None:
    assert normalised(text, NumberRules("39", ("+", "00"), strip=("1033",))) == number


@pytest.mark.parametrize("text", ["", "anonymous", "+", "00", "0" * 20, "+0212345678", "٠٢١٢"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="telephone number"):
        normalised(text, NumberRules("39", ("+", "00")))


def test_a_bare_number_may_hold_its_country_code() -> None:
    assert normalised("393331234567", NumberRules("39", ("+", "00"), bare_is_whole=True)) == MOBILE


def test_the_last_three_digits_are_masked() -> None:
    assert (masked(MOBILE), masked(""), masked("+3")) == ("+393331234***", "", "**")
    assert one(PhonePlan((zone(),)), call()).printed_number == "+393331234***"

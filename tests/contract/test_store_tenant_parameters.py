"""Contract of a tenant's parameters and hourly series."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.validity import Period
from domain.tariffs.parameter import RowsOverlap
from tests.support.strategies.documents import START, hourly_series, parameter_head, parameter_row

LATER = dt.date(2026, 3, 1)


def test_the_same_row_again_changes_nothing_and_a_correction_is_one_more(units: UnitsOfWork, tenant: str) -> None:
    correction = parameter_row("1.3", known_from=LATER)
    with units(tenant) as work:
        assert work.parameters.all() == ((), ())
        work.parameters.put([parameter_head()], [correction, parameter_row()])
        work.parameters.put([parameter_head()], [parameter_row()])
        assert work.parameters.all() == ((parameter_head(),), (parameter_row(), correction))


def test_a_row_never_changes(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.parameters.put([parameter_head()], [parameter_row()])
        with pytest.raises(RowsOverlap, match="tenant/fee"):
            work.parameters.put([], [parameter_row("9.99")])


def test_a_head_is_replaced(units: UnitsOfWork, tenant: str) -> None:
    checked = attrs.evolve(parameter_head(), still_valid_on=LATER)
    with units(tenant) as work:
        work.parameters.put([parameter_head(), parameter_head("tenant/a")], [])
        work.parameters.put([checked], [])
        assert work.parameters.all() == ((parameter_head("tenant/a"), checked), ())


def test_the_days_of_a_series_are_added_or_replaced(units: UnitsOfWork, tenant: str) -> None:
    one, two, three = (START + dt.timedelta(days=i) for i in range(3))
    with units(tenant) as work:
        work.parameters.put_hourly(hourly_series(two, one))
        work.parameters.put_hourly(hourly_series(two, three, price="0.20"))
        found = work.parameters.hourly(Period(one, three))
        assert list(found["pun"].prices) == [one, two]
        assert [found["pun"].prices[day][0] for day in (one, two)] == [Decimal("0.1000"), Decimal("0.20")]
        assert (found["pun"].source, found["pun"].status) == (hourly_series().source, hourly_series().status)


def test_a_series_without_days_in_the_period_is_there_and_empty(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.parameters.put_hourly(hourly_series(START))
        assert work.parameters.hourly(Period(LATER)) == {"pun": hourly_series()}


def test_the_digest_of_hourly_prices_changes_with_every_price_of_the_period_and_no_other(
    units: UnitsOfWork, tenant: str
) -> None:
    period = Period(START, START + dt.timedelta(days=2))
    with units(tenant) as work:
        assert work.parameters.hourly_digest(period) == ""
        work.parameters.put_hourly(hourly_series(START))
        before = work.parameters.hourly_digest(period)
        assert before
        work.parameters.put_hourly(hourly_series(period.stop))
        assert work.parameters.hourly_digest(period) == before
        work.parameters.put_hourly(hourly_series(START, price="0.20"))
        assert work.parameters.hourly_digest(period) != before

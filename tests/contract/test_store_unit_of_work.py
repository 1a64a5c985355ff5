"""Contract of the unit of work."""

from __future__ import annotations

import pytest

from application.ports.unit_of_work import UnitsOfWork
from tests.support.strategies.documents import supply_point


def test_what_was_committed_stays(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.points.put(supply_point())
        work.commit()
    with units(tenant) as work:
        assert work.points.page("", 10) == (supply_point(),)


def test_leaving_without_commit_undoes_everything(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.points.put(supply_point())
    with units(tenant) as work:
        assert work.points.page("", 10) == ()


def test_an_error_undoes_everything(units: UnitsOfWork, tenant: str) -> None:
    def fail() -> None:
        with units(tenant) as work:
            work.points.put(supply_point())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with units(tenant) as work:
        assert work.points.page("", 10) == ()


def test_after_commit_a_unit_of_work_is_over(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.commit()
        with pytest.raises(Exception, match=r"closed|over"):
            work.points.put(supply_point())


def test_a_unit_of_work_needs_a_tenant(units: UnitsOfWork) -> None:
    with pytest.raises(ValueError, match="tenant"), units(""):
        pass


def test_a_tenant_sees_nothing_of_another(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.points.put(supply_point())
        work.commit()
    with units(tenant + "-other") as work:
        assert work.points.page("", 10) == ()

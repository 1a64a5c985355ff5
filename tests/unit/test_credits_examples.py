"""A seller, calendars, mandates and receivables that the tests of collections share."""

from __future__ import annotations

from tests.support.collection_samples import DAY, ITALIAN_BANKS, TARGET


def test_the_calendars_differ_on_good_friday_and_on_italian_feasts() -> None:
    assert not TARGET.is_working(DAY(2026, 4, 3))
    assert ITALIAN_BANKS.is_working(DAY(2026, 4, 3))
    assert TARGET.is_working(DAY(2026, 12, 8))
    assert not ITALIAN_BANKS.is_working(DAY(2026, 12, 8))

"""The day a direct debit is collected, and the days its file may be handed in.

Two calendars meet here. The collection day is a TARGET day, never before the due date nor before the debtor has been
told long enough. The file goes to an Italian bank, which is closed on days on which TARGET is open (6 January,
25 April, 2 June, 15 August, 1 November, 8 December).
"""

from __future__ import annotations

import datetime as dt

import attrs

from domain.kernel.calendar import Holidays
from domain.payments.bank_profile import CollectionRules
from domain.payments.mandate import Scheme

_ONE_DAY = dt.timedelta(days=1)


class CollectionDayMissed(ValueError):
    """No collection day can be met any more from now, by the rules."""


@attrs.frozen
class CollectionDay:
    """A collection day and its window: hand in from `submit_from` to `submit_by`, both included, before the cut-off."""

    day: dt.date
    submit_from: dt.date
    submit_by: dt.date


@attrs.frozen
class Diary:
    """The calendars and the moment a plan is made. `at` is a time of day in Europe/Rome."""

    today: dt.date
    at: dt.time
    rules: CollectionRules
    target: Holidays
    bank: Holidays

    def collection_day(self, *, not_before: dt.date, scheme: Scheme) -> CollectionDay:
        """The first TARGET day from `not_before` whose window is still open.

        Without `rules.roll` it is the first TARGET day or nothing. CollectionDayMissed says what was missed.
        """
        first = self.target.roll_forward(not_before)
        now = self.next_submission
        found = self._window(first, scheme)
        if self._is_open(found, now):
            return found
        missed = found.submit_by
        last = max(not_before, self.today) + dt.timedelta(days=self.rules.max_roll_days)
        day = self.target.roll_forward(max(first + _ONE_DAY, self.today))
        while self.rules.roll and day <= last:
            found = self._window(day, scheme)
            if self._is_open(found, now):
                return found
            day = self.target.shift(day, 1)
        within = f"and no day to {last} can be met either" if self.rules.roll else "and the rules do not roll"
        raise CollectionDayMissed(
            f"collection day {first}: the file had to be in on {missed} before {self.rules.bank.cutoff:%H:%M}, "
            f"the first that can be handed in now is of {now}, {within}"
        )

    @property
    def next_submission(self) -> dt.date:
        """The first day the bank still takes a file: today before the cut-off, else its next working day."""
        if self.bank.is_working(self.today) and self.at < self.rules.bank.cutoff:
            return self.today
        return self.bank.roll_forward(self.today + _ONE_DAY)

    def _window(self, day: dt.date, scheme: Scheme) -> CollectionDay:
        by = self.target.shift(day, -self.rules.bank.lead_days(scheme))
        while not self.bank.is_working(by):
            by -= _ONE_DAY
        start = self.bank.roll_forward(day - dt.timedelta(days=self.rules.earliest_days))
        return CollectionDay(day, start, by)

    @staticmethod
    def _is_open(found: CollectionDay, now: dt.date) -> bool:
        return max(now, found.submit_from) <= found.submit_by

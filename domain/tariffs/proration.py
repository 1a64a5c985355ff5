"""How a yearly quantity is taken for a part of the year: what an operator declares, as a named policy.

Water and heat operators differ: days over 365 whatever the year, days over those of the calendar year, or twelfths for
whole months. The share itself is reckoned where lines are made.
"""

from __future__ import annotations

import enum


class YearShare(enum.Enum):
    """days_365: days/365. calendar: days/366 in leap years. months: n/12 for whole months, else days/365."""

    DAYS_365 = "days_365"
    CALENDAR = "calendar"
    MONTHS = "months"

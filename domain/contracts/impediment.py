"""Impediments: why, so the seller holds, the two-year limitation did not run for some days of a contract.

Norm: L. 205/2017 art. 1 c. 5 and 569/2018/R/com annex A art. 4: the seller decides on facts of its own and answers for
them. That the meter was tried and not reached is no cause by itself.
"""

from __future__ import annotations

import datetime as dt

import attrs

from domain.kernel.validity import Period


@attrs.frozen
class Impediment:
    """What a person of the seller recorded.

    period  the days of consumption it is about
    reason  why the delay is the customer's, in words; printed on the bills that charge those days
    person  who decided it
    """

    period: Period
    reason: str
    person: str
    recorded_on: dt.date

    def __attrs_post_init__(self) -> None:
        for name, text in (("reason", self.reason), ("person", self.person)):
            if not text.strip():
                raise ValueError(f"impediment of limitation over {self.period}: needs a {name}, got {text!r}")

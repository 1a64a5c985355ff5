"""The official names of measure files.

{VAT of the distributor}_{VAT of the retailer}_{YYYYMM}_{flow}_{YYYYMMDDHHMMSS}_{progressive}{DPnnnn}[_{R|NR}].xml
{VAT of the distributor}_{VAT of the retailer}_{YYYYMM}_{flow}_{YYYYMMDDHHMMSS}_{progressive}[_{M}].xml, for gas

Older names of gas glue the number of the flow to the service, in any case: TGL0050, Fdd0350, Swg10050, R40.0150.

The moment is local time in Rome. In the repeated hour of October it is taken as the first (summer time): the name
cannot tell. VAT numbers are any text without underscore: foreign ones have other forms.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import attrs

from domain.kernel.validity import Period, month_of

ROME = ZoneInfo("Europe/Rome")
_NAME = re.compile(
    r"(?P<sender>[^_/\\]+)_(?P<addressee>[^_/\\]+)_(?P<month>[0-9]{6})_(?P<flow>[A-Z0-9]+?)(?:\.?(?P<step>[0-9]{4}))?_(?P<sent_at>[0-9]{14})"
    r"_(?P<progressive>[0-9]{1,9})(?:(?P<contract>DP[0-9]{4})(?:_(?P<regime>R|NR))?|(?:_(?P<mark>[A-QS-Z]))?)\.xml",
    re.IGNORECASE,
)


class BadName(ValueError):
    """A name has the official form, but its month or moment does not exist."""


@attrs.frozen
class FileName:
    """What the name of a measure file says. `sent_at` is UTC.

    dispatching_contract  of electricity; None for gas
    regime                R or NR, for electricity
    mark                  the letter some names of gas end with
    step                  the number of the flow that older names of gas glue to the service
    """

    sender: str
    addressee: str
    month: Period
    flow: str
    sent_at: dt.datetime
    progressive: int
    dispatching_contract: str | None = None
    regime: str | None = None
    mark: str | None = None
    step: str = ""

    def __str__(self) -> str:
        local = self.sent_at.astimezone(ROME)
        ending = "".join(f"_{part}" for part in (self.regime, self.mark) if part)
        return (
            f"{self.sender}_{self.addressee}_{self.month.start:%Y%m}_{self.flow}{self.step}_{local:%Y%m%d%H%M%S}"
            f"_{self.progressive}{self.dispatching_contract or ''}{ending}.xml"
        )


def parse_name(name: str) -> FileName | None:
    """What a file name says; folders before it do not matter. None where it is not of the official form.

    Raises BadName.
    """
    found = _NAME.fullmatch(name.replace("\\", "/").rpartition("/")[2])
    if found is None:
        return None
    try:
        month = month_of(dt.date(int(found["month"][:4]), int(found["month"][4:]), 1))
        local = dt.datetime.strptime(found["sent_at"], "%Y%m%d%H%M%S").replace(tzinfo=ROME)
        sent_at = local.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise BadName(
            f"month {found['month']!r} and moment {found['sent_at']!r} must be YYYYMM and YYYYMMDDHHMMSS: {error}"
        ) from error
    return FileName(
        sender=found["sender"],
        addressee=found["addressee"],
        month=month,
        flow=found["flow"].upper(),
        sent_at=sent_at,
        progressive=int(found["progressive"]),
        dispatching_contract=found["contract"].upper() if found["contract"] else None,
        regime=found["regime"].upper() if found["regime"] else None,
        mark=found["mark"].upper() if found["mark"] else None,
        step=found["step"] or "",
    )

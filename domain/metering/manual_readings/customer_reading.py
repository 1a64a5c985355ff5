"""A reading told by the customer: accepted or refused at once, handed on to the distributor, answered by it.

Norm: TIF (463/2016/R/com): the retailer hands a customer's reading on within a term of working days, and the
distributor validates it (reference on SII flows 2.4 and 7.3).
"""

from __future__ import annotations

import datetime as dt
import enum

import attrs

from domain.kernel.digest import Plain, digest
from domain.kernel.fault import Fault
from domain.metering.reading import Reading, RegisterValue


class SelfReadingStatus(enum.Enum):
    """refused; accepted, where nobody is to be told; to be forwarded, forwarded; what the distributor answered;
    replaced by a later one of the same point and day before it was forwarded."""

    REFUSED = "refused"
    ACCEPTED = "accepted"
    TO_FORWARD = "to_forward"
    FORWARDED = "forwarded"
    VALIDATED = "validated"
    NOT_VALIDATED = "not_validated"
    REPLACED = "replaced"


@attrs.frozen
class CustomerReading:
    """What a customer tells: of a point or of a contract, what its registers of active energy show.

    values  in the unit of the register: m3 of a gas meter without a converter
    """

    day: dt.date
    values: tuple[RegisterValue, ...]
    point: str = ""
    contract: str = ""
    serial: str = ""

    def __attrs_post_init__(self) -> None:
        if not (self.point or self.contract):
            raise ValueError("a customer's reading is of a point or of a contract; both are empty")
        if not self.values:
            raise ValueError("a customer's reading states at least one register")

    @property
    def id(self) -> str:
        """The same reading told again has the same identifier."""
        shown: Plain = sorted([each.kind.value, each.band, f"{each.value:f}"] for each in self.values)
        return digest([self.point, self.contract, self.serial, self.day.isoformat(), shown])


@attrs.frozen
class SelfReading:
    """A customer's reading and what became of it.

    reading      as it was recorded; None where it was refused
    distributor  VAT number of whom it is forwarded to
    forward_by   the last day to hand it on; None where nobody is to be told
    file_sha256  the file it was handed on in; empty until then, or where it went by hand
    answer       ESITO_VAL_AUTOLETTURA and CAUSALE_NON_VAL_AUTOLETTURA, as the distributor told them
    """

    id: str
    stated: CustomerReading
    received_at: dt.datetime
    status: SelfReadingStatus
    reasons: tuple[Fault, ...] = ()
    reading: Reading | None = None
    commodity: str = ""
    distributor: str = ""
    forward_by: dt.date | None = None
    forwarded_on: dt.date | None = None
    file_sha256: str = ""
    answer: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.reading is None) != (self.status is SelfReadingStatus.REFUSED):
            raise ValueError(f"self-reading {self.id}: one that was not refused, and no other, has a reading")
        if (self.status is SelfReadingStatus.REFUSED) != bool(self.reasons):
            raise ValueError(f"self-reading {self.id}: one that was refused, and no other, has its reasons")

    @property
    def is_accepted(self) -> bool:
        """Whether it was accepted when it was told."""
        return self.status is not SelfReadingStatus.REFUSED

    @property
    def point(self) -> str:
        """The point it was recorded for, or was told to be of."""
        return self.reading.point if self.reading is not None else self.stated.point

    def is_late(self, day: dt.date) -> bool:
        """Whether on `day` it should have been handed on and was not."""
        return self.status is SelfReadingStatus.TO_FORWARD and self.forward_by is not None and self.forward_by < day

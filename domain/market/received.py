"""What became of a market message that came in."""

from __future__ import annotations

import attrs

from domain.kernel.fault import Fault


@attrs.frozen
class Received:
    """What became of one message: the case it is of (empty where it has none), and the faults; none where it is taken.

    A fault of severity refuse means that it was not taken; hold or warn that it was.
    """

    position: int
    code: str
    case: str
    point: str
    faults: tuple[Fault, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether a case holds it now."""
        return bool(self.case)

"""How customers' readings are handed on to the distributor, within the term of the TIF (463/2016/R/com)."""

from __future__ import annotations

import attrs


@attrs.frozen
class ForwardRule:
    """How customers' readings of a commodity are handed on to the distributor.

    prefix_length  so many characters of the code of a point say whose it is
    flow           the public flow they go in; empty where there is none: a list of our own
    """

    prefix_length: int
    flow: str = ""

"""How often Python looks for cycles of objects.

Files, bills and readings are trees: counting references frees them at once. Looking through all of them for cycles
after every 700 new objects takes a quarter of the time of reading a register file.
"""

from __future__ import annotations

import gc

_NEW_OBJECTS = 100_000
_YOUNG, _MIDDLE = 20, 20


def collect_rarely() -> None:
    """Leave what is loaded at the start alone, and look after 100,000 new objects. For the start of a process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _MIDDLE)

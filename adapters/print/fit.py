"""Fitting text into a column without asking the typesetter.

The elements of detail are set as columns of lines, not as cells, because cells cost most of a bill's time. Lines of
neighbouring columns stay level only if none of them wraps, so long names are cut into lines here, by an upper bound of
the width of Source Sans Pro (a test compares it with the typesetter's own measure).
"""

from __future__ import annotations

import functools

_SPACES = frozenset(" \u00a0")
_POINTS = frozenset(".,:;'·’‘")
_NARROW = frozenset("iljtfrI|!()[]{}/-")
_WIDE = frozenset("mwMWŴŵæœÆŒŉ@%—…™№©¼½¾")
_SMALL = frozenset("acegksvxyzàèé")
_FIGURES = frozenset("0123456789€–")


@functools.lru_cache(maxsize=4096)
def width_em(text: str) -> float:
    """At least the width of `text` in regular weight, in em."""
    return sum(_advance(each) for each in text)


def fit(text: str, em: float) -> tuple[str, ...]:
    """`text` in lines of at most `em`, cut at spaces; a word that is too long is cut where it must."""
    if width_em(text) <= em:
        return (text,)
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_em(longer) <= em:
            line = longer
            continue
        if line:
            lines.append(line)
        while width_em(word) > em:
            head = next(n for n in range(len(word), 0, -1) if n == 1 or width_em(word[:n]) <= em)
            lines.append(word[:head])
            word = word[head:]
        line = word
    if line:
        lines.append(line)
    return tuple(lines)


def _advance(each: str) -> float:
    if each in _SPACES:
        return 0.21
    if each in _POINTS:
        return 0.26
    if each in _NARROW:
        return 0.36
    if each in _FIGURES:
        return 0.5
    if each in _WIDE or ord(each) >= 0x180:
        return 0.95
    if each in _SMALL:
        return 0.51
    return 0.69 if each.isupper() else 0.58 if each.islower() else 0.62

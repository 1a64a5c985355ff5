"""A shadow run as an SVG chart: what changes by component, and how many contracts move by how much.

Bars begin at a zero line; every bar carries its label and its value, so that no axis has to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from domain.offers.shadow import ShadowReport

_WIDTH, _ROW, _TOP, _TITLE = 900, 22, 60, 34
_LABEL, _VALUE = 250, 110
_MOST = 16
_UP, _DOWN, _INK, _RULE = "#b4471e", "#1e6f8b", "#1d2327", "#9aa4ab"

Bar = tuple[str, Decimal, str]


def chart(title: str, report: ShadowReport) -> bytes:
    """The chart of a report."""
    moved = sorted(
        (each for each in report.by_component if each.change.amount), key=lambda each: -abs(each.change.amount)
    )
    components: list[Bar] = [(each.name, each.change.amount, _euro(each.change.amount)) for each in moved[:_MOST]]
    bins: list[Bar] = [
        (f"{_plain(each.start)} .. {_plain(each.stop)} EUR", _signed(each.start, each.contracts), str(each.contracts))
        for each in report.distribution
    ]
    first = _section(_TOP, "Differenza per componente, EUR", components)
    second_top = _TOP + _TITLE + _ROW * max(len(components), 1) + _TITLE
    second = _section(second_top, "Contratti per variazione", bins)
    height = second_top + _TITLE + _ROW * max(len(bins), 1) + _TITLE
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'font-family="sans-serif" font-size="13" fill="{_INK}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
        f'<text x="20" y="32" font-size="18" font-weight="bold">{escape(title)}: '
        f"{escape(_euro(report.total.change.amount))} EUR</text>"
    )
    return f"{head}{first}{second}</svg>\n".encode()


def _section(top: int, title: str, bars: Sequence[Bar]) -> str:
    parts = [f'<text x="20" y="{top + 20}" font-weight="bold">{escape(title)}</text>']
    if not bars:
        parts.append(f'<text x="20" y="{top + _TITLE + 15}">nessuna variazione</text>')
        return "".join(parts)
    room = Decimal(_WIDTH - _LABEL - _VALUE - 40)
    low = min(Decimal(0), *(value for _, value, _ in bars))
    high = max(Decimal(0), *(value for _, value, _ in bars))
    scale = room / (high - low)
    zero = _LABEL + -low * scale
    for i, (label, value, text) in enumerate(bars):
        y = top + _TITLE + i * _ROW
        left, width = (zero, value * scale) if value > 0 else (zero + value * scale, -value * scale)
        colour = _UP if value > 0 else _DOWN
        parts.append(f'<text x="{_LABEL - 10}" y="{y + 15}" text-anchor="end">{escape(label)}</text>')
        parts.append(
            f'<rect x="{_px(left)}" y="{y + 3}" width="{_px(width)}" height="{_ROW - 6}" fill="{colour}"/>'
            f'<text x="{_WIDTH - 20}" y="{y + 15}" text-anchor="end">{escape(text)}</text>'
        )
    bottom = top + _TITLE + len(bars) * _ROW
    parts.append(f'<path d="M{_px(zero)} {top + _TITLE}V{bottom}" stroke="{_RULE}" fill="none"/>')
    return "".join(parts)


def _signed(start: Decimal, contracts: int) -> Decimal:
    return Decimal(contracts if start > 0 else -contracts)


def _px(value: Decimal) -> str:
    return f"{value:.1f}"


def _plain(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _euro(value: Decimal) -> str:
    return f"{value:+,.2f}".replace(",", "\0").replace(".", ",").replace("\0", ".")

"""Hypothesis strategies for the kernel's values: days, periods, amounts, trees to digest, identifiers that are valid.

Check characters are worked out here by their published rules, so that the library behind the domain is not its own
judge: Luhn for the partita IVA, DM 12 March 1974 for the codice fiscale, the Italian CIN and ISO 7064 mod 97-10 for
accounts and creditors.
"""

from __future__ import annotations

import datetime as dt
import string
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from domain.kernel.digest import Plain
from domain.kernel.money import Money
from domain.kernel.validity import Period

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For what may be slow the first time: reading a calendar or the registry of banks."""

_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ALPHANUMERIC = string.digits + string.ascii_uppercase
_CONSONANTS = "BCDFGLMNPRSTVZ"


def days(first: dt.date = dt.date(2022, 1, 1), last: dt.date = dt.date(2032, 12, 31)) -> st.SearchStrategy[dt.date]:
    """Days of the years that every calendar of the book knows."""
    return st.dates(first, last)


def periods(most: int = 800) -> st.SearchStrategy[Period]:
    """Closed periods of 1 to `most` days."""
    return st.builds(
        lambda start, length: Period(start, start + dt.timedelta(days=length)), days(), st.integers(1, most)
    )


def near_periods() -> st.SearchStrategy[Period]:
    """Periods of one to ten days within two weeks, so that two of them often touch, overlap or are the same."""
    start = dt.date(2026, 7, 25)
    return st.builds(
        lambda offset, length: Period(start + dt.timedelta(days=offset), start + dt.timedelta(days=offset + length)),
        st.integers(0, 5),
        st.integers(1, 10),
    )


def decimals(places: int = 8, most: int = 10**9) -> st.SearchStrategy[Decimal]:
    """Numbers of any sign, up to `most`, with up to so many decimals."""
    return st.builds(
        lambda number, scale: Decimal(number).scaleb(-scale), st.integers(-most, most), st.integers(0, places)
    )


def moneys() -> st.SearchStrategy[Money]:
    """Amounts of any sign."""
    return st.integers(-(10**9), 10**9).map(lambda cents: Money(Decimal(cents).scaleb(-2)))


def weights() -> st.SearchStrategy[list[int | Decimal]]:
    """Weights of a split: at least one above zero, some of them zero or with decimals."""
    one = st.one_of(st.integers(0, 10**6), st.integers(0, 10**6).map(lambda number: Decimal(number).scaleb(-3)))
    return st.lists(one, min_size=1, max_size=12).filter(any)


def trees() -> st.SearchStrategy[Plain]:
    """Trees of what has a canonical form."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    leaves: st.SearchStrategy[Plain] = st.one_of(st.none(), st.booleans(), st.integers(), text)
    return st.recursive(
        leaves, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(text, inner, max_size=4))
    )


def pods() -> st.SearchStrategy[str]:
    """Codes of 14 characters."""
    return st.builds(
        lambda distributor, rest: f"IT{distributor:03d}E{rest}",
        st.integers(0, 999),
        st.text(_ALPHANUMERIC, min_size=8, max_size=8),
    )


def vat_numbers() -> st.SearchStrategy[str]:
    """Eleven digits, the last by Luhn."""
    return st.integers(1, 10**10 - 1).map(lambda number: with_luhn(f"{number:010d}"))


def with_luhn(body: str) -> str:
    """Ten digits with their check digit."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in body[1::2]]
    plain = [int(digit) for digit in body[::2]]
    return f"{body}{-(sum(doubled) + sum(plain)) % 10}"


@st.composite
def personal_codes(draw: st.DrawFn) -> str:
    """Tax codes of persons, women's days among them."""
    names = draw(st.text(_CONSONANTS, min_size=6, max_size=6))
    year, month = draw(st.integers(0, 99)), draw(st.sampled_from("ABCDEHLMPRST"))
    day = draw(st.integers(1, 28)) + draw(st.sampled_from((0, 40)))
    town = f"{draw(st.sampled_from('ABCDEFGHIL'))}{draw(st.integers(1, 999)):03d}"
    body = f"{names}{year:02d}{month}{day:02d}{town}"
    return body + _check_letter(body)


@st.composite
def italian_accounts(draw: st.DrawFn) -> str:
    """Italian accounts, with CIN and check digits."""
    bank = f"{draw(st.integers(1, 99_999)):05d}{draw(st.integers(1, 99_999)):05d}"
    body = bank + draw(st.text(_ALPHANUMERIC, min_size=12, max_size=12))
    bban = _check_letter(body) + body
    return f"IT{_mod_97(f'{bban}IT00')}{bban}"


@st.composite
def creditors(draw: st.DrawFn) -> str:
    """Creditor identifiers: the tax code of a body, with five zeros before it, or of a person."""
    national = draw(st.one_of(vat_numbers().map(lambda text: f"00000{text}"), personal_codes()))
    business = draw(st.text(_ALPHANUMERIC, min_size=3, max_size=3))
    return f"IT{_mod_97(f'{national}IT00')}{business}{national}"


def _check_letter(body: str) -> str:
    values = [int(char) if char.isdigit() else ord(char) - ord("A") for char in body]
    return chr(ord("A") + (sum(_ODD[value] for value in values[::2]) + sum(values[1::2])) % 26)


def _mod_97(text: str) -> str:
    number = int("".join(str(_ALPHANUMERIC.index(char)) for char in text))
    return f"{98 - number % 97:02d}"

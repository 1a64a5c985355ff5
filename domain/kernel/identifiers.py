"""Identifiers that check themselves: what was found and what was expected are in the error.

Check digits come from python-stdnum (partita IVA, codice fiscale) and schwifty (IBAN with the Italian CIN).
"""

from __future__ import annotations

import re

import attrs
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import luhn
from stdnum.eu import at_02
from stdnum.it import codicefiscale

_POD = re.compile(r"IT[0-9]{3}E[0-9A-Z]{8}[0-9A-Z]?\Z")
_PERSON = re.compile(r"[0-9A-Z]{16}\Z")
_CREDITOR = re.compile(r"IT[0-9]{2}[0-9A-Z]{19}\Z")
_DESTINATION = re.compile(r"[A-Z0-9]{6,7}\Z")
_UMR = re.compile(r"[A-Za-z0-9+?/:().,'-]{1,35}\Z")


def _strip(text: str) -> str:
    return text.strip()


def _upper(text: str) -> str:
    return text.strip().upper()


def _upper_without_spaces(text: str) -> str:
    return "".join(text.split()).upper()


def _is_vat_number(text: str) -> bool:
    return len(text) == 11 and text.isascii() and text.isdigit() and bool(luhn.is_valid(text))


class InvalidIdentifier(ValueError):
    """An identifier is malformed or its check digit is wrong."""

    def __init__(self, kind: str, found: str, expected: str) -> None:
        super().__init__(f"{kind} {found!r}: expected {expected}")
        self.kind, self.found, self.expected = kind, found, expected


@attrs.frozen(order=True)
class Pod:
    """An electricity supply point. The 15th character, a control nobody verifies, is dropped: 14 identify the point.

    >>> Pod("IT001E12345678").distributor
    '001'
    >>> Pod("IT001E123456789") == Pod("IT001E12345678")
    True
    """

    text: str = attrs.field(converter=_upper)

    def __attrs_post_init__(self) -> None:
        if not _POD.match(self.text):
            raise InvalidIdentifier("POD", self.text, "IT, 3 digits, E, 8 characters (14 in all), e.g. IT001E12345678")
        object.__setattr__(self, "text", self.text[:14])

    def __str__(self) -> str:
        return self.text

    @property
    def distributor(self) -> str:
        """The three digits of the distributor."""
        return self.text[2:5]


@attrs.frozen(order=True)
class PartitaIva:
    """An Italian VAT number: 11 digits, the last a Luhn check.

    Only form and check digit are verified: the province digits of other people's numbers are not ours to judge.
    """

    text: str = attrs.field(converter=_strip)

    def __attrs_post_init__(self) -> None:
        if not _is_vat_number(self.text):
            raise InvalidIdentifier("partita IVA", self.text, "11 digits with a correct check digit")

    def __str__(self) -> str:
        return self.text


@attrs.frozen(order=True)
class CodiceFiscale:
    """A tax code: 16 characters with a check letter for a person, 11 digits for a body."""

    text: str = attrs.field(converter=_upper)

    def __attrs_post_init__(self) -> None:
        is_person = _PERSON.match(self.text) and codicefiscale.is_valid(self.text)
        if not (is_person or _is_vat_number(self.text)):
            raise InvalidIdentifier(
                "codice fiscale", self.text, "16 characters with a correct check letter, or 11 digits"
            )

    def __str__(self) -> str:
        return self.text

    @property
    def is_person(self) -> bool:
        """Whether it is a natural person's."""
        return len(self.text) == 16


@attrs.frozen(order=True)
class Iban:
    """A bank account, check digits and national check (CIN) verified. Written without white space."""

    text: str = attrs.field(converter=_upper_without_spaces)

    def __attrs_post_init__(self) -> None:
        try:
            IBAN(self.text, validate_bban=True)
        except SchwiftyException as error:
            raise InvalidIdentifier("IBAN", self.text, f"a valid account ({error})") from error

    def __str__(self) -> str:
        return self.text

    @property
    def masked(self) -> str:
        """For print and logs: country and last four digits."""
        return f"{self.text[:4]}{'*' * (len(self.text) - 8)}{self.text[-4:]}"


@attrs.frozen
class CodiceDestinatario:
    """Where the exchange system delivers an e-invoice: 6 characters for a public office, 7 for everybody else."""

    text: str = attrs.field(converter=_upper)

    def __attrs_post_init__(self) -> None:
        if not _DESTINATION.match(self.text):
            raise InvalidIdentifier("codice destinatario", self.text, "6 or 7 letters and digits")

    def __str__(self) -> str:
        return self.text

    @property
    def is_public_office(self) -> bool:
        """Whether it names an office of the public administration (IPA)."""
        return len(self.text) == 6


CONSUMER_DESTINATION = CodiceDestinatario("0000000")


@attrs.frozen
class CreditorId:
    """A SEPA creditor identifier of an Italian creditor: 23 characters, ISO 7064 check.

    >>> CreditorId("IT66ZZZA1B2C3D4E5F6G7H8").text[:4]
    'IT66'
    """

    text: str = attrs.field(converter=_upper)

    def __attrs_post_init__(self) -> None:
        if not (_CREDITOR.match(self.text) and at_02.is_valid(self.text)):
            raise InvalidIdentifier(
                "creditor identifier", self.text, "IT and 21 more characters with a correct check (ISO 7064)"
            )

    def __str__(self) -> str:
        return self.text


@attrs.frozen(order=True)
class MandateReference:
    """A unique mandate reference (UMR): up to 35 characters of the SEPA set, as signed. It is never cleaned."""

    text: str

    def __attrs_post_init__(self) -> None:
        bad_slash = self.text.startswith("/") or self.text.endswith("/") or "//" in self.text
        if not _UMR.match(self.text) or bad_slash:
            raise InvalidIdentifier(
                "mandate reference",
                self.text,
                "1 to 35 SEPA characters without spaces, no slash at an end or doubled",
            )

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """References compare without regard to case."""
        return self.text.upper()

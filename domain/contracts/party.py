"""Parties: customers, as the law and the e-invoice need to know them."""

from __future__ import annotations

import enum
import re

import attrs

from domain.kernel.identifiers import CONSUMER_DESTINATION, CodiceDestinatario, CodiceFiscale, PartitaIva

_POSTCODE = re.compile(r"[0-9]{5}\Z")
_PROVINCE = re.compile(r"[A-Z]{2}\Z")


class PartyKind(enum.Enum):
    """Consumer, company or professional, public body, condominium."""

    PERSON = "person"
    COMPANY = "company"
    PUBLIC_BODY = "public_body"
    CONDOMINIUM = "condominium"


@attrs.frozen
class Address:
    """A postal address in Italy. `street` with its toponym, `number` as written on the door."""

    street: str
    number: str
    postcode: str
    town: str
    province: str
    country: str = "IT"

    def __attrs_post_init__(self) -> None:
        if not _POSTCODE.match(self.postcode):
            raise ValueError(f"postcode {self.postcode!r}: expected 5 digits")
        if not _PROVINCE.match(self.province):
            raise ValueError(f"province {self.province!r}: expected two capitals, e.g. MI")

    def __str__(self) -> str:
        return f"{self.street} {self.number}, {self.postcode} {self.town} ({self.province})"


@attrs.frozen
class Party:
    """A customer.

    A person has first and last name and a tax code; any other has a denomination and a VAT number or tax code.
    `small` marks a microenterprise or professional, whom the law protects like a consumer (L. 205/2017 art. 1 c. 4).
    A public body needs a six-character office as destination, everybody else seven characters.
    """

    id: str
    kind: PartyKind
    address: Address
    codice_fiscale: CodiceFiscale | None = None
    partita_iva: PartitaIva | None = None
    first_name: str = ""
    last_name: str = ""
    denomination: str = ""
    email: str = ""
    phone: str = ""
    pec: str = ""
    destination: CodiceDestinatario = CONSUMER_DESTINATION
    small: bool = False

    def __attrs_post_init__(self) -> None:
        if self.codice_fiscale is None and self.partita_iva is None:
            raise ValueError(f"party {self.id}: needs a codice fiscale or a partita IVA")
        is_person = bool(self.first_name and self.last_name)
        if is_person == bool(self.denomination):
            raise ValueError(f"party {self.id}: needs first and last name, or a denomination, not both")
        if self.destination.is_public_office != (self.kind is PartyKind.PUBLIC_BODY):
            raise ValueError(
                f"party {self.id}: destination {self.destination} does not fit a {self.kind.value}: "
                "6 characters for a public body, 7 for everybody else"
            )

    @property
    def is_protected(self) -> bool:
        """Whether consumption too old need not be paid: homes, condominiums, microenterprises, professionals."""
        return self.small or self.kind in (PartyKind.PERSON, PartyKind.CONDOMINIUM)

    @property
    def name(self) -> str:
        """The name to print."""
        return self.denomination or f"{self.first_name} {self.last_name}"

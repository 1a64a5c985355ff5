"""The seller: one tenant of the installation, as its documents show it."""

from __future__ import annotations

import re

import attrs

from domain.contracts.party import Address
from domain.kernel.identifiers import CodiceFiscale, CreditorId, Iban, PartitaIva

_SERIES = re.compile(r"[A-Z0-9]{1,4}\Z")
_SITE = re.compile(r"https?://[!-~]+\Z")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


@attrs.frozen
class Brand:
    """How a seller's documents look: logo as SVG text; colours as #rrggbb. Not part of any legal content."""

    logo_svg: str
    primary: str
    accent: str

    def __attrs_post_init__(self) -> None:
        for name, colour in (("primary", self.primary), ("accent", self.accent)):
            if not _COLOUR.match(colour):
                raise ValueError(f"brand {name}: expected a colour as #rrggbb, got {colour!r}")
        if self.logo_svg and "<svg" not in self.logo_svg:
            raise ValueError("brand logo_svg: expected an SVG document, or nothing")


@attrs.frozen
class Seller:
    """Who sells and bills.

    tax_regime     RF01 .. of the FatturaPA
    rea            office, number, share capital, as printed
    rai_treatment  how the RAI fee stands in the e-invoice: "N2.2", "N1" or "payment" (only in the amount to pay)
    series         prefix of its document numbers
    credit_series  prefix of its credit notes; the same as of its bills where it is empty
    details_site   where the details of its bills are served, as https://...; its website where it is empty
    """

    tenant: str
    name: str
    partita_iva: PartitaIva
    codice_fiscale: CodiceFiscale
    address: Address
    tax_regime: str
    rea_office: str
    rea_number: str
    share_capital: str
    iban: Iban
    creditor_id: CreditorId
    phone: str
    email: str
    pec: str
    website: str
    complaints: str
    series: str = "E"
    rai_treatment: str = "N2.2"
    bill_rounding: str = "standard"
    credit_series: str = ""
    details_site: str = ""

    def __attrs_post_init__(self) -> None:
        if self.credit_series and not _SERIES.match(self.credit_series):
            raise ValueError(
                f"seller {self.tenant}: credit_series is 1 to 4 capitals and digits, got {self.credit_series!r}"
            )
        if self.details_site and not _SITE.match(self.details_site):
            raise ValueError(
                f"seller {self.tenant}: details_site is an address like https://bollette.example, "
                f"got {self.details_site!r}"
            )
        if self.rai_treatment not in ("N2.2", "N1", "payment"):
            raise ValueError(f"seller {self.tenant}: rai_treatment is N2.2, N1 or payment, got {self.rai_treatment!r}")

    @property
    def credit_note_series(self) -> str:
        """The series credit notes are numbered in."""
        return self.credit_series or self.series

"""The SdI controls of file name, transmission and parties (Elenco dei controlli v2.0, sections as in controls.py).

A control yields one message a place that breaks it: what was found and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.fatturapa.limits import LIMITS
from adapters.fatturapa.parsed import Body
from adapters.fatturapa.sending import PublicBody, Sending

_CODES = LIMITS.codes
_HOME = "IT"


def foreign_destination(sending: Sending) -> Iterator[str]:
    """00313."""
    file = sending.file
    is_foreign = bool(file.buyer.country) and file.buyer.country != _HOME
    if file.destination == _CODES.foreign_destination and not is_foreign:
        yield f"destination {file.destination} with buyer country {file.buyer.country or 'absent'}; use the buyer's own"


def pec_of_the_sdi(sending: Sending) -> Iterator[str]:
    """00330."""
    _, _, domain = sending.file.pec.casefold().rpartition("@")
    if domain in _CODES.sdi_mailboxes:
        yield f"PECDestinatario {sending.file.pec} is a mailbox of the SdI; give the customer's own"


def office_not_named(sending: Sending) -> Iterator[str]:
    """00398."""
    body = _public_body(sending)
    if body and body.central and sending.file.destination == body.central and len(body.offices) == 1:
        yield f"destination {body.central} is the central office; the body has the one office {body.offices[0]}"


def public_body_missed(sending: Sending) -> Iterator[str]:
    """00399."""
    file, body = sending.file, _public_body(sending)
    if body and (file.destination == _CODES.unknown_office or file.transmission_format == "FPR12"):
        offices = ", ".join(body.offices) or "its office in the register"
        found = f"{file.transmission_format} to {file.destination}"
        yield f"buyer is in the IPA register, got {found}; use FPA12 to {offices}"


def destination_length(sending: Sending) -> Iterator[str]:
    """00427."""
    file = sending.file
    expected = 6 if file.transmission_format == "FPA12" else 7
    if len(file.destination) != expected:
        yield f"destination {file.destination!r} in {file.transmission_format}; {expected} characters are needed"


def formats_differ(sending: Sending) -> Iterator[str]:
    """00428."""
    file = sending.file
    if file.transmission_format != file.version:
        yield f"FormatoTrasmissione {file.transmission_format!r}, versione {file.version!r}; they must be the same"


def buyer_without_ids(sending: Sending) -> Iterator[str]:
    """00417."""
    buyer = sending.file.buyer
    if not buyer.vat_number and not buyer.fiscal_code:
        yield "buyer has neither IdFiscaleIVA nor CodiceFiscale; give one"


def both_foreign(sending: Sending) -> Iterator[str]:
    """00476."""
    seller, buyer = sending.file.seller.country, sending.file.buyer.country
    if _HOME not in (seller, buyer) and seller and buyer:
        yield f"seller country {seller}, buyer country {buyer}; one of them must be {_HOME}"


def seller_is_buyer(sending: Sending) -> Iterator[str]:
    """00471."""
    file = sending.file
    for body in _of_kinds(sending, _CODES.seller_differs):
        if file.seller.is_same_as(file.buyer):
            own = ", ".join(sorted(_CODES.seller_is_buyer))
            yield f"invoice {body.number}: {body.kind} from and to {file.seller.vat_number}; own supplies go in {own}"


def seller_is_not_buyer(sending: Sending) -> Iterator[str]:
    """00472."""
    file = sending.file
    for body in _of_kinds(sending, _CODES.seller_is_buyer):
        if not file.seller.is_same_as(file.buyer):
            yield f"invoice {body.number}: {body.kind} needs seller and buyer to be the same"


def seller_country(sending: Sending) -> Iterator[str]:
    """00473."""
    country = sending.file.seller.country
    for body in sending.file.bodies:
        wrong = body.kind in (_CODES.foreign_seller if country == _HOME else _CODES.italian_seller)
        if wrong:
            yield f"invoice {body.number}: {body.kind} does not go with a seller of {country or 'no country'}"


def buyer_vat_number(sending: Sending) -> Iterator[str]:
    """00475."""
    for body in _of_kinds(sending, _CODES.buyer_vat_number):
        if not sending.file.buyer.vat_number:
            yield f"invoice {body.number}: {body.kind} needs the buyer's IdFiscaleIVA"


def _of_kinds(sending: Sending, kinds: frozenset[str]) -> Iterator[Body]:
    return (body for body in sending.file.bodies if body.kind in kinds)


def _public_body(sending: Sending) -> PublicBody | None:
    buyer = sending.file.buyer
    return sending.public_bodies.get(buyer.fiscal_code) or sending.public_bodies.get(buyer.vat_number)

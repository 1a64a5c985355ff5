"""Seller and buyer as the FatturaPA names them: CedentePrestatore and CessionarioCommittente."""

from __future__ import annotations

import re

from adapters.fatturapa.limits import LIMITS
from adapters.fatturapa.text import basic, latin
from adapters.fatturapa.tree import Node
from domain.contracts.party import Address, Party
from domain.contracts.seller import Seller
from domain.kernel.money import Money

_MAX = LIMITS.lengths
_EMAIL = re.compile(r"[!-~]+@[!-~]+\.[!-~]+\Z")
_ITALIAN_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{2}))?(?!\S)")
_PLAIN_AMOUNT = re.compile(r"(\d+)\.(\d{2})(?!\S)")


def seller(party: Seller) -> Node:
    """The CedentePrestatore. Telephone and e-mail stand there only in a form the schema takes."""
    register: list[Node] = []
    if party.rea_number:
        fields: list[Node] = [
            ("Ufficio", party.rea_office),
            ("NumeroREA", basic(party.rea_number, _MAX.numero_rea)),
            *_capital(party.share_capital),
            ("StatoLiquidazione", "LN"),
        ]
        register.append(("IscrizioneREA", tuple(fields)))
    contacts = (*_telephone(party.phone), *_email(party.email))
    return (
        "CedentePrestatore",
        (
            (
                "DatiAnagrafici",
                (
                    _vat_id(party.partita_iva.text),
                    ("CodiceFiscale", party.codice_fiscale.text),
                    ("Anagrafica", (("Denominazione", latin(party.name, _MAX.denominazione)),)),
                    ("RegimeFiscale", party.tax_regime),
                ),
            ),
            _seat(party.address),
            *register,
            *((("Contatti", contacts),) if contacts else ()),
        ),
    )


def buyer(party: Party) -> Node:
    """The CessionarioCommittente: a person by first and last name, any other by denomination."""
    ids: list[Node] = []
    if party.partita_iva is not None:
        ids.append(_vat_id(party.partita_iva.text))
    if party.codice_fiscale is not None:
        ids.append(("CodiceFiscale", party.codice_fiscale.text))
    name: tuple[Node, ...]
    if party.denomination:
        name = (("Denominazione", latin(party.denomination, _MAX.denominazione)),)
    else:
        name = (("Nome", latin(party.first_name, _MAX.nome)), ("Cognome", latin(party.last_name, _MAX.nome)))
    return (
        "CessionarioCommittente",
        (("DatiAnagrafici", (*ids, ("Anagrafica", name))), _seat(party.address)),
    )


def _vat_id(text: str) -> Node:
    return ("IdFiscaleIVA", (("IdPaese", "IT"), ("IdCodice", text)))


def _seat(address: Address) -> Node:
    """The Sede. A house number that does not fit its element stands in the street instead."""
    number, street = address.number.strip(), address.street
    fits = 0 < len(number) <= _MAX.numero_civico and number.isascii() and number.isprintable()
    nodes: list[Node] = []
    if number and not fits:
        tail = f" {latin(number, _MAX.indirizzo // 2)}"
        nodes.append(("Indirizzo", latin(street, _MAX.indirizzo - len(tail)) + tail))
    else:
        nodes.append(("Indirizzo", latin(street, _MAX.indirizzo)))
    if fits:
        nodes.append(("NumeroCivico", number))
    nodes += [("CAP", address.postcode), ("Comune", latin(address.town, _MAX.comune))]
    if address.country == "IT":
        nodes.append(("Provincia", address.province))
    nodes.append(("Nazione", address.country))
    return ("Sede", tuple(nodes))


def _capital(text: str) -> tuple[Node, ...]:
    """The share capital from the printed form, "1.000.000,00 i.v." or "1000000.00"; left out in any other."""
    text = text.replace("€", " ").replace("Euro", " ").replace("EUR", " ").strip()
    match = _PLAIN_AMOUNT.match(text) or _ITALIAN_AMOUNT.match(text)
    if match is None:
        return ()
    money = Money.of(f"{match[1].replace('.', '')}.{match[2] or '00'}")
    return (("CapitaleSociale", str(money)),)


def _telephone(text: str) -> tuple[Node, ...]:
    """Digits only, without the Italian prefix."""
    digits = "".join(sign for sign in text if sign in "+0123456789").removeprefix("+39").removeprefix("0039")
    return (("Telefono", digits),) if _MAX.telefono_min <= len(digits) <= _MAX.telefono_max else ()


def _email(text: str) -> tuple[Node, ...]:
    return (("Email", text),) if _EMAIL.match(text) else ()

"""Between a message and what it says of its own: facts read from its fields, and fields written from facts.

A message keeps its fields as they were written (adapters/sii/market/mapping.py), so that a stored one is read again by
the same rules. Cancellations are APR (asked) and APN (by the SII itself): reference on SII flows, section 4; the lists
of the social bonus and of the RAI fee have forms of this platform until their layouts are public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import attrs

from adapters.sii.records.codec import DATE_IT, MalformedText
from domain.contracts.party import Party
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.message_facts import BonusGrant, CaseNames, MessageFacts

_CANCELLATION, _REQUEST, _NOTICE = "APR", "APR.0050", "APN"
_CANCELLED_COUNTERPART, _CANCELLED_OWN, _SECTOR = "CP_GESTORE_ANN", "CP_UTENTE_ANN", "SETTORE"
_SECTORS = {"electricity": "E", "gas": "G"}
_HOUSEHOLD, _BONUS_FROM, _BONUS_TO = "HOUSEHOLD", "BONUS_FROM", "BONUS_TO"
_CHARGED, _YES = "CHARGED", "SI"


def facts_of(message: MarketMessage) -> MessageFacts:
    """What a message says of its own; never raises."""
    bonus, unreadable = _bonus(message)
    return MessageFacts(
        cancelled=CaseNames(message.value(_CANCELLED_OWN), message.value(_CANCELLED_COUNTERPART))
        if message.service == _NOTICE
        else None,
        answers_cancellation=message.service == _CANCELLATION,
        bonus=bonus,
        charges_rai_fee=message.value(_CHARGED) == _YES,
        unreadable=unreadable,
    )


def with_customer(message: MarketMessage, names: Iterable[str], customer: Party, day: dt.date) -> MarketMessage:
    """A request of ours with those of its fields `names` that the registry knows; what it says already stays."""
    known = dict(_known(customer, message.sender, day))
    values = {name: known[name] for name in names if known.get(name)} | dict(message.values)
    return attrs.evolve(message, values=tuple(values.items()))


def with_cancelled(message: MarketMessage, case: Case) -> MarketMessage:
    """A message with the case that it cancels, where it has a place for it."""
    if message.code == _REQUEST:
        named = (
            (_CANCELLED_COUNTERPART, case.counterpart_case),
            (_CANCELLED_OWN, case.code),
            (_SECTOR, _SECTORS[case.commodity]),
        )
        return attrs.evolve(message, values=(*named, *message.values))
    if message.service == _NOTICE and _CANCELLED_OWN not in dict(message.values):
        return attrs.evolve(message, values=(*message.values, (_CANCELLED_OWN, case.code)))
    return message


def _bonus(message: MarketMessage) -> tuple[BonusGrant | None, str]:
    names = {name for name, _ in message.values}
    if not names & {_BONUS_FROM, _BONUS_TO}:
        return None, ""
    try:
        first, last = _day(message.value(_BONUS_FROM)), _day(message.value(_BONUS_TO))
    except ValueError as error:
        return None, str(error)
    return BonusGrant(message.value(_HOUSEHOLD), first, last), ""


def _day(text: str) -> dt.date:
    try:
        day: dt.date = DATE_IT.read(text)
    except MalformedText as error:
        raise ValueError(f"a day is written dd/mm/yyyy, got {text!r}") from error
    return day


def _known(party: Party, retailer: str, day: dt.date) -> Iterator[tuple[str, str]]:
    """What the registry knows of the fields of requests, by declared name (reference, sections 4.2 and 5)."""
    yield "CF", party.codice_fiscale.text if party.codice_fiscale else ""
    yield "PIVA", party.partita_iva.text if party.partita_iva else ""
    yield "CF_STRANIERO", "0"
    yield "NOME", party.first_name
    yield "COGNOME", party.last_name
    yield "RAGIONE_SOCIALE_DENOMINAZIONE", party.denomination
    yield "TELEFONO", party.phone
    yield "EMAIL", party.email
    yield "DATA_RICHIESTA", DATE_IT.write(day)
    yield "PIVA_CONTROPARTE_COMMERCIALE", retailer
    yield "PIVA_CC", retailer  # the same of gas

"""Between the fields of a format and a message of the domain.

What every message has (who, whom, case, point, answer, reason, day) is found by the name of its field; the rest goes
into `values` by declared name. What a format does not declare keeps its own key in brackets: "[9]NAME" for column 9
of that header, "[DatiTecnici/name]" for an element, and goes back where it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from adapters.sii.layouts.codecs import LINE
from adapters.sii.layouts.format import MarketFormat
from adapters.sii.layouts.layout import slots
from adapters.sii.records.codec import DATE_IT, MalformedText
from application.ports.market_flows import UnwritableMessage
from domain.market.message import MarketMessage

SERVICE, STEP = "COD_SERVIZIO", "COD_FLUSSO"
POINTS = ("COD_POD", "COD_PDR")
_USER = "PIVA_UTENTE"
_OTHERS = ("PIVA_GESTORE", "PIVA_DISTR")
_CASE, _COUNTERPART_CASE = "CP_UTENTE", "CP_GESTORE"
_ANSWERS = ("VERIFICA_AMM", "ESITO")
_REASON, _REASON_TEXT = "COD_CAUSALE", "MOTIVAZIONE"


def message_of(
    form: MarketFormat, texts: Mapping[str, str], extra: tuple[tuple[str, str], ...], position: int
) -> MarketMessage:
    """The message of which `texts` are the checked fields, by declared name."""
    left = dict(texts)
    user, other = left.pop(_USER, ""), _first(left, _OTHERS)
    answer = _first(left, _ANSWERS)
    effective = left.pop(form.effective, "")
    del left[SERVICE], left[STEP]
    return MarketMessage(
        service=form.service,
        step=form.step,
        sender=other if form.is_inbound else user,
        addressee=user if form.is_inbound else other,
        case=left.pop(_CASE, ""),
        counterpart_case=left.pop(_COUNTERPART_CASE, ""),
        point=_first(left, POINTS),
        accepted=answer == "1" if answer else None,
        reason_code=left.pop(_REASON, ""),
        reason_text=left.pop(_REASON_TEXT, ""),
        effective=DATE_IT.read(effective) if effective else None,
        values=(*left.items(), *extra),
        position=position,
    )


def texts_of(form: MarketFormat, message: MarketMessage) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """The fields of a message by declared name, and what stands in brackets. Raises UnwritableMessage."""
    declared = slots(form.parts)
    found = {SERVICE: form.service, STEP: form.step}
    user, other = (message.addressee, message.sender) if form.is_inbound else (message.sender, message.addressee)
    answer = "" if message.accepted is None else "01"[message.accepted]
    for names, text, what in (
        ((_USER,), user, "the VAT number of the user"),
        (_OTHERS, other, "the VAT number of the manager or distributor"),
        ((_CASE,), message.case, "case"),
        ((_COUNTERPART_CASE,), message.counterpart_case, "counterpart_case"),
        (_fitting(form, message.point), message.point, "point"),
        (_ANSWERS, answer, "accepted"),
        ((_REASON,), message.reason_code, "reason_code"),
        ((_REASON_TEXT,), message.reason_text, "reason_text"),
        ((form.effective,), _day(message.effective), "effective"),
    ):
        if text:
            name = next((name for name in names if name in declared), None)
            if name is None:
                raise UnwritableMessage(f"{form.code}: {what} {text!r} has no field in this format")
            found[name] = text
    for name, text in (*found.items(), *message.values):
        _must_be_a_line(form, name, text)
    extra = tuple((key, text) for key, text in message.values if key.startswith("["))
    for key, text in message.values:
        if key.startswith("["):
            continue
        if key not in declared or key in found:
            why = "is given twice" if key in found else "is not a field of this format"
            raise UnwritableMessage(f"{form.code}: {key} {text!r} {why}; fields: {', '.join(declared)}")
        found[key] = text
    return found, extra


def _must_be_a_line(form: MarketFormat, name: str, text: str) -> None:
    try:
        LINE.read(text)
    except MalformedText as error:
        raise UnwritableMessage(f"{form.code}: {name}: {error}") from error


def _fitting(form: MarketFormat, point: str) -> tuple[str, ...]:
    """The fields of a point that take this one, or any where none does: the check of the field then says why."""
    declared = slots(form.parts)
    return tuple(name for name in POINTS if name in declared and _reads(form, name, point)) or POINTS


def _reads(form: MarketFormat, name: str, text: str) -> bool:
    try:
        slots(form.parts)[name].codec.read(text)
    except MalformedText:
        return False
    return True


def _day(day: dt.date | None) -> str:
    return DATE_IT.write(day) if day else ""


def _first(texts: dict[str, str], names: tuple[str, ...]) -> str:
    """Takes the first field of these that is filled; the others stay."""
    return next((texts.pop(name) for name in names if texts.get(name)), "")

"""The answer to a recalculation: each document with its correction, line by line and component by component."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.cases.render import (
    Tree,
    number_text,
    render_faults,
    render_line,
    render_period,
    render_priced,
    render_vat,
)
from domain.billing.bill import Bill
from domain.billing.duties.instalment_offer import InstalmentOffer
from domain.billing.duties.limitation import Limited
from domain.corrections.conguaglio import Compared, Conguaglio, conguagli
from domain.kernel.money import total
from domain.metering.consumption import BandEnergy
from domain.pricing.correction import MeterReading
from domain.tariffs.component import Block


def render_documents(
    documents: Sequence[Bill], unchanged: Sequence[str], *, with_limitation_and_instalments: bool
) -> Tree:
    """The documents, and the contracts of which nothing that was charged differs."""
    return {
        "documents": [
            _document(bill, with_limitation_and_instalments=with_limitation_and_instalments) for bill in documents
        ],
        "unchanged": list(unchanged),
    }


def _document(bill: Bill, *, with_limitation_and_instalments: bool) -> Tree:
    tree: Tree = {
        "contract": bill.main.contract.number,
        "kind": bill.kind.value,
        "issued_on": bill.issued_on.isoformat(),
        "corrects": [{"number": each.number, "issued_on": each.issued_on.isoformat()} for each in bill.references],
    }
    if not bill.main.priced.corrections:
        return tree | {"bill": render_priced(bill.main.priced)}
    (view,) = conguagli(bill)
    tree |= {"correction": _correction(view), **_amounts(bill, view)}
    if with_limitation_and_instalments:
        tree |= {
            "due_on": bill.due_on.isoformat(),
            "limited": _limited(bill.limited) if bill.limited else None,
            "collectable": str(bill.collectable),
            "instalments": _instalments(bill.instalments) if bill.instalments else None,
        }
    return tree


def _correction(view: Conguaglio) -> Tree:
    return {
        "reason": view.reason.name.lower(),
        "in_words": view.reason.value,
        "period": render_period(view.period),
        "since": view.since.isoformat(),
        "documents": list(view.documents),
        "energy_unit": view.unit,
        "energy_before": _energy(view.before),
        "energy_now": _energy(view.now),
        "readings": [_reading(each) for each in view.readings],
        "readings_replaced": [_reading(each) for each in view.replaced],
        "prices": [
            {"label": each.label, "before": each.before, "now": each.now, "since": each.since.isoformat()}
            for each in view.prices
        ],
        "explanation": list(view.words),
    }


def _amounts(bill: Bill, view: Conguaglio) -> Tree:
    priced = bill.main.priced
    rows = {row.id: row for row in priced.rows}
    sides = list(zip(priced.lines, priced.reverses, strict=True))
    back = [line for line, reverses in sides if reverses]
    charged = [line for line, reverses in sides if not reverses]
    return {
        "taken_back": [render_line(line, rows) for line in back],
        "charged": [render_line(line, rows) for line in charged],
        "components": [_compared(each) for each in view.components],
        "blocks": {block.value: str(priced.block(block)) for block in Block},
        "net": str(bill.net),
        "vat": [render_vat(part) for part in bill.vat],
        "total": str(bill.total),
        "payable": str(bill.payable),
        "warnings": render_faults(priced.warnings),
        "digest": priced.digest,
    }


def _compared(each: Compared) -> Tree:
    return {
        "code": each.code,
        "label": each.label,
        "unit": each.unit,
        "quantity_before": number_text(each.quantity_before),
        "quantity_now": number_text(each.quantity_now),
        "before": str(each.before),
        "now": str(each.now),
        "difference": str(each.difference),
    }


def _energy(bands: Iterable[BandEnergy]) -> Tree:
    return {each.band: number_text(each.value) for each in bands}


def _reading(each: MeterReading) -> Tree:
    return {
        "day": each.day.isoformat(),
        "values": _energy(each.bands),
        "quality": each.quality.value,
        "serial": each.serial,
    }


def _limited(part: Limited) -> Tree:
    return {
        "period": render_period(part.period),
        "net": str(part.net),
        "tax": str(total(each.tax for each in part.vat)),
        "total": str(part.total),
        "payable": str(part.payable),
    }


def _instalments(offer: InstalmentOffer) -> Tree:
    return {
        "case": offer.case.name.lower(),
        "at_least": str(offer.count),
        "request_by": offer.request_by.isoformat(),
        "words": offer.words,
    }

"""The answer to a case as a tree ready for JSON: every amount and quantity is text, every value names its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from domain.billing.scontrino import Part, Scontrino, ScontrinoRow, scontrino
from domain.kernel.fault import Fault
from domain.kernel.validity import FOREVER, Period
from domain.offers.annual_estimate import EstimatedSpend
from domain.pricing.annual.estimate import EstimateLine
from domain.pricing.line import Input, Line
from domain.pricing.priced import Priced, Refused
from domain.pricing.rated_call import RatedCall
from domain.pricing.taxes.vat import VatTotal
from domain.tariffs.component import Block
from domain.tariffs.parameter import ParameterRow

Tree = dict[str, Any]


def render_priced(priced: Priced | Refused, given: Iterable[ParameterRow] = ()) -> Tree:
    """A simulated bill, or why there is none. `given` are the values of the case: those no line used are named."""
    if isinstance(priced, Refused):
        return render_refused(priced.faults)
    rows = {row.id: row for row in priced.rows}
    return {
        "period": render_period(priced.period),
        "lines": [render_line(line, rows) for line in priced.lines],
        "blocks": {block.value: str(priced.block(block)) for block in Block},
        "net": str(priced.net),
        "vat": [render_vat(part) for part in priced.vat],
        "total": str(priced.total),
        "payable": str(priced.payable),
        "scontrino": _scontrino(scontrino(priced)),
        "rounding": priced.rounding,
        "warnings": render_faults(priced.warnings),
        "unused_parameters": _unused(given, rows),
        "book_digest": priced.book_digest,
        "digest": priced.digest,
        **({"calls": [_call(rated) for rated in priced.calls]} if priced.calls else {}),
    }


def render_estimate(spend: EstimatedSpend | Refused, given: Iterable[ParameterRow] = ()) -> Tree:
    """An annual spend, or why there is none."""
    if isinstance(spend, Refused):
        return render_refused(spend.faults)
    rows = {row.id: row for row in spend.rows}
    return {
        "on": spend.on.isoformat(),
        "lines": [_estimate_line(line, rows) for line in spend.lines],
        "vendita": str(spend.sale),
        "rete": str(spend.network),
        "oneri": str(spend.charges),
        "accisa": str(spend.excise),
        f"accisa_{spend.energy.value.lower()}": number_text(spend.taxed_energy),
        "sconti": str(spend.discount),
        "iva": str(spend.vat),
        "iva_per_aliquota": [render_vat(part) for part in spend.vat_totals],
        "total": str(spend.total),
        "warnings": render_faults(spend.warnings),
        "unused_parameters": _unused(given, rows),
        "book_digest": spend.book_digest,
        "digest": spend.digest,
    }


def render_refused(faults: Iterable[Fault]) -> Tree:
    """A case that has no answer, with every reason."""
    return {"refused": render_faults(faults)}


def render_faults(faults: Iterable[Fault]) -> list[Tree]:
    return [{"code": fault.code, "message": fault.message} for fault in faults]


def _unused(given: Iterable[ParameterRow], rows: Mapping[str, ParameterRow]) -> list[str]:
    return [row.name for row in given if row.id not in rows]


def number_text(value: Decimal) -> str:
    return f"{value:f}"


def render_period(period: Period) -> Tree:
    return {"start": period.start.isoformat(), "stop": None if period.stop == FOREVER else period.stop.isoformat()}


def render_line(line: Line, rows: Mapping[str, ParameterRow]) -> Tree:
    return {
        "code": line.code,
        "label": line.label,
        "block": line.block.value,
        "quota": line.quota.value,
        "band": line.band,
        "period": render_period(line.period),
        "quantity": number_text(line.quantity.value),
        "unit": line.quantity.unit.value,
        "price": number_text(line.price.value),
        "price_unit": line.price.unit_text,
        "share": str(line.share),
        "step": line.step,
        "rounding": line.rounding,
        "amount": str(line.amount),
        "vat_rate": number_text(line.vat.rate),
        "vat_nature": line.vat.nature,
        "formula": line.formula,
        "inputs": [_input(each, rows) for each in line.inputs],
        "note": line.note,
    }


def _estimate_line(line: EstimateLine, rows: Mapping[str, ParameterRow]) -> Tree:
    return {
        "code": line.code,
        "label": line.label,
        "block": line.block.value,
        "band": line.band,
        "quantity": number_text(line.quantity.value),
        "unit": line.quantity.unit.value,
        "price": number_text(line.price.value),
        "price_unit": line.price.unit_text,
        "exact": number_text(line.exact),
        "formula": line.formula,
        "inputs": [_input(each, rows) for each in line.inputs],
        "note": line.note,
    }


def _input(each: Input, rows: Mapping[str, ParameterRow]) -> Tree:
    """A number of the formula. One of the contract's own has no parameter and so no source."""
    tree: Tree = {"symbol": each.symbol, "value": number_text(each.value), "unit": each.unit}
    if each.row:
        row = rows[each.row]
        tree |= {
            "parameter": row.name,
            "validity": render_period(row.period),
            "source": row.source.title,
            "link": row.source.link,
            "status": row.status.value,
        }
    return tree


def _call(rated: RatedCall) -> Tree:
    """A call of the detail, the last three digits of its number hidden."""
    call = rated.call
    return {
        "id": call.id,
        "answered": call.answered.isoformat(),
        "called": rated.printed_number,
        "kind": call.kind.value,
        "zone": rated.zone,
        "quantity": str(call.quantity),
        "counted": str(rated.counted),
        "connection": number_text(rated.connection),
        "parts": [
            {
                "time_class": part.time_class,
                "units": str(part.units),
                "rate": number_text(part.rate),
                "bundle": part.bundle,
            }
            for part in rated.parts
        ],
        "cost": number_text(rated.cost),
    }


def render_vat(part: VatTotal) -> Tree:
    return {
        "rate": number_text(part.vat.rate),
        "nature": part.vat.nature,
        "exigibility": part.vat.exigibility,
        "taxable": str(part.taxable),
        "tax": str(part.tax),
        "norm": part.vat.norm,
    }


def _scontrino(rows: Scontrino) -> Tree:
    return {
        "quota_consumi": _row(rows.consumption),
        "quota_fissa": _row(rows.fixed),
        "quota_potenza": _row(rows.power),
        "accise": str(rows.excise),
        "iva": [{"rate": number_text(p.vat.rate), "taxable": str(p.taxable), "tax": str(p.tax)} for p in rows.vat],
        "accise_e_iva": str(rows.excise_and_vat),
        "altre_partite": str(rows.other),
        "canone_rai": str(rows.rai_fee),
        "totale_bolletta": str(rows.total),
        "totale_da_pagare": str(rows.payable),
    }


def _row(row: ScontrinoRow) -> Tree:
    return {
        "quantity": number_text(row.quantity),
        "unit": row.unit,
        **_part(row.whole),
        "vendita": _part(row.sale),
        "rete_e_oneri": _part(row.network_and_charges),
    }


def _part(part: Part) -> Tree:
    price = None if part.average_price is None else number_text(part.average_price)
    return {"average_price": price, "amount": str(part.amount)}

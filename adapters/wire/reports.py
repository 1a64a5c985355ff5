"""What decisions on offers are taken from, as JSON: the figures of a scheda sintetica, the report of a shadow run."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.wire.converter import write
from application.offers.scheda_sintetica import SchedaFigure
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.offers.shadow import Difference, Mover, ShadowReport
from domain.pricing.priced import Refused


def figures_json(figures: Iterable[SchedaFigure]) -> list[Plain]:
    """Each figure: the customer, the spend of a year by block, VAT and total; or the faults in its place."""
    return [_figure(figure) for figure in figures]


def _figure(figure: SchedaFigure) -> Plain:
    customer, spend = figure.customer, figure.spend
    head: dict[str, Plain] = {
        "customer": customer.code,
        "label": customer.label,
        "energy": write(customer.energy),
        "left_out": list(figure.left_out),
    }
    if isinstance(spend, Refused):
        return head | {"faults": faults_json(spend.faults)}
    return head | {
        "sale": str(spend.sale),
        "network": str(spend.network),
        "charges": str(spend.charges),
        "excise": str(spend.excise),
        "discount": str(spend.discount),
        "vat": str(spend.vat),
        "total": str(spend.total),
        "warnings": faults_json(spend.warnings),
    }


def faults_json(faults: Iterable[Fault]) -> list[Plain]:
    """Faults, each with its code, subject and message."""
    return [{"code": fault.code, "subject": fault.subject, "message": fault.message} for fault in faults]


def shadow_json(report: ShadowReport) -> dict[str, Plain]:
    """The whole report; amounts as text."""
    return {
        "before_book": report.before_book,
        "after_book": report.after_book,
        "contracts": report.contracts,
        "compared": report.total.contracts,
        "unchanged": report.unchanged,
        "total": _difference(report.total),
        "by_customer": [_difference(each) for each in report.by_customer],
        "by_offer": [_difference(each) for each in report.by_offer],
        "by_component": [_difference(each) for each in report.by_component],
        "distribution": [
            {"start": format(each.start, "f"), "stop": format(each.stop, "f"), "contracts": each.contracts}
            for each in report.distribution
        ],
        "movers": [_mover(each) for each in report.movers],
        "refusals": [{"side": side.value, "code": code, "contracts": count} for side, code, count in report.refusals],
        "refused": [
            {"contract": each.contract, "side": each.side.value, "faults": faults_json(each.faults)}
            for each in report.refused
        ],
    }


def _difference(part: Difference) -> dict[str, Plain]:
    return {
        "name": part.name,
        "contracts": part.contracts,
        "before": str(part.before),
        "after": str(part.after),
        "change": str(part.change),
    }


def _mover(mover: Mover) -> dict[str, Plain]:
    return {
        "contract": mover.contract,
        "customer": mover.customer,
        "offer": mover.offer,
        "before": str(mover.before),
        "after": str(mover.after),
        "change": str(mover.change),
    }

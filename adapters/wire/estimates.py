"""Scored estimates as JSON, for the command line and for REST."""

from __future__ import annotations

from application.metering.score_estimates import ScoredEstimates
from domain.kernel.digest import Plain
from domain.metering.estimate_score import EstimateIndex, EstimateScore


def scored_json(scored: ScoredEstimates) -> dict[str, Plain]:
    """The estimates one by one, the indices and the standard; numbers as text."""
    return {
        "standard": str(scored.standard),
        "indices": [_index(each) for each in scored.indices],
        "estimates": [_score(each) for each in scored.scores],
    }


def _index(each: EstimateIndex) -> Plain:
    return {
        "commodity": each.commodity,
        "start": each.half_year.start.isoformat(),
        "stop": each.half_year.stop.isoformat(),
        "method": each.method,
        "scored": each.scored,
        "waiting": each.waiting,
        "estimated": str(each.estimated),
        "actual": str(each.actual),
        "index": None if each.index is None else str(each.index),
    }


def _score(each: EstimateScore) -> Plain:
    return {
        "contract": each.contract,
        "point": each.point,
        "commodity": each.commodity,
        "bill": each.bill,
        "start": each.period.start.isoformat(),
        "stop": each.period.stop.isoformat(),
        "method": each.method,
        "estimated": str(each.estimated),
        "actual": None if each.actual is None else str(each.actual),
    }

"""Telephony, as the rest of the platform sees it. Traffic is priced by the plan of the offer, nothing is regulated."""

from __future__ import annotations

from domain.commodities.telephony.lines import concession_tax_lines, rated_calls, traffic_lines
from domain.commodities.telephony.plan import PhonePlan
from domain.commodities.telephony.rating import call_check
from domain.commodities.telephony.terms import TelephonyTerms
from domain.kernel.quantity import Unit
from domain.kernel.telephone import telephone_number
from domain.pricing.commodity import Commodity
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.offer.sale import sale_lines


def _line(terms: TelephonyTerms) -> str:
    return terms.number


TELEPHONY = Commodity(
    code=TelephonyTerms.commodity,
    label="Telefonia",
    energy=Unit.MINUTE,
    point_label="Linea",
    point_code=telephone_number,
    point_example="+390612345678",
    terms=TelephonyTerms,
    lines=(sale_lines, traffic_lines, concession_tax_lines, extra_lines),
    prices={"phone_plan": PhonePlan},
    rated_calls=rated_calls,
    measured=False,
    line=_line,
    call_check=call_check,
)

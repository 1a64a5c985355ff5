"""The answer to a case: every number as text, every value with its source."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from adapters.cases.render import render_estimate, render_priced, render_refused
from domain.contracts.contract import VatTerms
from domain.kernel.fault import Fault
from domain.kernel.validity import month_of
from domain.metering.consumption import BandEnergy
from domain.offers.annual_estimate import estimate
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.price import price
from tests.support.strategies.supply import CDISPD, facts, mono, packaged_book, resident, used, yearly

OCTOBER = month_of(dt.date(2026, 10, 1))
OFFER = mono("0.1", yearly("72"), passes=("cdispd",))
FACTS = facts(OCTOBER, resident("3"), OFFER, [used(OCTOBER, 200)], rai_fee=True)


def test_a_line_says_how_it_was_made_and_from_which_act() -> None:
    tree = render_priced(price(FACTS, packaged_book()))
    [line] = [each for each in tree["lines"] if each["code"] == "cdispd"]
    row = packaged_book().value(CDISPD, (), OCTOBER.start)
    assert (line["block"], line["quota"], line["unit"], line["price_unit"]) == ("vendita", "consumi", "kWh", "EUR/kWh")
    assert (line["quantity"], line["price"], line["amount"]) == ("200", "0.016776", "3.36")
    assert line["inputs"] == [
        {
            "symbol": "voce",
            "value": "0.016776",
            "unit": "EUR/kWh",
            "parameter": CDISPD,
            "validity": {"start": "2026-10-01", "stop": "2027-01-01"},
            "source": row.source.title,
            "link": row.source.link,
            "status": "confirmed",
        }
    ]


def test_the_answer_of_a_simulation_agrees_with_itself() -> None:
    tree = render_priced(price(FACTS, packaged_book()))
    assert set(tree["blocks"]) == {"vendita", "rete", "oneri", "imposte", "altro"}
    lines = sum(Decimal(line["amount"]) for line in tree["lines"])
    assert lines == sum(map(Decimal, tree["blocks"].values())) == Decimal(tree["net"])
    assert Decimal(tree["net"]) + sum(Decimal(part["tax"]) for part in tree["vat"]) == Decimal(tree["total"])
    assert tree["scontrino"]["totale_bolletta"] == tree["total"]
    assert tree["scontrino"]["canone_rai"] == "9.00" == tree["blocks"]["altro"]
    assert tree["book_digest"] == packaged_book().digest


def test_a_given_value_no_line_used_is_named() -> None:
    row = packaged_book().value("electricity/ppe", (), OCTOBER.start)
    assert render_priced(price(FACTS, packaged_book()), [row])["unused_parameters"] == ["electricity/ppe"]


def test_a_refusal_says_code_and_reason() -> None:
    assert render_refused([Fault("PRC-001", "case", "why")]) == {"refused": [{"code": "PRC-001", "message": "why"}]}
    may = month_of(dt.date(2026, 5, 1))
    tree = render_priced(price(facts(may, resident("3"), OFFER, [used(may, 1)]), packaged_book()))
    assert list(tree) == ["refused"]
    assert tree["refused"][0]["code"] == "PRC-001"


def test_an_estimate_says_its_blocks_and_lines() -> None:
    use = AnnualSupply(
        "electricity", resident("3"), OFFER, (BandEnergy("M", Decimal(2700)),), VatTerms("domestic"), OCTOBER.start
    )
    tree = render_estimate(estimate(use, packaged_book()))
    blocks = sum(Decimal(tree[name]) for name in ("vendita", "rete", "oneri", "accisa", "iva"))
    assert blocks == Decimal(tree["total"])
    assert tree["accisa_kwh"] == "960"
    assert {"symbol", "value", "unit", "parameter", "validity", "source", "link", "status"} == set(
        next(line for line in tree["lines"] if line["code"] == "sigma1")["inputs"][0]
    )
    early = render_estimate(
        estimate(
            AnnualSupply("electricity", resident("3"), OFFER, use.energy, use.vat, dt.date(2026, 5, 1)), packaged_book()
        )
    )
    assert early["refused"][0]["code"] == "PRC-001"

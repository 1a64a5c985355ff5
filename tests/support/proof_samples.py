"""Bills with the facts they were priced from, and their proofs."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import attrs

from adapters.cases.parse import parse_simulation
from adapters.proof.proofs import JsonProofs
from adapters.tariffs.loader import load_bands
from domain.billing.bill import Bill, BillNumber, BillPart, DocumentKind
from domain.billing.proof import Verdict
from domain.commodities.registry import commodity
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.corrections.invoiced_position import invoiced_position
from domain.corrections.recalculation import Recalculation, alone, recalculate, with_recalculation
from domain.kernel.validity import Period
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook
from tests.support.strategies.bills import ADDRESS, sample_bill
from tests.support.strategies.supply import (
    KNOWN_ON,
    facts,
    mono,
    packaged_book,
    resident,
    used,
    yearly,
)

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(
    folder.parent.name for folder in GOLDEN.glob("*/case.json") if not folder.parent.name.endswith("_refused")
)
PROOFS = JsonProofs()
AUTUMN = Period(dt.date(2026, 9, 1), dt.date(2026, 11, 1))


def part_of(what: BillingFacts, book: TariffBook) -> BillPart | Refused:
    """What the facts give, as it stands on a bill."""
    point = what.contract.point or commodity(what.contract.commodity).point_example
    what = attrs.evolve(what, contract=attrs.evolve(what.contract, point=point))
    priced = price(what, book)
    if isinstance(priced, Refused):
        return priced
    contract = what.contract
    place = SupplyPoint(contract.point, contract.commodity, ADDRESS, Distributor("12345678903", "Rete", "803500"))
    like = sample_bill().main
    summary = attrs.evolve(like.contract, number=priced.contract)
    supply = contract.terms.entries[-1].value.supply
    return attrs.evolve(like, contract=summary, priced=priced, point=place, supply=supply)


def bill_of(*parts: BillPart, kind: DocumentKind = DocumentKind.BILL) -> Bill:
    """A bill over these supplies."""
    return attrs.evolve(sample_bill(), parts=parts, kind=kind)


def home_part() -> BillPart:
    """Two months of a resident's home with the RAI fee."""
    offer = mono("0.1185", yearly("96"), passes=("cdispd",))
    readings = [used(month, 71, 58, 94) for month in AUTUMN.months()]
    part = part_of(facts(AUTUMN, resident("3"), offer, readings, rai_fee=True), packaged_book())
    assert isinstance(part, BillPart)
    return part


def proof_of(bill: Bill, *corrected: Bill) -> dict[str, Any]:
    """The proof of a bill as a tree."""
    tree: dict[str, Any] = json.loads(PROOFS.write(bill, corrected))
    return tree


def verdict_on(tree: dict[str, Any], digest: str = "") -> Verdict:
    """The verdict on a tree."""
    return PROOFS.verify(json.dumps(tree).encode(), digest=digest)


NOVEMBER = Period(AUTUMN.stop, dt.date(2026, 12, 1))


def autumn_bill() -> Bill:
    """The bill of September and October that later ones correct."""
    bill = bill_of(home_part())
    return attrs.evolve(bill, number=BillNumber("E", 2026, 1))


def recalculated(as_measured: int, book: TariffBook | None = None) -> tuple[BillingFacts, Recalculation]:
    """The facts of November, and the recalculation of the two months before with other energy in F1."""
    offer = mono("0.1185", yearly("96"), passes=("cdispd",))
    point = home_part().point.code
    earlier = facts(
        AUTUMN, resident("3"), offer, [used(month, as_measured, 58, 94) for month in AUTUMN.months()], rai_fee=True
    )
    earlier = attrs.evolve(earlier, contract=attrs.evolve(earlier.contract, point=point))
    invoiced = invoiced_position([autumn_bill()], autumn_bill().main.contract.number, AUTUMN)
    found = recalculate(facts=[earlier], book=book or packaged_book(), invoiced=invoiced, key="r1")
    assert isinstance(found, Recalculation)
    now = attrs.evolve(
        earlier, period=NOVEMBER, consumption=(used(NOVEMBER, 60, 50, 80),), issue_day=NOVEMBER.last, extras=()
    )
    return now, found


def corrected_part() -> BillPart:
    """November, with the recalculation of the two months before."""
    now, found = recalculated(91)
    part = part_of(now, packaged_book())
    assert isinstance(part, BillPart)
    return attrs.evolve(part, priced=with_recalculation(part.priced, found))


def correction_alone(as_measured: int = 91, book: TariffBook | None = None) -> Bill:
    """The document of a recalculation that charges nothing else."""
    _, found = recalculated(as_measured, book)
    digest = packaged_book().digest
    priced = alone(
        found, contract=FACTS.contract.number, commodity="electricity", rounding="standard", book_digest=digest
    )
    return bill_of(attrs.evolve(home_part(), priced=priced), kind=DocumentKind.CORRECTION)


FACTS = facts(AUTUMN, resident("3"), mono("0.1"), [])


def golden_part(name: str) -> BillPart:
    """A golden bill as it stands on a document."""
    data = (GOLDEN / name / "case.json").read_bytes()
    case = parse_simulation(data, book=packaged_book().known, bands=load_bands(), today=KNOWN_ON)
    part = part_of(case.facts, case.book)
    assert isinstance(part, BillPart), part
    return part


def stored_before(bill: Bill) -> Bill:
    """The document as it was stored before corrections kept digests and grounds."""
    part = bill.main
    plain = tuple(attrs.evolve(each, digests=(), again=()) for each in part.priced.corrections)
    rows = {each.row for line in part.priced.lines for each in line.inputs}
    kept = tuple(row for row in part.priced.rows if row.id in rows)
    return attrs.evolve(
        bill, parts=(attrs.evolve(part, priced=attrs.evolve(part.priced, corrections=plain, rows=kept)),)
    )

"""Tests of proofs: every bill proves itself, and no number of a proof can be changed unnoticed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.cases.parse import parse_simulation
from adapters.proof.document import seal
from adapters.proof.proofs import JsonProofs
from adapters.tariffs.loader import load_bands
from application.ports.proofs import BadProof
from domain.billing.bill import Bill, BillNumber, BillPart, DocumentKind
from domain.billing.proof import NotProvable, Verdict
from domain.commodities.registry import commodity
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.corrections.invoiced_position import standing
from domain.corrections.recalculation import Recalculation, alone, recalculate, with_recalculation
from domain.kernel.validity import Period
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook
from tests.strategies_bills import ADDRESS, sample_bill
from tests.strategies_supply import KNOWN_ON, bills, facts, mono, packaged_book, resident, used, yearly

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(folder.name for folder in GOLDEN.iterdir() if (folder / "case.json").exists())
PROOFS = JsonProofs()
AUTUMN = Period(dt.date(2026, 9, 1), dt.date(2026, 11, 1))
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of every value in a tree that holds no other."""
    if isinstance(tree, dict):
        for key, item in tree.items():
            yield from leaves(item, (*path, key))
    elif isinstance(tree, list):
        for i, item in enumerate(tree):
            yield from leaves(item, (*path, i))
    else:
        yield path


def changed(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The tree with one value in the place of another."""
    if not path:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = changed(tree[path[0]], path[1:], value)
    return copy


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a path."""
    for step in path:
        tree = tree[step]
    return tree


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
    invoiced = standing([autumn_bill()], autumn_bill().main.contract.number, AUTUMN)
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


@quick
@given(bills())
def test_a_bill_of_any_supply_proves_itself_to_the_cent(what: BillingFacts) -> None:
    part = part_of(what, packaged_book())
    assert isinstance(part, BillPart)
    bill = bill_of(part)
    verdict = PROOFS.verify(PROOFS.write(bill))
    assert verdict.is_verified, str(verdict)
    assert (verdict.digest, verdict.lines) == (bill.digest, len(part.priced.lines))


def golden_part(name: str) -> BillPart | None:
    """A golden bill as it stands on a document; None where it is refused."""
    data = (GOLDEN / name / "case.json").read_bytes()
    case = parse_simulation(data, book=packaged_book().known, bands=load_bands(), today=KNOWN_ON)
    part = part_of(case.facts, case.book)
    return None if isinstance(part, Refused) else part


@pytest.mark.parametrize("name", CASES)
def test_every_golden_bill_proves_itself(name: str) -> None:
    part = golden_part(name)
    if part is None:
        pytest.skip("a refused case has no bill")
    verdict = PROOFS.verify(PROOFS.write(bill_of(part)))
    assert verdict.is_verified, str(verdict)


def test_a_bill_of_several_supplies_proves_itself() -> None:
    bill = bill_of(home_part(), corrected_part(), home_part())
    verdict = PROOFS.verify(PROOFS.write(bill, [autumn_bill()]))
    assert verdict.is_whole, str(verdict)
    assert verdict.lines + verdict.taken_back == len(bill.lines)
    assert verdict.total == str(bill.total)


@quick
@given(st.data())
def test_no_value_of_a_proof_can_be_changed_unnoticed(data: st.DataObject) -> None:
    tree = PROOF
    path = data.draw(st.sampled_from(PATHS))
    value = at(tree, path)
    assert not verdict_on(changed(tree, path, tampered(value, data))).is_verified


@quick
@given(st.data())
def test_a_number_that_was_charged_cannot_be_changed_even_under_a_new_seal(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in PATHS if is_charged(path)]))
    tree = changed(PROOF, path, tampered(at(PROOF, path), data))
    resealed = tree | {"seal": seal(tree)}
    found = verdict_on(resealed)
    assert not found.is_verified
    assert found.difference is not None
    assert found.difference.field != "seal"


_SUMS = frozenset({"net", "tax", "total", "payable", "digest", "taxable"})


_FIGURES = frozenset({"quantity", "price", "share", "amount"})


def is_charged(path: tuple[Any, ...]) -> bool:
    """Whether a value is of a line of this bill, a figure of a line of one it corrects, or a sum."""
    if "lines" not in path:
        return path[-1] in _SUMS
    return path[0] == "parts" or path[5] in _FIGURES


def tampered(value: Any, data: st.DataObject) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + data.draw(st.integers(1, 9))
    if value is None:
        return "x"
    digits = [i for i, each in enumerate(value) if each.isdigit()]
    if not digits:
        return value + "x"
    i = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != value[i]]))
    return value[:i] + other + value[i + 1 :]


PROOF = proof_of(bill_of(corrected_part(), home_part()), autumn_bill())
PATHS = [path for path in leaves(PROOF) if path != ("proof",)]


def test_the_first_line_that_differs_is_named_with_what_was_found_and_expected() -> None:
    amount = PROOF["parts"][0]["lines"][0]["amount"]
    found = verdict_on(changed(PROOF, ("parts", 0, "lines", 0, "amount"), "999.99")).difference
    assert found is not None
    assert found.place.startswith("parts[0].lines[0] energy M 2026-11-01")
    assert (found.field, found.found, found.expected) == ("amount", "999.99", amount)


def test_a_tariff_that_is_changed_shows_at_the_first_line_priced_with_it() -> None:
    rows = PROOF["parts"][0]["parameters"]
    i = next(i for i, row in enumerate(rows) if row["path"].endswith("sigma1"))
    found = verdict_on(changed(PROOF, ("parts", 0, "parameters", i, "value"), "99.99")).difference
    assert found is not None
    assert "sigma1" in found.place


def test_a_line_left_out_is_found() -> None:
    lines = PROOF["parts"][0]["lines"]
    assert not verdict_on(changed(PROOF, ("parts", 0, "lines"), lines[1:])).is_verified
    assert not verdict_on(changed(PROOF, ("parts", 0, "lines"), [*lines, lines[0]])).is_verified


def test_a_line_of_a_correction_must_add_up() -> None:
    lines = PROOF["parts"][0]["lines"]
    i = next(i for i, line in enumerate(lines) if line["correction"])
    found = verdict_on(changed(PROOF, ("parts", 0, "lines", i, "amount"), "-1.00")).difference
    assert found is not None
    assert "is not what its terms give" in found.found


def test_a_proof_holds_no_name_and_no_address() -> None:
    bill = sample_bill()
    text = json.dumps(PROOF)
    for private in (bill.customer.last_name, str(bill.customer.codice_fiscale), ADDRESS.street, bill.customer.email):
        assert private not in text


def test_the_same_bill_gives_the_same_bytes() -> None:
    assert PROOFS.write(bill_of(home_part())) == PROOFS.write(bill_of(home_part()))


def test_the_digest_on_paper_is_compared_with_the_one_computed() -> None:
    digest = PROOF["digest"]
    assert verdict_on(PROOF, digest[:16]).is_verified
    assert not verdict_on(PROOF, "0" * 16).is_verified


def test_a_bill_whose_facts_were_not_kept_has_no_proof() -> None:
    part = home_part()
    with pytest.raises(NotProvable, match="not kept"):
        PROOFS.write(bill_of(attrs.evolve(part, priced=attrs.evolve(part.priced, grounds=None))))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"proof": 1, "parts": []}', b"\xff", b'{"proof": 2}'])
def test_a_file_that_is_no_proof_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(BadProof):
        PROOFS.verify(data)


@quick
@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda each: st.lists(each, max_size=3)))
def test_no_part_of_any_shape_stops_the_verifier(part: Any) -> None:
    assert not verdict_on({**PROOF, "parts": [part]}).is_verified
    assert not verdict_on({**PROOF, "bill": part}).is_verified

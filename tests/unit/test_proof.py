"""Tests of proofs: every bill proves itself, and no number of a proof can be changed unnoticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.proof.document import seal
from application.ports.proofs import BadProof
from domain.billing.bill import BillPart
from domain.billing.proof import NotProvable
from domain.pricing.facts import BillingFacts
from tests.support.proof_samples import (
    CASES,
    PROOFS,
    autumn_bill,
    bill_of,
    corrected_part,
    golden_part,
    home_part,
    part_of,
    proof_of,
    verdict_on,
)
from tests.support.strategies.bills import ADDRESS, sample_bill
from tests.support.strategies.supply import bills, packaged_book

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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


@quick
@given(bills())
def test_a_bill_of_any_supply_proves_itself_to_the_cent(what: BillingFacts) -> None:
    part = part_of(what, packaged_book())
    assert isinstance(part, BillPart)
    bill = bill_of(part)
    verdict = PROOFS.verify(PROOFS.write(bill))
    assert verdict.is_verified, str(verdict)
    assert (verdict.digest, verdict.lines) == (bill.digest, len(part.priced.lines))


@pytest.mark.parametrize("name", CASES)
def test_every_golden_bill_proves_itself(name: str) -> None:
    part = golden_part(name)
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
        PROOFS.write(bill_of(attrs.evolve(part, priced=attrs.evolve(part.priced, basis=None))))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"proof": 1, "parts": []}', b"\xff", b'{"proof": 2}'])
def test_a_file_that_is_no_proof_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(BadProof):
        PROOFS.verify(data)


@quick
@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda each: st.lists(each, max_size=3)))
def test_no_part_of_any_shape_stops_the_verifier(part: Any) -> None:
    assert not verdict_on({**PROOF, "parts": [part]}).is_verified
    assert not verdict_on({**PROOF, "bill": part}).is_verified

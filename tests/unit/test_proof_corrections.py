"""Tests of proofs of corrections: a forgery with every digest repaired is found, or is found by the paper."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.proof.document import seal
from domain.billing.bill import Bill, BillNumber, BillPart, DocumentKind
from domain.billing.proof import Why
from domain.corrections.credit_note import Amount, Components, CreditScope, Whole, credit_note
from domain.corrections.invoiced_position import invoiced_position
from domain.corrections.recalculation import Recalculation, alone, recalculate
from domain.kernel.money import Money
from domain.pricing.facts import BillingFacts
from domain.tariffs.book import TariffBook
from tests.support.forgeries import FORGERIES, Tree, added_up, line_of, repaired
from tests.support.proof_samples import (
    CASES,
    PROOFS,
    autumn_bill,
    bill_of,
    corrected_part,
    correction_alone,
    golden_part,
    home_part,
    part_of,
    proof_of,
    stored_before,
    verdict_on,
)
from tests.support.strategies.supply import bills, measured, packaged_book

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


DOCUMENTS: dict[str, Callable[[], Bill]] = {
    "a bill with a correction": lambda: bill_of(corrected_part()),
    "a correction by itself": correction_alone,
}


@pytest.fixture(params=DOCUMENTS)
def bill(request: pytest.FixtureRequest) -> Bill:
    """A document that corrects the bill of autumn."""
    return DOCUMENTS[request.param]()


@pytest.fixture
def tree(bill: Bill) -> Tree:
    """Its proof."""
    return proof_of(bill, autumn_bill())


def test_every_line_of_a_correction_is_computed_again(bill: Bill) -> None:
    verdict = PROOFS.verify(PROOFS.write(bill, [autumn_bill()]))
    assert verdict.is_whole, str(verdict)
    assert verdict.lines + verdict.taken_back == len(bill.lines)
    assert verdict.taken_back == sum(1 for line in bill.lines if line.quantity.value < 0)
    assert [(each.number, each.digest) for each in verdict.corrected] == [("E2026/0000001", autumn_bill().digest)]
    assert "right to the cent" in str(verdict)


def test_the_digest_of_a_correction_holds_the_digests_of_what_it_corrects(bill: Bill) -> None:
    assert bill.identity["corrects"] == [["E2026/0000001", autumn_bill().digest]]
    part = bill.main
    plain = [attrs.evolve(each, digests=()) for each in part.priced.corrections]
    before = attrs.evolve(part, priced=attrs.evolve(part.priced, corrections=tuple(plain)))
    assert "corrects" not in attrs.evolve(bill, parts=(before,)).identity


def test_a_proof_does_not_tell_what_the_customer_paid(bill: Bill) -> None:
    part = bill.main
    known = tuple(attrs.evolve(each, paid=Money.of("12.00")) for each in part.priced.corrections)
    paid = attrs.evolve(bill, parts=(attrs.evolve(part, priced=attrs.evolve(part.priced, corrections=known)),))
    data = PROOFS.write(paid, [autumn_bill()])
    assert data == PROOFS.write(bill, [autumn_bill()])
    assert PROOFS.verify(data).is_whole


def test_the_forger_of_these_tests_leaves_an_honest_proof_as_it_is(tree: Tree) -> None:
    assert repaired(copy.deepcopy(tree)) == tree


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forgery_of_one_thing_is_found_with_every_digest_repaired(tree: Tree, forge: Callable[[Tree], None]) -> None:
    forge(tree)
    verdict = verdict_on(repaired(tree))
    assert verdict.difference is not None
    assert "digest" not in verdict.difference.field
    assert verdict.difference.field != "seal"


def test_an_amount_that_its_terms_do_not_give_is_found(tree: Tree) -> None:
    line_of(tree, "energy", taken_back=False)["amount"] = "0.01"
    assert not verdict_on(tree | {"seal": seal(tree)}).is_verified


def with_dear_sigma3() -> TariffBook:
    """The tariff book with sigma3 at three times its value, as if it had been approved late."""
    book = packaged_book()
    dear = [
        attrs.evolve(row, value=3 * row.value, known_from=book.known_on)
        for row in book.rows
        if row.path == "electricity/sigma3"
    ]
    return TariffBook.of(book.heads.values(), [*book.rows, *dear], book.known_on)


def test_a_whole_world_forged_to_agree_is_found_by_the_digest_on_paper_alone() -> None:
    """Facts, rows, lines and digests all agree: nothing inside can tell, and the verdict says so."""
    honest = correction_alone()
    forged = PROOFS.write(correction_alone(book=with_dear_sigma3()), [autumn_bill()])
    verdict = PROOFS.verify(forged)
    assert verdict.is_whole
    assert "no digest from paper was given" in str(verdict)
    found = PROOFS.verify(forged, digest=honest.digest[:16])
    assert found.difference is not None
    assert found.difference.field == "digest on paper"


def test_a_line_changed_on_both_documents_is_found_by_either_paper(tree: Tree, bill: Bill) -> None:
    """What is taken back and what was charged agree, at less than was paid: only papers tell."""
    line = line_of(tree, "energy", taken_back=True)
    charged = next(
        each
        for each in tree["corrected"][0]["parts"][0]["lines"]
        if (each["code"], each["band"], each["period"]) == (line["code"], line["band"], line["period"])
    )
    for each in (line, charged):
        each["price"]["value"] = "0.01"
        added_up(each)
    forged = repaired(tree)
    verdict = verdict_on(forged)
    assert verdict.is_whole
    (corrected,) = verdict.corrected
    assert corrected.digest != autumn_bill().digest
    assert corrected.digest in str(verdict)
    assert not verdict_on(forged, bill.digest[:16]).is_verified


def test_with_the_digest_of_the_paper_nothing_is_said_of_missing_ones(tree: Tree, bill: Bill) -> None:
    assert "no digest from paper" not in str(verdict_on(tree, bill.digest[:16]))
    assert "no digest from paper" in str(verdict_on(tree, bill.digest[:15]))


def test_without_the_facts_what_is_charged_again_is_named_as_not_proved(tree: Tree) -> None:
    for part in tree["parts"]:
        part["corrections"][0]["again"] = []
    verdict = verdict_on(repaired(tree))
    assert verdict.is_verified
    assert not verdict.is_whole
    charged = [line for line in tree["parts"][0]["lines"] if line["correction"] and line["quantity"]["value"][0] != "-"]
    assert len(verdict.unproved) == len(charged)
    assert {each.why for each in verdict.unproved} == {Why.FACTS_NOT_STORED}
    assert verdict.taken_back > 0
    assert "right to the cent" not in str(verdict)
    assert verdict.unproved[0].place in str(verdict)


def test_without_the_corrected_document_what_is_taken_back_is_named_as_not_proved(bill: Bill) -> None:
    verdict = PROOFS.verify(PROOFS.write(bill))
    assert verdict.is_verified
    assert not verdict.is_whole
    assert {each.why for each in verdict.unproved} == {Why.DOCUMENT_NOT_IN_FILE}
    assert len(verdict.unproved) == sum(1 for line in bill.lines if line.quantity.value < 0)


def test_a_correction_stored_before_its_grounds_were_kept_says_what_it_proves() -> None:
    old = stored_before(correction_alone())
    with_document = PROOFS.verify(PROOFS.write(old, [autumn_bill()]))
    assert with_document.is_verified
    assert with_document.lines == 0
    assert "is proved in part" in str(with_document)
    bare_one = PROOFS.verify(PROOFS.write(old))
    assert bare_one.is_verified
    assert len(bare_one.unproved) == len(old.lines)
    assert "nothing of it could be computed again" in str(bare_one)
    assert "right to the cent" not in str(bare_one)


def test_a_document_that_is_not_corrected_has_no_place_in_a_proof(bill: Bill) -> None:
    other = attrs.evolve(autumn_bill(), number=BillNumber("E", 2026, 7))
    assert not PROOFS.verify(PROOFS.write(bill, [autumn_bill(), other])).is_verified


def note_on(bill: Bill, scope: CreditScope) -> Bill:
    """The credit note of a bill."""
    return credit_note(bill, scope, number=BillNumber("E", 2026, 99), issued_on=dt.date(2026, 12, 1), reason="errore")


@pytest.mark.parametrize("scope", [Whole(), Components(frozenset({"energy"}))])
def test_a_credit_note_takes_back_what_its_document_charged(scope: CreditScope) -> None:
    note = note_on(autumn_bill(), scope)
    verdict = PROOFS.verify(PROOFS.write(note, [autumn_bill()]))
    assert verdict.is_whole, str(verdict)
    assert (verdict.lines, verdict.taken_back) == (0, len(note.lines))
    assert verdict.total == str(note.total)


@pytest.mark.parametrize("scope", [Whole(), Components(frozenset({"energy"}))])
def test_a_credit_note_that_takes_back_less_is_found(scope: CreditScope) -> None:
    tree = proof_of(note_on(autumn_bill(), scope), autumn_bill())
    without = copy.deepcopy(tree)
    without["parts"][0]["lines"].pop()
    assert not verdict_on(repaired(without)).is_verified
    cheaper = copy.deepcopy(tree)
    line = next(line for line in cheaper["parts"][0]["lines"] if line["code"] == "energy")
    line["price"]["value"] = "0.01"
    added_up(line)
    assert not verdict_on(repaired(cheaper)).is_verified


@pytest.mark.parametrize("scope", [Amount(Money.of("10.00")), Components(frozenset({"energy"}))])
def test_a_credit_note_of_what_was_left_proves_itself_from_both_documents(scope: CreditScope) -> None:
    bill, part = autumn_bill(), note_on(autumn_bill(), scope)
    whole = credit_note(
        bill, Whole(), number=BillNumber("E", 2026, 100), issued_on=part.issued_on, reason="errore", others=[part]
    )
    verdict = PROOFS.verify(PROOFS.write(whole, [bill, part]))
    assert verdict.is_whole, str(verdict)
    assert [each.number for each in verdict.corrected] == [str(bill.number), str(part.number)]
    assert not PROOFS.verify(PROOFS.write(attrs.evolve(whole, parts=part.parts), [bill, part])).is_whole


def test_a_reversal_that_leaves_a_supply_out_is_found() -> None:
    other = attrs.evolve(home_part(), point=attrs.evolve(home_part().point, code="IT001E00000099"))
    priced = attrs.evolve(other.priced, contract="C2")
    document = attrs.evolve(autumn_bill(), parts=(home_part(), attrs.evolve(other, priced=priced)))
    note = note_on(document, Whole())
    assert PROOFS.verify(PROOFS.write(note, [document])).is_whole
    half = attrs.evolve(note, parts=note.parts[:1])
    assert not PROOFS.verify(PROOFS.write(half, [document])).is_verified


def test_a_sum_that_a_person_gave_is_named_as_not_proved() -> None:
    note = note_on(autumn_bill(), Amount(Money.of("10.00")))
    verdict = PROOFS.verify(PROOFS.write(note, [autumn_bill()]))
    assert verdict.is_verified
    assert {each.why for each in verdict.unproved} == {Why.SUM_GIVEN}
    assert "nothing of it could be computed again" in str(verdict)


@pytest.mark.parametrize("name", CASES)
def test_the_reversal_of_every_golden_bill_is_proved(name: str) -> None:
    part = golden_part(name)
    document = bill_of(part)
    verdict = PROOFS.verify(PROOFS.write(note_on(document, Whole()), [document]))
    assert verdict.is_whole, str(verdict)


@quick
@given(bills(), st.data())
def test_any_recalculation_proves_itself(what: BillingFacts, data: st.DataObject) -> None:
    part = part_of(what, packaged_book())
    assert isinstance(part, BillPart)
    first = bill_of(part)
    point = attrs.evolve(what.contract, point=part.point.code)
    now = attrs.evolve(what, contract=point, consumption=data.draw(measured(what.period)))
    stands = invoiced_position([first], what.contract.number, what.period)
    found = recalculate(facts=[now], book=packaged_book(), invoiced=stands, key="r1")
    if found is None:
        return
    assert isinstance(found, Recalculation)
    made = alone(found, contract=what.contract.number, commodity="electricity", rounding="standard", book_digest="0")
    document = bill_of(attrs.evolve(part, priced=made), kind=DocumentKind.CORRECTION)
    verdict = PROOFS.verify(PROOFS.write(document, [first]))
    assert verdict.is_whole, str(verdict)

"""Tests of the view of bills of several supplies, of other commodities, with corrections, and of credit notes."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.print.pages.technical import technical_facts
from adapters.print.view import PrintedBill, bill_view
from adapters.print.wording import glossary, supply_words
from application.ports.printing import NO_PRINT_DETAILS
from domain.billing.bill import Bill, DocumentKind, DocumentReference
from domain.billing.explanation import explain
from domain.billing.explanation_text import as_text
from domain.commodities.registry import COMMODITIES
from domain.kernel.money import ZERO, Money, total
from domain.tariffs.component import Block
from tests.support.document_samples import (
    DOCUMENTS,
    PDR,
    conguaglio_bill,
    gas_bill,
    limited_bill,
    meter_reading,
    reversal_bill,
    sites_bill,
    three_bill,
    upheld_bill,
)
from tests.support.print_samples import BRAND, URL, home_bill
from tests.support.print_views import column, money
from tests.support.proof_samples import correction_alone


def view_of(bill: Bill) -> PrintedBill:
    """The view without an e-invoice."""
    return bill_view(bill, brand=BRAND, details_url=URL, has_einvoice=False, beside=NO_PRINT_DETAILS)


def names(fields: object) -> dict[str, str]:
    """Fields by name."""
    assert isinstance(fields, tuple)
    return {item.name: item.value for item in fields}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_line_of_every_supply_is_in_one_group_and_groups_add_up(name: str) -> None:
    bill = DOCUMENTS[name]()
    for part, view in zip(bill.parts, view_of(bill).parts, strict=True):
        amounts = [[money(cell) for cell in column(group.columns["amount"])] for group in view.details.groups]
        assert sum(map(len, amounts)) == len(part.priced.lines)
        for group, found in zip(view.details.groups, amounts, strict=True):
            assert total(found) == money(group.subtotal)
        assert total(total(found) for found in amounts) == money(view.details.net) == part.priced.net


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_scontrino_adds_up_to_the_total_of_its_supply(name: str) -> None:
    bill = DOCUMENTS[name]()
    for part, view in zip(bill.parts, view_of(bill).parts, strict=True):
        receipt = view.receipt
        rows = [money(row.amount) for row in receipt.rows]
        others = [money(other.amount) for other in receipt.others]
        assert total([*rows, money(receipt.taxes_total), *others]) == money(receipt.total) == part.priced.total
        assert total(money(tax.value) for tax in receipt.taxes) == money(receipt.taxes_total)


def test_page_1_of_several_supplies_lists_each_and_adds_up_to_the_total() -> None:
    bill = three_bill()
    front = view_of(bill).front
    *supplies, tax, whole = front.supplies.rows
    assert [row[0] for row in supplies] == ["Energia elettrica", "Gas naturale", "Servizio idrico integrato"]
    assert supplies[1][1] == f"PDR {PDR}"
    assert total(money(row[-1]) for row in (*supplies, tax)) == money(whole[-1]) == bill.total
    assert front.service == "Energia elettrica, Gas naturale, Servizio idrico integrato"
    assert front.offer == ""


def test_a_bill_of_one_supply_has_no_table_of_supplies_and_no_heading() -> None:
    view = view_of(home_bill())
    assert view.front.supplies.rows == ()
    assert [part.heading for part in view.parts] == [""]


def test_many_sites_are_listed_on_a_page_of_their_own_with_their_orders_beside_each() -> None:
    view = view_of(sites_bill())
    assert view.front.is_long
    assert "CIG" not in names(view.front.document)
    assert names(view.parts[2].receipt.facts)["CIG"] == "Z1A2B3C403"


def test_each_commodity_is_called_by_its_own_words() -> None:
    _, gas, water = view_of(three_bill()).parts
    assert gas.receipt.title == "Scontrino dell’energia"
    assert gas.receipt.rows[0].quantity == "39,41202 Smc"
    assert dict(gas.essentials.technical)["PDR"] == PDR
    assert water.receipt.title == "Riepilogo della fornitura"
    assert water.receipt.rows[0].quantity == "23 m³"
    assert water.receipt.rows[0].parts == ()
    assert "€/m³" in water.details.groups[0].columns["unit"]
    assert ("Servizi", "acquedotto, fognatura, depurazione") in water.essentials.technical


def test_notices_and_contacts_stand_once() -> None:
    first, *others = view_of(three_bill()).parts
    assert first.essentials.notices
    assert first.essentials.contacts
    assert all(not each.essentials.notices and not each.essentials.contacts for each in others)


def test_acts_and_words_of_all_supplies_stand_once_at_the_end() -> None:
    details = view_of(sites_bill(3)).details
    assert len({source.title for source in details.sources}) == len(details.sources)
    assert len({name for name, _ in details.words}) == len(details.words)
    assert details.digest == sites_bill(3).digest


@pytest.mark.parametrize("commodity", [kind.code for kind in COMMODITIES] + ["hydrogen"])
def test_every_commodity_has_words_even_one_nobody_thought_of(commodity: str) -> None:
    words = supply_words(commodity)
    assert words.receipt
    assert set(words.blocks) == {"vendita", "rete", "oneri", "imposte", "altro"}


def test_a_field_without_a_name_of_its_own_is_printed_under_its_own_name() -> None:
    @attrs.frozen
    class Terms:
        boiler_power: int = 24
        hot_water: bool = True
        nothing: str = ""

    facts = technical_facts(Terms(), supply_words("hydrogen"))  # type: ignore[arg-type]
    assert facts == (("Boiler power", "24"), ("Hot water", "sì"))


def test_a_recalculation_says_why_which_days_which_readings_and_what_changes_hands() -> None:
    bill = conguaglio_bill()
    view = view_of(bill)
    (found,) = view.parts[0].recalculations
    assert names(found.facts)["Motivo"] == "stima sostituita da lettura effettiva"
    assert names(found.facts)["Documenti ricalcolati"] == "E2026/0000011"
    assert [row[0] for row in found.readings.rows] == [
        "30 aprile 2026 · matr. 0A12345678",
        "30 giugno 2026 · matr. 0A12345678",
    ]
    assert found.energy.rows[2][:4] == ("Differenza", "40", "40", "40")
    assert money(found.invoiced) + money(found.right) == money(found.difference) > Money.of("0")
    assert found.difference_label == "Differenza a tuo debito"
    others = {other.label: other.amount for other in view.parts[0].receipt.others}
    assert money(others["Ricalcoli"]) == bill.main.priced.corrected
    assert "di cui ricalcoli, IVA esclusa" in names(view.front.included)


def alone(kind: DocumentKind, more: int = 20) -> Bill:
    """The recalculation of the sample by itself, as a document of some kind; below zero where there is less energy."""
    bill = correction_alone(71 + more)
    part = bill.main
    known = tuple(
        attrs.evolve(
            each,
            readings=(meter_reading(8, 31, "4036", "3824"), meter_reading(10, 31, "4210", "3988")),
            replaced=(meter_reading(10, 31, "4170", "3960"),),
            paid=Money.of("60.00"),
        )
        for each in part.priced.corrections
    )
    part = attrs.evolve(part, priced=attrs.evolve(part.priced, corrections=known))
    references = (DocumentReference("E2026/0000001", dt.date(2026, 8, 10)),)
    return attrs.evolve(bill, parts=(part,), kind=kind, references=references)


def test_a_recalculation_shows_the_reading_it_replaces_and_what_was_paid() -> None:
    (found,) = view_of(alone(DocumentKind.CORRECTION)).parts[0].recalculations
    assert [row[-1] for row in found.readings.rows] == ["rilevata", "rilevata, sostituita", "rilevata"]
    assert found.replaced == (False, True, False)
    assert (found.paid, found.paid_label.rpartition(", ")[2]) == ("60,00", "al 10/09/2026")
    (other,) = view_of(conguaglio_bill()).parts[0].recalculations
    assert other.paid == "", "nobody looked"


def test_a_correction_alone_shows_its_excise_with_the_recalculation_and_only_vat_apart() -> None:
    bill = alone(DocumentKind.CORRECTION)
    receipt = view_of(bill).parts[0].receipt
    assert receipt.taxes_title == "IVA"
    assert receipt.shares == ()
    (other,) = receipt.others
    excise = total(line.amount for line in bill.lines if line.block is Block.TAXES)
    assert money(names(other.parts)["di cui accise"]) == excise > ZERO
    assert "comprende le accise" in receipt.note
    assert view_of(home_bill()).parts[0].receipt.taxes_title == "Accise e IVA"


@pytest.mark.parametrize("more", [20, -31])
def test_the_balance_of_a_closing_bill_says_so_above_zero_and_below(more: int) -> None:
    bill = alone(DocumentKind.CLOSING_BALANCE, more)
    view = view_of(bill)
    assert view.title == "Bolletta di chiusura a conguaglio E2026/0000042"
    assert view.front.kind == "Bolletta di chiusura a conguaglio"
    assert "chiude la fornitura" in view.front.sentence
    assert "E2026/0000001 del 10/08/2026" in view.front.sentence
    assert view.front.is_credit == (bill.payable < ZERO) == (more < 0)
    assert ("prossima bolletta" in view.front.payment_text, "è chiusa" in view.front.payment_text) == (False, more < 0)
    assert view.parts[0].recalculations


def test_a_credit_note_of_a_recalculation_explains_it_and_one_that_takes_back_does_not() -> None:
    assert view_of(alone(DocumentKind.CREDIT_NOTE, -31)).parts[0].recalculations
    assert view_of(reversal_bill(DocumentKind.CREDIT_NOTE)).parts[0].recalculations == ()


def test_an_offer_of_instalments_takes_the_place_of_the_general_notice() -> None:
    bill = conguaglio_bill()
    assert bill.instalments is not None
    notices = {notice.title: notice.text for notice in view_of(bill).parts[0].essentials.notices}
    assert notices["Puoi pagare a rate"] == bill.instalments.words
    assert "Pagare a rate" not in notices


def test_what_is_too_old_comes_first_with_its_form_and_out_of_the_debit() -> None:
    bill = limited_bill()
    assert bill.limited is not None
    view = view_of(bill)
    (page,) = view.limited
    assert page.amount == "33,00\u00a0€"
    assert "possono non essere pagati" in page.notice.lower()
    assert names(page.form)["Bolletta"].startswith(str(bill.number))
    left = bill.payable - bill.limited.payable
    assert money(page.rest.partition("€")[0]) == left
    assert "sono esclusi" in view.front.payment_text
    assert page.rest.partition("\u00a0")[0] in view.front.payment_text


def test_what_is_held_to_be_owed_is_shown_apart_with_its_reason_and_a_form_to_object() -> None:
    bill = upheld_bill()
    assert bill.limited is not None
    limited, held = view_of(bill).limited
    assert names(limited.form)["Codice contratto"] == "K-0001, W-0001"
    assert (names(held.form)["Codice contratto"], names(held.form)["Fornitura"]) == (
        "G-0001",
        f"Gas naturale, PDR {PDR}",
    )
    assert held.amount == "34,65\u00a0€"
    assert "l’accesso è stato negato" in held.notice
    assert "non è maturata" in held.notice
    assert "sia maturata" in held.objection
    assert held.debit == "Sono compresi nell’addebito sul conto."
    assert bill.collectable == bill.payable - bill.limited.payable
    assert "di cui consumi di oltre due anni fa, da pagare" in names(view_of(bill).front.included)


@pytest.mark.parametrize("kind", [DocumentKind.REVERSAL, DocumentKind.CREDIT_NOTE])
def test_a_credit_note_says_what_it_takes_back_and_shows_no_offer(kind: DocumentKind) -> None:
    view = view_of(reversal_bill(kind))
    assert view.title == "Nota di credito E2026/0000077"
    assert view.front.document_word == "Nota di credito"
    assert "E2026/0000042 del 14/09/2026" in view.front.sentence
    assert names(view.front.document)["Documenti rettificati"] == "E2026/0000042"
    assert view.front.payable_label == "Totale a tuo credito"
    assert view.parts[0].offer.name == ""
    assert view.parts[0].receipt.rows == ()
    assert view.parts[0].receipt.others[0].label == "Importi stornati"
    assert view.parts[0].recalculations == ()
    assert view.details.total_label == "Totale nota di credito"


def test_the_explanation_names_the_supply_of_each_line_where_there_are_several() -> None:
    told = explain(three_bill(), glossary())
    assert {line.supply.partition(",")[0] for line in told.lines} == {
        "Energia elettrica",
        "Gas naturale",
        "Servizio idrico integrato",
    }
    assert {line.supply for line in explain(gas_bill(), glossary()).lines} == {""}
    assert as_text(told).count("### Gas naturale") == 1


def test_the_explanation_says_what_a_line_of_a_correction_does() -> None:
    told = explain(conguaglio_bill(), glossary())
    corrections = {line.correction.partition(":")[0] for line in told.lines if line.correction}
    assert corrections == {"Rettifica, toglie quanto già fatturato", "Rettifica, addebita quanto ricalcolato"}
    assert "stima sostituita da lettura effettiva" in as_text(told)


def test_the_words_of_a_voice_are_those_of_its_commodity() -> None:
    words = dict(view_of(gas_bill()).details.words)
    assert words["Materia gas"].startswith("Il gas che hai consumato")

"""Proofs that are forged with every digest repaired."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from adapters.proof.corrections import bare
from adapters.proof.document import read_rows, seal, totals
from adapters.wire.converter import read, write
from domain.kernel.digest import digest
from domain.kernel.money import Money, total
from domain.kernel.rounding import BILL_ROUNDINGS, ROUNDINGS
from domain.pricing.line import Line
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import vat_totals

Tree = dict[str, Any]


def repaired(tree: Tree) -> Tree:
    """The proof with every sum and every digest made to agree with its lines, as a careful forger leaves it."""
    made: dict[str, str] = {}
    for document in tree["corrected"]:
        for part in document["parts"]:
            i = next(i for i, (point, _) in enumerate(document["bill"]["parts"]) if point == part["point"])
            document["bill"]["parts"][i][1] = _priced(part).digest
        document["digest"] = made[document["bill"]["number"]] = digest(document["bill"])
    for part in tree["parts"]:
        for each in part["corrections"]:
            correction = each["correction"]
            if correction["digests"]:
                correction["digests"] = [made[number] for number in correction["documents"]]
            lines = [line for line in part["lines"] if line["correction"] == correction["key"]]
            each["balance"] = str(total(Money.of(line["amount"]) for line in lines))
    if "corrects" in tree["bill"]:
        tree["bill"]["corrects"] = [[number, made[number]] for number, _ in tree["bill"]["corrects"]]
    supplies = [_priced(part) for part in tree["parts"]]
    for part, priced in zip(tree["parts"], supplies, strict=True):
        part |= totals(priced)
    tree["bill"]["parts"] = [[part["point"], part["digest"]] for part in tree["parts"]]
    lines = [line for priced in supplies for line in priced.lines]
    vat = vat_totals(((line.vat, line.amount) for line in lines), BILL_ROUNDINGS[supplies[0].rounding].amount)
    net = total(line.amount for line in lines)
    whole = net + total(each.tax for each in vat)
    tree |= {"net": str(net), "vat": write(vat), "total": str(whole), "payable": str(whole)}
    tree["digest"] = digest(tree["bill"])
    return tree | {"seal": seal(tree)}


def _priced(part: Tree) -> Priced:
    return bare(part, tuple(read(Line, line) for line in part["lines"]))


def added_up(line: Tree) -> None:
    """Make the amount of a line what its terms give."""
    exact = Decimal(line["quantity"]["value"]) * Decimal(line["price"]["value"])
    line["amount"] = f"{ROUNDINGS[line['rounding']].apply(exact)}"


def line_of(tree: Tree, code: str, *, taken_back: bool) -> Tree:
    """The first line of the correction with this code."""
    found: Tree = next(
        line
        for line in tree["parts"][0]["lines"]
        if line["correction"] and line["code"] == code and (Decimal(line["quantity"]["value"]) < 0) == taken_back
    )
    return found


def triple_a_price(tree: Tree) -> None:
    line = line_of(tree, "energy", taken_back=False)
    line["price"]["value"] = str(3 * Decimal(line["price"]["value"]))
    added_up(line)


def triple_a_tariff_on_its_line(tree: Tree) -> None:
    """The row, the input that names it, the price and the amount of the first line that uses it."""
    line = line_of(tree, "sigma3", taken_back=False)
    for each in line["inputs"]:
        if each["row"]:
            trees = tree["parts"][0]["parameters"]
            rows, _ = read_rows(trees)
            place = next(i for i, row in enumerate(rows) if row.id == each["row"])
            trees[place]["value"] = each["value"] = str(3 * Decimal(each["value"]))
    line["price"]["value"] = str(3 * Decimal(line["price"]["value"]))
    added_up(line)


def add_to_a_quantity(tree: Tree) -> None:
    line = line_of(tree, "energy", taken_back=False)
    line["quantity"]["value"] = str(Decimal(line["quantity"]["value"]) + 10)
    added_up(line)


def take_back_less(tree: Tree) -> None:
    line = line_of(tree, "energy", taken_back=True)
    line["quantity"]["value"] = str(Decimal(line["quantity"]["value"]) + 10)
    added_up(line)


def take_back_at_another_price(tree: Tree) -> None:
    line = line_of(tree, "energy", taken_back=True)
    line["price"]["value"] = "0.01"
    added_up(line)


def leave_out_what_is_taken_back(tree: Tree) -> None:
    tree["parts"][0]["lines"].remove(line_of(tree, "energy", taken_back=True))


def charge_a_line_twice(tree: Tree) -> None:
    tree["parts"][0]["lines"].append(line_of(tree, "energy", taken_back=False))


def change_a_row(tree: Tree) -> None:
    rows = tree["parts"][0]["parameters"]
    row = next(row for row in rows if row["path"].endswith("sigma3"))
    row["value"] = str(3 * Decimal(row["value"]))


def change_the_energy_charged_again(tree: Tree) -> None:
    facts = tree["parts"][0]["corrections"][0]["again"][0]["facts"]
    facts["consumption"][0]["bands"][0]["value"] = "999"


def give_other_facts_the_point_of_another(tree: Tree) -> None:
    tree["parts"][0]["corrections"][0]["again"][0]["facts"]["contract"]["number"] = "K-9999"


def change_a_line_of_the_corrected_document_alone(tree: Tree) -> None:
    line = next(line for line in tree["corrected"][0]["parts"][0]["lines"] if line["code"] == "energy")
    line["quantity"]["value"] = str(Decimal(line["quantity"]["value"]) - 10)
    added_up(line)


FORGERIES = (
    triple_a_price,
    triple_a_tariff_on_its_line,
    add_to_a_quantity,
    take_back_less,
    take_back_at_another_price,
    leave_out_what_is_taken_back,
    charge_a_line_twice,
    change_a_row,
    change_the_energy_charged_again,
    give_other_facts_the_point_of_another,
    change_a_line_of_the_corrected_document_alone,
)

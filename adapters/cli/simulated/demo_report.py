"""What a demonstration says at its end: what was billed, what was not, and why."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import attrs
from rich.markup import escape
from rich.text import Text

from adapters.cli.output import console, euro, table
from domain.billing.bill import Bill
from domain.billing.run import BillingRun, ResultOutcome, RunResult
from domain.commodities.registry import COMMODITIES
from domain.kernel.money import total
from domain.pricing.faults import PRC_103
from domain.pricing.priced import Priced
from domain.tariffs.component import Block


@attrs.frozen
class DemoRunOutcome:
    """What came of one run of the demo."""

    run: BillingRun
    bills: tuple[Bill, ...]
    waiting: tuple[RunResult, ...]


def show_bills(outcomes: list[DemoRunOutcome]) -> None:
    """The bills by run, the supplies by commodity, the amounts by block."""
    bills = [bill for outcome in outcomes for bill in outcome.bills]
    console.print()
    table(
        "What was billed",
        ("commodity", "period", "every", "due", "bills", "held", "refused", "euro"),
        [
            (
                o.run.commodity,
                f"{o.run.period.start:%d/%m}-{o.run.period.last:%d/%m/%Y}",
                f"{o.run.cycle_months} m",
                str(o.run.contracts),
                str(len(o.bills)),
                str(Counter(r.outcome for r in o.waiting)[ResultOutcome.HELD]),
                str(Counter(r.outcome for r in o.waiting)[ResultOutcome.REFUSED]),
                euro(total(bill.total for bill in o.bills)),
            )
            for o in outcomes
        ],
        right=frozenset({3, 4, 5, 6, 7}),
    )
    priced = [part.priced for bill in bills for part in bill.parts]
    _show_commodities(priced)
    rows: list[tuple[str | Text, ...]] = [
        (block.value, euro(total(each.block(block) for each in priced))) for block in Block
    ]
    rows.append(("IVA", euro(total(vat.tax for bill in bills for vat in bill.vat))))
    whole = euro(total(bill.total for bill in bills))
    rows.append((Text("totale", style="bold"), Text(whole, style="bold")))
    console.print()
    table("Totals by block", ("block", "euro"), rows, right=frozenset({1}))


def _show_commodities(priced: list[Priced]) -> None:
    """What was supplied of each commodity, and what it costs without VAT."""
    rows = []
    for kind in COMMODITIES:
        mine = [each for each in priced if each.commodity == kind.code]
        used = sum((piece.total for each in mine for piece in each.consumption), Decimal(0))
        quantity = f"{used:,.0f} {kind.energy.value}".replace(",", ".") if used else ""
        charged = total(each.block(block) for each in mine for block in Block)
        rows += [(kind.label, str(len(mine)), quantity, euro(charged))] if mine else []
    console.print()
    table(
        "Totals by commodity",
        ("commodity", "supplies", "quantity", "euro without IVA"),
        rows,
        right=frozenset({1, 2, 3}),
    )


def show_waiting(outcomes: list[DemoRunOutcome]) -> None:
    """What was corrected, what was not billed and why, which values are not official."""
    _show_corrections(outcomes)
    waiting = [result for outcome in outcomes for result in outcome.waiting]
    if waiting:
        console.print()
        table(
            "What was not billed, and why",
            ("contract", "outcome", "code", "reason"),
            [
                (result.contract, result.outcome.value, fault.code, fault.message)
                for result in waiting
                for fault in result.faults
            ],
        )
    _show_unofficial(outcomes)


def _show_unofficial(outcomes: list[DemoRunOutcome]) -> None:
    """The parameters with values that are not official, and how many bills use them; each value stands on its bill."""
    bills = [bill for outcome in outcomes for bill in outcome.bills]
    counts = Counter(
        name
        for bill in bills
        for name in {
            warning.message.partition(" = ")[0].partition("[")[0]
            for part in bill.parts
            for warning in part.priced.warnings
            if warning.code != PRC_103.code
        }
    )
    for name, count in sorted(counts.items()):
        console.print(f"  [yellow]{count} bills use unofficial or unverified values:[/] {escape(name)}", soft_wrap=True)


def _show_corrections(outcomes: list[DemoRunOutcome]) -> None:
    """The days recalculated, with their reason."""
    found = [
        (str(bill.number), correction, part.priced.corrected)
        for outcome in outcomes
        for bill in outcome.bills
        for part in bill.parts
        for correction in part.priced.corrections
    ]
    if found:
        console.print()
        table(
            "What was recalculated",
            ("bill", "days", "reason", "before", "now", "euro"),
            [
                (
                    number,
                    f"{each.period.start:%d/%m}-{each.period.last:%d/%m}",
                    each.reason.value,
                    f"{sum(part.value for part in each.before):,.0f}".replace(",", "."),
                    f"{sum(part.value for part in each.after):,.0f}".replace(",", "."),
                    euro(amount),
                )
                for number, each, amount in found
            ],
            right=frozenset({3, 4, 5}),
        )

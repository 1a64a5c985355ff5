"""A dwelling is registered, billed and sealed; its bill is stored, read back, explained and printed."""

from __future__ import annotations

from decimal import Decimal

import attrs
from domain.commodities.waste.offer_price import WastePrice
from domain.commodities.waste.terms import WasteTerms

from adapters.persistence.codec import CODEC
from adapters.print.typst_printer import TypstPrinter
from adapters.print.view import bill_view
from adapters.print.wording import glossary
from adapters.wire.converter import read, write
from application.billing.plan_run import plan_run
from application.ports.printing import PrintDetails
from domain.billing.bill import Bill
from domain.billing.explanation import explain
from domain.billing.run import ResultOutcome
from domain.billing.scontrino import scontrino
from domain.contracts.contract import ContractTerms, VatTerms
from domain.kernel.validity import Dated, History
from domain.tariffs.offer import Offer
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.use_case_world import BRAND, OFFER, PARTY, SEPTEMBER, TODAY, World, contract, point

# A customer, an offer, a dwelling and its contract come in by the use case.
fees = WastePrice(Decimal("2.40"), Decimal("36.00"))
offer = attrs.evolve(
    OFFER, code="TARI", name="Rifiuti", commodity="waste", customers=frozenset({"dwelling"}), price=fees
)
terms = ContractTerms("TARI", WasteTerms(Decimal(80), 3), VatTerms("domestic"))
dwelling = attrs.evolve(point(1), code="TARI-0001", commodity="waste")
signed = contract(1)
signed = attrs.evolve(
    signed, point="TARI-0001", commodity="waste", terms=History.of("terms", [Dated(signed.period, terms)])
)
world = World(MemoryUnitsOfWork(), "demo")
world.set_up()
world.register(PARTY, offer, dwelling, signed)

# Planned, executed, sealed: 80 m2 at 2.40 and 3 persons at 36.00 a year make 16.00 and 9.00 a month, VAT 10%.
run = plan_run(
    units=world.units,
    books=world.books,
    actor=world.actor,
    commodity_code="waste",
    period=SEPTEMBER,
    cycle_months=1,
    issue_on=TODAY,
    known_on=TODAY,
)
world.execute(run.id)
assert [each.outcome for each in world.results(run.id).values()] == [ResultOutcome.PRICED], world.results(run.id)
(bill,) = world.sealed(run.id)
lines = {line.code: str(line.amount) for line in bill.main.priced.lines}
assert lines == {"waste_floor": "16.00", "waste_members": "9.00"}, lines
assert (str(bill.net), str(bill.total)) == ("25.00", "27.50")

# Its views: scontrino, explanation, print with the words of any commodity.
assert str(scontrino(bill.main.priced).total) == "27.50", scontrino(bill.main.priced)
words = explain(bill, glossary())
assert [each.code for each in words.lines] == ["waste_floor", "waste_members"]
view = bill_view(bill, brand=BRAND, details_url="https://example.it", has_einvoice=False, beside=PrintDetails())
assert view.parts[0].receipt.total.endswith("27,50"), view.parts[0].receipt
pdf = TypstPrinter().render(bill, brand=BRAND, einvoice=None, einvoice_name="", details_url="https://example.it")
assert pdf.startswith(b"%PDF")

# Stored documents and JSON name its classes.
assert CODEC.load(Bill, CODEC.dump(bill)) == bill
assert CODEC.load(Offer, CODEC.dump(offer)) == offer
assert read(Offer, write(offer)) == offer

"""Traffic and use on paper: no price where there is none, gas told whole, calls with their last digits hidden."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.print import format as fmt
from adapters.print.pages.essentials import annual_use, meter_unit, reading_words
from adapters.print.pages.traffic import counted, duration, traffic_view
from application.ports.printing import PrintDetails
from domain.billing.bill import Bill
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import CENTS
from domain.kernel.telephone import CallKind
from domain.metering.consumption import BandEnergy
from domain.metering.reading import Quality
from domain.pricing.correction import MeterReading
from domain.pricing.line import Input, priced_line
from domain.pricing.rated_call import CallPart, RatedCall
from domain.pricing.taxes.vat import vat_totals
from domain.tariffs.component import Block, Quota
from tests.support.document_samples import gas_bill
from tests.support.print_samples import home_bill
from tests.support.print_views import view_of
from tests.support.strategies.bills import with_part
from tests.support.strategies.calls import call

AT = dt.datetime(2026, 8, 3, 22, 30, 5, tzinfo=dt.UTC)
PAID = RatedCall(
    call(85, name="a", answered=AT), "mobile", 85, (CallPart("", 85, Decimal("0.10")),), Decimal(0), Decimal("0.141667")
)
FREE_CALL = RatedCall(
    call(60, name="b", answered=AT), "mobile", 60, (CallPart("", 60, Decimal(0), "ten"),), Decimal(0), Decimal(0)
)


def with_calls(*calls: RatedCall) -> Bill:
    bill = home_bill()
    return with_part(bill, priced=attrs.evolve(bill.main.priced, calls=calls))


def traffic_bill() -> Bill:
    """A bill with a line of traffic and one of what a bundle included."""
    bill = home_bill()
    period = bill.main.priced.period
    own = {"block": Block.SALE, "quota": Quota.CONSUMPTION, "period": period, "vat": bill.main.priced.lines[0].vat}
    cost = Input("costo", Decimal("0.141667"), "EUR")
    paid = priced_line(
        code="calls_mobile",
        label="Chiamate verso mobili",
        quantity=Quantity(cost.value, Unit.EURO),
        price=Price(Decimal(1), Unit.EURO),
        rounding=CENTS,
        formula="costo",
        inputs=(cost, Input("conteggiato", Decimal(85), "s"), Input("chiamate", Decimal(1), "")),
        **own,  # type: ignore[arg-type]
    )
    free = priced_line(
        code="included_ten",
        label="Dieci minuti, traffico incluso",
        quantity=Quantity(Decimal(600), Unit.SECOND),
        price=Price(Decimal(0), Unit.SECOND),
        rounding=CENTS,
        formula="incluso",
        inputs=(Input("incluso", Decimal(0), "EUR/s"),),
        **own,  # type: ignore[arg-type]
    )
    vat = vat_totals(((line.vat, line.amount) for line in (paid, free)), CENTS)
    priced = attrs.evolve(bill.main.priced, commodity="telephony", lines=(paid, free), vat=vat, consumption=())
    return with_part(bill, priced=priced)


def test_the_calls_are_printed_for_those_who_ask_with_their_last_digits_hidden() -> None:
    bill = with_calls(PAID, FREE_CALL)
    assert view_of(bill).parts[0].traffic is None
    traffic = view_of(bill, PrintDetails(with_calls=True)).parts[0].traffic
    assert traffic is not None
    (piece,) = traffic.pieces
    assert (piece.days, piece.times) == ("04/08/2026\n04/08/2026", "00:30:05\n00:30:05")  # of Italy
    assert piece.numbers.split("\n")[0] == PAID.printed_number
    assert PAID.call.b_number not in piece.numbers
    assert piece.numbers.split("\n")[0].endswith("***")
    assert (piece.durations, piece.costs) == ("1:25\n1:00", "0,141667\nincluso")
    assert (traffic.count, traffic.total) == ("2 comunicazioni", "0,141667")


def test_many_calls_stand_in_pieces_that_break_over_pages() -> None:
    traffic = traffic_view(with_calls(*(PAID for _ in range(130))).main)
    assert traffic is not None
    assert [piece.days.count("\n") + 1 for piece in traffic.pieces] == [60, 60, 10]
    assert traffic_view(home_bill().main) is None


@pytest.mark.parametrize(
    ("kind", "quantity", "told"),
    [(CallKind.VOICE, 3723, "1:02:03"), (CallKind.SMS, 2, "2 SMS"), (CallKind.DATA, 2048, "2.048 kB")],
)
def test_what_a_call_lasted_is_a_time_messages_or_kilobytes(kind: CallKind, quantity: int, told: str) -> None:
    assert counted(kind, quantity) == told
    assert duration(0) == "0:00"


def test_a_line_of_traffic_shows_what_it_counts_and_no_price_of_its_own() -> None:
    part = view_of(traffic_bill()).parts[0]
    (group,) = [group for group in part.details.groups if "verso" in group.columns["label"]]
    assert [cell for cell in group.columns["quantity"].split("\n") if cell.strip()] == ["1:25", "10:00"]
    assert not (group.columns["price"] + group.columns["unit"]).strip("\n\u00a0")
    assert "EUR" not in str(part.details)
    (row,) = part.receipt.rows
    assert (row.quantity, row.price) == ("", "")
    assert part.offer.prices == ()
    assert part.offer.formula == ""


def test_gas_is_told_whole_and_charged_with_every_decimal() -> None:
    assert fmt.used(Decimal("72.7395"), "Smc") == "73"
    assert fmt.used(Decimal("12.345"), "MWh") == "12,345"
    bill = gas_bill()
    history = tuple(attrs.evolve(each, bands=(BandEnergy("M", Decimal("72.7395")),)) for each in bill.main.history)
    told = with_part(bill, history=history)
    assert {bar.total for bar in view_of(told).parts[0].essentials.chart.bars} == {"73"}
    assert "," not in annual_use(told.main).total


def test_a_gas_meter_is_told_in_cubic_metres_with_its_c() -> None:
    reading = MeterReading(
        dt.date(2026, 10, 31), (BandEnergy("M", Decimal(964)),), Quality.ACTUAL, "G4-2", Decimal("1.0245")
    )
    assert list(reading_words(reading)) == ["31 ottobre 2026", "matr. G4-2", "C 1,024500"]
    assert meter_unit((reading,), "Smc") == "m³"
    assert meter_unit((reading, attrs.evolve(reading, coefficient=None)), "Smc") == "m³ o Smc"
    assert meter_unit((), "kWh") == "kWh"

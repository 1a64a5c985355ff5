"""Sample documents of every kind that is stored, for the tests of the stores. The values are invented."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from application.ports.flow_files import Direction, FlowFile, FlowLine, LineKind
from application.ports.receivables import StoredPaymentFile
from domain.billing.bill import Bill, BillNumber
from domain.billing.run import BillingRun, ResultOutcome, RunResult
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.contracts.party import PartyKind
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.kernel.digest import digest_of_bytes
from domain.kernel.fault import Fault
from domain.kernel.identifiers import CodiceFiscale, Iban, MandateReference
from domain.kernel.money import Money
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import CENTS
from domain.kernel.validity import FOREVER, Dated, History, Period
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.deliveries.delivery import RejectedRecord
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.manual_readings.customer_reading import CustomerReading, SelfReading, SelfReadingStatus
from domain.metering.reading import Action, Kind, MeasureReason, Origin, Quality, Reading, RegisterValue
from domain.payments.mandate import Amendment, Mandate, Scheme
from domain.payments.receivable import Receivable
from domain.pricing.facts import HourlySeries
from domain.pricing.line import Input, priced_line
from domain.pricing.taxes.treatment import outside_vat
from domain.pricing.taxes.vat import vat_totals
from domain.tariffs.component import Basis, Block, Quota
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, Offer, SellerFee
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.support.strategies.bills import ADDRESS, PERIOD, SELLER, sample_bill, with_part

START = dt.date(2026, 1, 1)
YEAR = Period(START, dt.date(2027, 1, 1))
POINT = "IT001E12345678"
BRAND = Brand("<svg/>", "#0b4f6c", "#ffc145")
SOURCE = Source("act", "An act of 2026", "https://www.arera.it")
RUN_ID = "R-2026-09"
TERMS = ElectricityTerms(
    ElectricityCustomer.RESIDENT, "domestic_resident", Decimal(3), Decimal("3.3"), ExciseUse.RESIDENT_DWELLING
)
FIXED_OFFER = Offer(
    "FIX-12",
    "Luce Fissa 12",
    "electricity",
    frozenset({"domestic_resident", "domestic_non_resident", "other"}),
    FixedPrice((BandPrice("F1", Decimal("0.15")), BandPrice("F23", Decimal("0.120")))),
    (
        SellerFee("fee", "Commercializzazione", Decimal("84.00")),
        SellerFee("eco", "Verde", Decimal("0.01"), Basis.ENERGY),
    ),
    ("cdispd", "dispbt"),
    YEAR,
)
INDEXED_OFFER = attrs.evolve(
    FIXED_OFFER, code="PUN", price=IndexedPrice("electricity/pun", (BandPrice("M", Decimal("0.0200")),), hourly=True)
)


def seller(tenant: str) -> Seller:
    """The seller of a tenant."""
    return attrs.evolve(SELLER, tenant=tenant)


def supply_point(code: str = POINT) -> SupplyPoint:
    """A supply point."""
    return SupplyPoint(code, "electricity", ADDRESS, Distributor("12345678903", "Rete", "803500"))


def contract(
    number: str = "K-0001",
    *,
    point: str = POINT,
    period: Period = Period(START),  # noqa: B008 - a frozen value
    cycle_months: int = 2,
) -> Contract:
    """A contract with two terms one after the other."""
    change = period.start + dt.timedelta(days=40)
    terms = History.of(
        f"terms of {number}",
        [
            Dated(Period(change), ContractTerms("PUN", TERMS, VatTerms("domestic"), rai_fee=True)),
            Dated(Period(period.start, change), ContractTerms("FIX-12", TERMS, VatTerms("domestic"))),
        ],
    )
    return Contract(
        number, "C-PERSON", point, "electricity", period, terms, PaymentMethod.DIRECT_DEBIT, cycle_months, 20
    )


def bill(
    tenant: str, contract_number: str = "K-0001", *, serial: int = 1, period: Period = PERIOD, run: str = RUN_ID
) -> Bill:
    """A bill of a contract over a period."""
    whole = sample_bill(seller=seller(tenant), serial=serial)
    priced = attrs.evolve(whole.main.priced, contract=contract_number, period=period)
    contract = attrs.evolve(whole.main.contract, number=contract_number)
    return attrs.evolve(with_part(whole, priced=priced, contract=contract), run=run)


def with_deposit(issued: Bill, amount: str) -> Bill:
    """The bill with a deposit charged on it, or taken back where the amount is below zero."""
    value = Decimal(amount)
    line = priced_line(
        code="deposit",
        label="Deposito cauzionale",
        block=Block.OTHER,
        quota=Quota.PASSING,
        period=issued.main.priced.period,
        quantity=Quantity(Decimal(1), Unit.POINT),
        price=Price(value, Unit.POINT),
        vat=outside_vat("N1"),
        rounding=CENTS,
        inputs=(Input("importo", value, "EUR"),),
    )
    lines = (*issued.main.priced.lines, line)
    vat = vat_totals(((each.vat, each.amount) for each in lines), CENTS)
    return with_part(issued, priced=attrs.evolve(issued.main.priced, lines=lines, vat=vat))


def number(serial: int) -> BillNumber:
    """The number of `bill` with that serial."""
    return BillNumber(SELLER.series, 2026, serial)


def billing_run(run_id: str = RUN_ID) -> BillingRun:
    """A planned run."""
    return BillingRun(
        run_id, "electricity", PERIOD, 2, dt.date(2026, 9, 10), dt.date(2026, 9, 9), "0" * 64, "standard", 2, 3
    )


def result(contract_number: str, outcome: ResultOutcome = ResultOutcome.PRICED, run_id: str = RUN_ID) -> RunResult:
    """A result of a run."""
    fault = (Fault("RSK-001", contract_number, "5 times the usual"),)
    if outcome is ResultOutcome.REFUSED:
        return RunResult(run_id, contract_number, PERIOD, outcome, None, fault)
    priced = attrs.evolve(sample_bill().main.priced, contract=contract_number)
    return RunResult(run_id, contract_number, PERIOD, outcome, priced, fault if outcome is ResultOutcome.HELD else ())


def origin(record: int = 1, sha256: str = "a" * 64) -> Origin:
    """Where a measure was read."""
    return Origin(dt.datetime(2026, 9, 1, 8, 30, tzinfo=dt.UTC), 1, record, sha256, "file.xml")


def reading(point: str = POINT, day: dt.date = PERIOD.last, *, record: int = 1, value: str = "100.500") -> Reading:
    """A reading of three bands."""
    values = tuple(RegisterValue(Kind.ACTIVE, band, Decimal(value)) for band in ("F1", "F2", "F3"))
    return Reading(
        point, day, values, Quality.ACTUAL, MeasureReason.PERIODIC, Action.NEW, "PNO", origin(record), serial="A-77"
    )


def curve(point: str = POINT, *, record: int = 1, month: Period | None = None) -> MonthCurve:
    """A curve of two days of a month."""
    chosen = month or Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
    days = (
        DayCurve(dt.date(chosen.start.year, chosen.start.month, 2), tuple(range(96))),
        DayCurve(dt.date(chosen.start.year, chosen.start.month, 24), tuple(range(record, record + 96))),
    )
    return MonthCurve(point, Kind.ACTIVE, chosen, days, Quality.ACTUAL, Action.NEW, "PDO2G", origin(record))


def past_use(point: str = POINT, *, record: int = 1, month: Period | None = None) -> HistoricalConsumption:
    """A month before a point was ours: three bands, a curve of two days, standard bands."""
    days = curve(point, record=record, month=month)
    bands = (("F1", Decimal("100.250")), ("F2", Decimal("80")), ("F3", Decimal("120.5")))
    standard = (("F1", Decimal("101")), ("F2", Decimal("80")), ("F3", Decimal("119.75")))
    return HistoricalConsumption(
        point, days.month, bands, Quality.ACTUAL, "S2G", origin(record), days.days, standard, Decimal("2.9"), True
    )


CONTENT = b"<xml/>\x00"
FLOW_FILE = digest_of_bytes(CONTENT)


def flow_file(
    content: bytes = CONTENT, *, outcome: str = "imported", hour: int = 8, direction: Direction = Direction.IN
) -> FlowFile:
    """A flow file of that content."""
    at = dt.datetime(2026, 9, 1, hour, tzinfo=dt.UTC)
    name, sha256 = "file.xml", digest_of_bytes(content)
    file = FlowFile(sha256, name, "file.zip", "PNO", at, outcome, "", 3, 2, 1, ("w",), direction)
    return attrs.evolve(file, counterpart="12345678903", channel="drop", sent_at=at - dt.timedelta(hours=2))


def flow_line(record: int = 1, *, point: str = POINT, case: str = "", flow: str = "PNO", day: int = 31) -> FlowLine:
    """What is told of a record of it."""
    return FlowLine(
        direction=Direction.IN,
        at=dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC),
        flow=flow,
        sha256=FLOW_FILE,
        name="file.xml",
        record=record,
        point=point,
        case=case,
        day=dt.date(2026, 8, day),
        what=LineKind.READING,
        outcome="taken",
    )


def refused_record(record: int = 2) -> RejectedRecord:
    """A record that was not taken."""
    return RejectedRecord(record, None, Fault("SII-006", f"record {record}", "a letter in a number"), "<Dato>x</Dato>")


def self_reading(record: int = 1, *, status: SelfReadingStatus = SelfReadingStatus.TO_FORWARD) -> SelfReading:
    """A reading a customer told, waiting to be handed on."""
    shown = reading(record=record)
    told = CustomerReading(shown.day, shown.values, point=shown.point, contract=f"K-{record:04d}")
    at = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
    return SelfReading(
        told.id, told, at, status, reading=shown, commodity="electricity", forward_by=dt.date(2026, 9, 7)
    )


def parameter_head(path: str = "tenant/fee") -> ParameterHead:
    """A parameter of the tenant's own."""
    return ParameterHead(path, "Fee", "What we charge", "us", "EUR", ("kind",), 4, "contract", START, (YEAR,))


def parameter_row(value: str = "1.2300", *, known_from: dt.date = START) -> ParameterRow:
    """A value of it."""
    return ParameterRow("tenant/fee", ("home",), YEAR, known_from, Decimal(value), SOURCE, Status.GIVEN)


def hourly_series(*days: dt.date, price: str = "0.1000") -> HourlySeries:
    """A price for each hour of some days."""
    return HourlySeries("pun", {day: (Decimal(price),) * 24 for day in days}, SOURCE, Status.CONFIRMED)


def mandate(umr: str = "Mnd-0001", contract_number: str = "K-0001") -> Mandate:
    """A mandate with a change not yet sent."""
    return Mandate(
        MandateReference(umr),
        contract_number,
        "C-PERSON",
        "Mario Rossi",
        CodiceFiscale("RSSMRA80A01F205X"),
        PartyKind.PERSON,
        Iban("IT60X0542811101000000123456"),
        "Mario Rossi",
        Scheme.CORE,
        START,
        amendments=(Amendment(START, old_umr=MandateReference("OLD")),),
    )


def receivable(serial: int = 1, *, due: dt.date = dt.date(2026, 9, 30)) -> Receivable:
    """What a bill leaves due."""
    return Receivable(
        f"{serial:013d}",
        str(number(serial)),
        "K-0001",
        "C-PERSON",
        Money.of("12.34"),
        dt.date(2026, 9, 10),
        due,
        PaymentMethod.DIRECT_DEBIT,
    )


def payment_file(file_id: str = "f1", *, hour: int = 8) -> StoredPaymentFile:
    """A file for the bank."""
    created_at = dt.datetime(2026, 9, 20, hour, tzinfo=dt.UTC)
    return StoredPaymentFile(
        file_id, "sdd.xml", "b" * 64, created_at, 1, Money.of("12.34"), ("0000000000001",), b"<Document/>"
    )


OPEN_END = Period(START, FOREVER)

"""Documents of several supplies and corrections, for the tests of what is printed and sent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.billing.bill import Bill, BillNumber, BillPart, DocumentKind, DocumentReference, MonthUse
from domain.billing.duties.instalment_offer import BillInQuestion, EarlierBill, instalment_offer
from domain.billing.duties.limitation import Limited, Upheld
from domain.commodities.gas.terms import GasCustomer, GasTerms, GasUse, GasVat, MeterClass
from domain.commodities.water.terms import WaterTerms, WaterUse
from domain.contracts.contract import PublicOrder
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.contracts.supply_terms import SupplyTerms
from domain.kernel.money import Money
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import CENTS
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.correction import Correction, CorrectionReason, MeterReading
from domain.pricing.line import WHOLE, Input, Line, priced_line
from domain.pricing.priced import Priced
from domain.pricing.rights.instalment_rules import InstalmentCase, InstalmentRules
from domain.pricing.taxes.vat import Vat, VatTotal, vat_totals
from domain.tariffs.component import Block, Quota
from tests.support.print_lines import MONTH
from tests.support.print_samples import PERIOD, home_bill, public_bill
from tests.support.strategies.bills import ADDRESS, HOME_VAT, with_part

PDR, UTILITY = "05260200312345", "H2O-004512"


def other_line(
    code: str, label: str, block: Block, quota: Quota, quantity: str, unit: Unit, price: str, vat: Vat, month: Period
) -> Line:
    """A line of another commodity; yearly where it is charged on the point."""
    yearly = unit is Unit.POINT
    each = Price(Decimal(price), unit, yearly)
    return priced_line(
        code=code,
        label=label,
        block=block,
        quota=quota,
        period=month,
        quantity=Quantity(Decimal(quantity), unit),
        price=each,
        vat=vat,
        rounding=CENTS,
        formula="prezzo × 1/12" if yearly else "prezzo",
        inputs=(Input("prezzo", each.value, each.unit_text),),
        share=MONTH if yearly else WHOLE,
    )


def other_part(
    like: BillPart, commodity: str, code: str, contract: str, supply: SupplyTerms, lines: list[Line], used: list[str]
) -> BillPart:
    """A supply of another commodity with the contract of `like`."""
    months = PERIOD.months()
    pieces = tuple(
        Consumption(month, (BandEnergy("M", Decimal(each)),), Quality.ACTUAL)
        for month, each in zip(months, used, strict=True)
    )
    readings, register = [MeterReading(dt.date(2026, 6, 30), (BandEnergy("M", Decimal(812)),), Quality.ACTUAL)], 812
    for piece in pieces:
        register += int(piece.total)
        bands = (BandEnergy("M", Decimal(register)),)
        readings.append(MeterReading(piece.period.last, bands, Quality.SELF_READ, "M-77"))
    return attrs.evolve(
        like,
        contract=attrs.evolve(like.contract, number=contract, offer_name=f"Offerta {commodity}", order=None),
        point=SupplyPoint(
            code, commodity, ADDRESS, Distributor("12345678903", "Rete Gas e Acqua S.p.A.", "800 900 900")
        ),
        supply=supply,
        priced=Priced(
            contract=contract,
            commodity=commodity,
            period=PERIOD,
            lines=tuple(lines),
            vat=vat_totals(((line.vat, line.amount) for line in lines), CENTS),
            rounding="standard",
            book_digest="9f2b7c41" * 8,
            rows=(),
            warnings=(),
            consumption=pieces,
        ),
        readings=tuple(readings),
        history=tuple(MonthUse(piece.period, piece.bands, piece.quality) for piece in pieces),
    )


def gas_part(like: BillPart) -> BillPart:
    """A home heated with gas."""
    terms = GasTerms(
        customer=GasCustomer.DOMESTIC,
        area="2",
        meter_class=MeterClass.UP_TO_G6,
        use=GasUse.CIVIL,
        excise_zone="centre_north",
        region="lombardia",
        vat=GasVat.CIVIL,
        withdrawal_category="C1",
    )
    lines, used = [], ["21.41202", "18"]
    for month, each in zip(PERIOD.months(), used, strict=True):
        sale = (Block.SALE, Quota.CONSUMPTION, each, Unit.SMC)
        net = (Block.NETWORK, Quota.CONSUMPTION, each, Unit.SMC)
        charge = (Block.CHARGES, Quota.CONSUMPTION, each, Unit.SMC)
        lines += [
            other_line("energy", "Materia gas", *sale, "0.487110", HOME_VAT, month),
            other_line("tau3", "Distribuzione τ3, scaglione 121-480", *net, "0.079367", HOME_VAT, month),
            other_line("qt", "Trasporto QT", *net, "0.105049", HOME_VAT, month),
            other_line("re", "RE risparmio energetico", *charge, "0.029417", HOME_VAT, month),
            other_line("fee", "Quota di vendita", Block.SALE, Quota.FIXED, "1", Unit.POINT, "84", HOME_VAT, month),
            other_line("tau1", "Quota fissa τ1", Block.NETWORK, Quota.FIXED, "1", Unit.POINT, "69.60", HOME_VAT, month),
            other_line("excise", "Accisa", Block.TAXES, Quota.TAX, each, Unit.SMC, "0.175", HOME_VAT, month),
        ]
    return other_part(like, "gas", PDR, "G-0001", terms, lines, used)


def water_part(like: BillPart) -> BillPart:
    """The water of a family of three."""
    terms = WaterTerms(ambit="demo", use=WaterUse.RESIDENT, members=(3,))
    lines, used = [], ["11", "12"]
    for month, each in zip(PERIOD.months(), used, strict=True):
        sale = (Block.SALE, Quota.CONSUMPTION, each, Unit.M3)
        lines += [
            other_line("acq_base", "Acquedotto, tariffa agevolata", *sale, "0.612", HOME_VAT, month),
            other_line("fogn", "Fognatura", *sale, "0.211", HOME_VAT, month),
            other_line("dep", "Depurazione", *sale, "0.402", HOME_VAT, month),
            other_line(
                "fixed", "Quota fissa acquedotto", Block.SALE, Quota.FIXED, "1", Unit.POINT, "24", HOME_VAT, month
            ),
        ]
    return other_part(like, "water", UTILITY, "W-0001", terms, lines, used)


def three_bill() -> Bill:
    """One document for electricity, gas and water of one home."""
    bill = home_bill()
    return attrs.evolve(bill, parts=(bill.main, gas_part(bill.main), water_part(bill.main)))


def gas_bill() -> Bill:
    """Gas alone."""
    bill = home_bill()
    return attrs.evolve(bill, parts=(gas_part(bill.main),))


def sites_bill(count: int = 12) -> Bill:
    """A public body with many sites, each with its own order."""
    bill = public_bill()
    parts = [
        attrs.evolve(
            bill.main,
            contract=attrs.evolve(
                bill.main.contract, number=f"K-{i:04d}", order=PublicOrder(f"ORD-{i}", f"Z1A2B3C4{i:02d}", "")
            ),
            point=attrs.evolve(bill.main.point, code=f"IT001E{i:08d}"),
            priced=attrs.evolve(bill.main.priced, contract=f"K-{i:04d}"),
        )
        for i in range(1, count + 1)
    ]
    return attrs.evolve(bill, parts=tuple(parts))


def meter_reading(month: int, day: int, first: str, second: str) -> MeterReading:
    """A reading of 2026 with two bands."""
    bands = (BandEnergy("F1", Decimal(first)), BandEnergy("F2", Decimal(second)))
    return MeterReading(dt.date(2026, month, day), bands, Quality.ACTUAL, "0A12345678")


def conguaglio_bill() -> Bill:
    """A home whose two months before were estimated: taken back and charged again with the energy that was measured."""
    bill = home_bill()
    priced = bill.main.priced
    earlier = Period(dt.date(2026, 5, 1), dt.date(2026, 7, 1))
    old, new = [], []
    for line in priced.lines:
        if line.quota is not Quota.CONSUMPTION:
            continue
        month = earlier.months()[line.period.start.month - PERIOD.start.month]
        moved = attrs.evolve(line, period=month)
        old.append(moved.reversed("r1"))
        more = Quantity(line.quantity.value + 20, line.quantity.unit)
        new.append(
            priced_line(
                code=line.code,
                label=line.label,
                block=line.block,
                quota=line.quota,
                period=month,
                quantity=more,
                price=line.price,
                vat=line.vat,
                rounding=CENTS,
                formula=line.formula,
                inputs=line.inputs,
                band=line.band,
            )
        )
    lines = (*priced.lines, *old, *(attrs.evolve(line, correction="r1") for line in new))
    correction = Correction(
        "r1",
        CorrectionReason.ESTIMATE_REPLACED,
        earlier,
        ("E2026/0000011",),
        (BandEnergy("F1", Decimal(134)), BandEnergy("F2", Decimal(124)), BandEnergy("F3", Decimal(199))),
        (BandEnergy("F1", Decimal(174)), BandEnergy("F2", Decimal(164)), BandEnergy("F3", Decimal(239))),
        tuple(meter_reading(*each) for each in ((4, 30, "4036", "3824"), (6, 30, "4210", "3988"))),
    )
    vat = vat_totals(((line.vat, line.amount) for line in lines), CENTS)
    changed = with_part(bill, priced=attrs.evolve(priced, lines=lines, vat=vat, corrections=(correction,)))
    rules = InstalmentRules((InstalmentCase.RECALCULATION,), Decimal(150), 12, 10, minimum_count=2, first_days=30)
    asked = BillInQuestion(changed.total, bill.issued_on, bill.due_on, recalculated=Money.of("60"), cycle_months=2)
    estimates = [EarlierBill(Money.of("20"), dt.date(2026, month, 10), estimated=True) for month in (3, 5, 7)]
    return attrs.evolve(changed, instalments=instalment_offer(asked, estimates, rules))


def reversal_bill(kind: DocumentKind = DocumentKind.REVERSAL) -> Bill:
    """The credit note that takes the home's bill back."""
    bill = home_bill()
    priced = bill.main.priced
    lines = tuple(line.reversed("s1") for line in priced.lines)
    vat = vat_totals(((line.vat, line.amount) for line in lines), CENTS)
    correction = Correction("s1", CorrectionReason.REVERSAL, PERIOD, (str(bill.number),), (), ())
    back = with_part(bill, priced=attrs.evolve(priced, lines=lines, vat=vat, corrections=(correction,)))
    return attrs.evolve(
        back,
        number=BillNumber("E", 2026, 77),
        issued_on=dt.date(2026, 11, 2),
        due_on=dt.date(2026, 11, 2),
        kind=kind,
        references=(DocumentReference(str(bill.number), bill.issued_on),),
    )


def limited_bill() -> Bill:
    """A home whose recalculation reaches further back than two years."""
    days = Period(dt.date(2024, 1, 1), dt.date(2024, 7, 1))
    vat = (VatTotal(HOME_VAT, Money.of("30.00"), Money.of("3.00")),)
    return attrs.evolve(conguaglio_bill(), limited=Limited(days, vat))


def upheld_bill() -> Bill:
    """Three supplies billed far too late: the gas is held to be owed, the others may be left unpaid."""
    days = Period(dt.date(2024, 1, 1), dt.date(2024, 7, 1))
    vat = (VatTotal(HOME_VAT, Money.of("20.00"), Money.of("2.00")),)
    gas = (VatTotal(HOME_VAT, Money.of("31.50"), Money.of("3.15")),)
    return attrs.evolve(
        three_bill(),
        limited=Limited(days, vat, ("K-0001", "W-0001")),
        upheld=(Upheld(Limited(days, gas, ("G-0001",)), "il contatore è in casa, l’accesso è stato negato"),),
    )


DOCUMENTS = {
    "three": three_bill,
    "gas": gas_bill,
    "sites": sites_bill,
    "conguaglio": conguaglio_bill,
    "reversal": reversal_bill,
    "limited": limited_bill,
    "upheld": upheld_bill,
}

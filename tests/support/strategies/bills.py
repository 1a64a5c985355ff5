"""Sample bills: builders of realistic ones, and a hypothesis strategy of any.

The values are invented; they stand for no tariff in force.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from domain.billing.bill import (
    Bill,
    BillNumber,
    BillPart,
    ContractSummary,
    DocumentKind,
    DocumentReference,
    MonthUse,
    PaymentTerms,
)
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.contracts.contract import Market, PaymentMethod, PublicOrder
from domain.contracts.party import Address, Party, PartyKind
from domain.contracts.seller import Seller
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.kernel.identifiers import CodiceDestinatario, CodiceFiscale, CreditorId, Iban, PartitaIva
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import BILL_ROUNDINGS, CENTS, FOUR_PLACES
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.correction import Correction, CorrectionReason, MeterReading
from domain.pricing.line import WHOLE, Line, Share, priced_line
from domain.pricing.lines.taxes import RAI_FEE
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import Vat, vat_totals
from domain.tariffs.component import Block, Quota

PERIOD = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 1))
ISSUED_ON = dt.date(2026, 9, 10)

HOME_VAT = Vat(Decimal("0.10"))
BUSINESS_VAT = Vat(Decimal("0.22"))
SPLIT_VAT = Vat(Decimal("0.22"), exigibility="S", norm="Scissione dei pagamenti, art. 17-ter DPR 633/1972")
REVERSE_CHARGE = Vat(Decimal(0), "N6.8", norm="Inversione contabile, art. 17 c. 6 lett. d-quater DPR 633/1972")
RAI_VAT = Vat(Decimal(0), "N2.2", norm="Canone di abbonamento alla televisione")

SELLER = Seller(
    tenant="demo",
    name="Luce Comune S.p.A.",
    partita_iva=PartitaIva("01234567897"),
    codice_fiscale=CodiceFiscale("01234567897"),
    address=Address("Viale dell'Energia", "1", "20121", "Milano", "MI"),
    tax_regime="RF01",
    rea_office="MI",
    rea_number="1234567",
    share_capital="1.000.000,00 i.v.",
    iban=Iban("IT60X0542811101000000123456"),
    creditor_id=CreditorId("IT91ZZZ0000001234567897"),
    phone="800 123 456",
    email="clienti@lucecomune.example",
    pec="lucecomune@pec.lucecomune.example",
    website="www.lucecomune.example",
    complaints="reclami@lucecomune.example",
)

ADDRESS = Address("Via Roma", "12/A", "20121", "Milano", "MI")

PARTIES = {
    PartyKind.PERSON: Party(
        "C-PERSON",
        PartyKind.PERSON,
        ADDRESS,
        codice_fiscale=CodiceFiscale("RSSMRA80A01F205X"),
        first_name="Mario",
        last_name="Rossi",
        email="mario.rossi@posta.example",
    ),
    PartyKind.COMPANY: Party(
        "C-COMPANY",
        PartyKind.COMPANY,
        ADDRESS,
        codice_fiscale=CodiceFiscale("12345678903"),
        partita_iva=PartitaIva("12345678903"),
        denomination="Officine Perù & Figli S.r.l.",
        pec="officine@pec.officine.example",
        destination=CodiceDestinatario("ABC1234"),
    ),
    PartyKind.PUBLIC_BODY: Party(
        "C-PUBLIC",
        PartyKind.PUBLIC_BODY,
        ADDRESS,
        codice_fiscale=CodiceFiscale("80001230459"),
        denomination="Comune di Borgo – Servizi Tecnici",
        destination=CodiceDestinatario("UFABCD"),
    ),
    PartyKind.CONDOMINIUM: Party(
        "C-CONDOMINIUM",
        PartyKind.CONDOMINIUM,
        ADDRESS,
        codice_fiscale=CodiceFiscale("97012345670"),
        denomination="Condominio “Le Magnolie”",
    ),
}
VAT_OF = {
    PartyKind.PERSON: HOME_VAT,
    PartyKind.COMPANY: BUSINESS_VAT,
    PartyKind.PUBLIC_BODY: SPLIT_VAT,
    PartyKind.CONDOMINIUM: BUSINESS_VAT,
}

_TWO_MONTHS = Share(2, 12)


def sample_line(
    code: str,
    label: str,
    block: Block,
    quota: Quota,
    quantity: Quantity,
    price: Decimal,
    vat: Vat,
    *,
    share: Share = WHOLE,
    period: Period = PERIOD,
    band: str = "",
) -> Line:
    """A line at `price` EUR a unit, a year where `share` is not WHOLE."""
    yearly = share != WHOLE
    return priced_line(
        code=code,
        label=label,
        block=block,
        quota=quota,
        period=period,
        quantity=quantity,
        price=Price(price, quantity.unit, yearly),
        vat=vat,
        rounding=CENTS,
        share=share,
        step=FOUR_PLACES if yearly and quantity.unit is Unit.KW else None,
        inputs=(),
        band=band,
    )


def rai_line(amount: Decimal = Decimal("18.00")) -> Line:
    """The RAI fee of two months."""
    one = Quantity(Decimal(1), Unit.POINT)
    return sample_line(RAI_FEE, "Canone TV", Block.OTHER, Quota.PASSING, one, amount, RAI_VAT)


def sample_lines(kind: PartyKind, *, rai: bool | None = None) -> tuple[Line, ...]:
    """The lines of two months at home, or at a business; with the RAI fee at home unless told otherwise."""
    vat = VAT_OF[kind]
    is_home = kind is PartyKind.PERSON
    energy = Quantity(Decimal(412 if is_home else 18733), Unit.KWH)
    point = Quantity(Decimal(1), Unit.POINT)
    power = Quantity(Decimal(3 if is_home else 45), Unit.KW)

    def per_kwh(code: str, label: str, block: Block, price: str) -> Line:
        quota = Quota.TAX if block is Block.TAXES else Quota.CONSUMPTION
        return sample_line(code, label, block, quota, energy, Decimal(price), vat)

    lines = (
        per_kwh("energy", "Materia energia", Block.SALE, "0.142375"),
        sample_line(
            "fee", "Commercializzazione", Block.SALE, Quota.FIXED, point, Decimal("84.00"), vat, share=_TWO_MONTHS
        ),
        sample_line(
            "fixed", "Quota fissa", Block.NETWORK, Quota.FIXED, point, Decimal("23.04"), vat, share=_TWO_MONTHS
        ),
        sample_line(
            "power", "Quota potenza", Block.NETWORK, Quota.POWER, power, Decimal("22.73"), vat, share=_TWO_MONTHS
        ),
        per_kwh("network", "Quota energia", Block.NETWORK, "0.01176"),
        per_kwh("asos", "ASOS", Block.CHARGES, "0.029809"),
        per_kwh("uc3", "UC3 perequazione", Block.NETWORK, "0"),
        per_kwh("excise", "Accisa", Block.TAXES, "0.0227"),
    )
    return (*lines, rai_line()) if (is_home if rai is None else rai) else lines


def with_part(bill: Bill, **changes: Any) -> Bill:
    """The bill with its only part changed."""
    return attrs.evolve(bill, parts=(attrs.evolve(bill.main, **changes),))


def sample_bill(
    kind: PartyKind = PartyKind.PERSON,
    *,
    lines: tuple[Line, ...] | None = None,
    seller: Seller = SELLER,
    customer: Party | None = None,
    method: PaymentMethod | None = None,
    serial: int = 42,
) -> Bill:
    """A bill of two months: a home by default, else what suits the kind of customer.

    Homes pay by direct debit, the others by transfer; a public body has its order with CIG and CUP.
    """
    is_home = kind is PartyKind.PERSON
    method = method or (PaymentMethod.DIRECT_DEBIT if is_home else PaymentMethod.TRANSFER)
    lines = sample_lines(kind) if lines is None else lines
    use = (BandEnergy("M", Decimal(412 if is_home else 18733)),)
    rounding = BILL_ROUNDINGS[seller.bill_rounding]
    return Bill(
        tenant=seller.tenant,
        number=BillNumber(seller.series, ISSUED_ON.year, serial),
        issued_on=ISSUED_ON,
        due_on=ISSUED_ON + dt.timedelta(days=20),
        run="R-2026-09",
        seller=seller,
        customer=customer or PARTIES[kind],
        parts=(
            BillPart(
                contract=ContractSummary(
                    number="K-0001",
                    customer_code="1000001",
                    market=Market.FREE,
                    offer_code="FIX-12",
                    offer_name="Luce Fissa 12",
                    offer_description="Prezzo fisso per dodici mesi",
                    is_fixed=True,
                    since=dt.date(2025, 10, 1),
                    conditions_end=dt.date(2026, 10, 1),
                    order=PublicOrder("ORD-2026-17", "Z1A2B3C4D5", "J31B21000010001")
                    if kind is PartyKind.PUBLIC_BODY
                    else None,
                ),
                point=SupplyPoint(
                    "IT001E12345678", "electricity", ADDRESS, Distributor("12345678903", "Rete", "803500")
                ),
                supply=ElectricityTerms(
                    customer=ElectricityCustomer.RESIDENT if is_home else ElectricityCustomer.OTHER,
                    tariff_code="domestic_resident" if is_home else "BTA5",
                    committed_kw=Decimal(3 if is_home else 45),
                    available_kw=Decimal("3.3") if is_home else Decimal(45),
                    excise=ExciseUse.RESIDENT_DWELLING if is_home else ExciseUse.OTHER,
                ),
                priced=Priced(
                    contract="K-0001",
                    commodity="electricity",
                    period=PERIOD,
                    lines=lines,
                    vat=vat_totals(((line.vat, line.amount) for line in lines), rounding.amount),
                    rounding=rounding.name,
                    book_digest="0" * 64,
                    rows=(),
                    warnings=(),
                    consumption=(Consumption(PERIOD, use, Quality.ACTUAL),),
                ),
                readings=(
                    MeterReading(
                        PERIOD.start - dt.timedelta(days=1), (BandEnergy("M", Decimal(10_000)),), Quality.ACTUAL
                    ),
                    MeterReading(PERIOD.last, (BandEnergy("M", 10_000 + use[0].value),), Quality.ACTUAL),
                ),
                history=tuple(
                    MonthUse(month, (BandEnergy("M", Decimal(206 if is_home else 9366)),), Quality.ACTUAL)
                    for month in PERIOD.months()
                ),
            ),
        ),
        payment=PaymentTerms(
            method,
            *((SELLER.iban.masked, "MND-0001") if method is PaymentMethod.DIRECT_DEBIT else ()),
        ),
    )


_PRICES = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(0, 10**5), st.integers(0, 8))
_QUANTITIES = st.builds(lambda digits: Decimal(digits).scaleb(-3), st.integers(-(10**8), 10**8))
_NAMES = st.text(min_size=1, max_size=90).filter(lambda text: bool(text.strip()))


@st.composite
def lines(draw: st.DrawFn, vats: tuple[Vat, ...]) -> Line:
    """A line of any sign, with up to three decimals of quantity and eight of price."""
    unit = draw(st.sampled_from((Unit.KWH, Unit.KW, Unit.POINT)))
    return sample_line(
        draw(st.sampled_from(("energy", "fixed", "power", "bonus"))),
        draw(_NAMES),
        draw(st.sampled_from(Block)),
        draw(st.sampled_from(Quota)),
        Quantity(draw(_QUANTITIES), unit),
        draw(_PRICES) * draw(st.sampled_from((1, 1, 1, -1))),
        draw(st.sampled_from(vats)),
        share=WHOLE if unit is Unit.KWH else draw(st.builds(Share, st.integers(1, 365), st.just(365))),
    )


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    """Any bill of one supply with at least one line that is not zero: every kind of customer, any names, credits."""
    kind = draw(st.sampled_from(PartyKind))
    vats = (VAT_OF[kind], RAI_VAT) if kind is PartyKind.PUBLIC_BODY else (HOME_VAT, BUSINESS_VAT, RAI_VAT)
    charged = draw(st.lists(lines(vats), min_size=1, max_size=8).filter(lambda found: any(x.amount for x in found)))
    base = attrs.evolve(
        PARTIES[kind],
        address=Address(draw(_NAMES), draw(st.text(max_size=20)), "20121", draw(_NAMES), "MI"),
    )
    if base.denomination:
        customer = attrs.evolve(base, denomination=draw(_NAMES))
    else:
        customer = attrs.evolve(base, first_name=draw(_NAMES), last_name=draw(_NAMES))
    return sample_bill(kind, lines=tuple(charged), customer=customer, serial=draw(st.integers(1, 9_999_999)))


@st.composite
def documents(draw: st.DrawFn) -> Bill:
    """Any document: a bill of one to three supplies, some with a correction, or the credit note of one."""
    bill = draw(bills())
    vats = tuple(dict.fromkeys(line.vat for line in bill.lines))
    more = draw(st.lists(st.lists(lines(vats), max_size=4), max_size=2))
    parts = (bill.main, *(_further_part(bill.main, i, tuple(each)) for i, each in enumerate(more, start=2)))
    return draw(st.sampled_from((attrs.evolve(bill, parts=parts), _credit_note(bill))))


def _further_part(like: BillPart, number: int, charged: tuple[Line, ...]) -> BillPart:
    """Another supply; its lines are taken back and charged again as a correction."""
    again = (*(line.reversed("r1") for line in charged), *(attrs.evolve(line, correction="r1") for line in charged))
    correction = Correction("r1", CorrectionReason.MEASURE_CORRECTED, PERIOD, ("E2026/0000001",), (), ())
    priced = attrs.evolve(
        like.priced,
        contract=f"K-{number:04d}",
        lines=(*charged, *again),
        vat=vat_totals(((line.vat, line.amount) for line in (*charged, *again)), CENTS),
        corrections=(correction,),
    )
    return attrs.evolve(
        like,
        contract=attrs.evolve(like.contract, number=priced.contract),
        point=attrs.evolve(like.point, code=f"IT001E{number:08d}"),
        priced=priced,
    )


def _credit_note(bill: Bill) -> Bill:
    """What takes a bill back whole."""
    priced = bill.main.priced
    back = tuple(line.reversed("s1") for line in priced.lines)
    correction = Correction("s1", CorrectionReason.REVERSAL, PERIOD, (str(bill.number),), (), ())
    vat = vat_totals(((line.vat, line.amount) for line in back), CENTS)
    part = attrs.evolve(bill.main, priced=attrs.evolve(priced, lines=back, vat=vat, corrections=(correction,)))
    reference = DocumentReference(str(bill.number), bill.issued_on)
    return attrs.evolve(bill, parts=(part,), kind=DocumentKind.REVERSAL, references=(reference,))

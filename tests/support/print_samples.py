"""Bills of an invented utility, for the tests of what is printed and sent."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import attrs

from domain.billing.bill import Bill, BillNumber, BillPart, ContractSummary, MonthUse, PaymentTerms
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.contracts.contract import Market, PaymentMethod, PublicOrder
from domain.contracts.party import PartyKind
from domain.contracts.seller import Brand
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.kernel.fault import Fault
from domain.kernel.rounding import CENTS
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.correction import MeterReading
from domain.pricing.line import Input, Line
from domain.pricing.lines.taxes import RAI_FEE
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import Vat, vat_totals
from domain.tariffs.component import Block, Quota
from domain.tariffs.parameter import ParameterRow, Source, Status
from tests.support.print_lines import energy_line, fee_line, lump_line, per_kwh, regulated_lines, row, with_lines
from tests.support.strategies.bills import BUSINESS_VAT, HOME_VAT, PARTIES, SELLER, SPLIT_VAT, with_part

PERIOD = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 1))
EXCISE = Source("tua", "D.Lgs. 504/1995 (Testo unico accise), art. 52", "https://www.normattiva.it")
RAI = Source("rai", "L. 208/2015, art. 1 c. 153", "https://www.normattiva.it")
PORTAL = Source(
    "po", "Portale Offerte, parametri mercato libero, III trimestre 2026", "https://www.ilportaleofferte.it"
)
GME = Source("gme", "GME, PUN Index, medie mensili", "https://www.mercatoelettrico.org")

HOME_VALUES = {
    "sigma1": "23.04",
    "sigma2": "23.52",
    "sigma3": "0.0119",
    "uc3": "0.00276",
    "uc6_power": "0.1988",
    "uc6_energy": "0.00007",
    "asos_energy": "0.031515",
    "arim_energy": "0.001638",
}
BTA6_VALUES = {
    "dis_fixed": "5.3471",
    "mis_fixed": "21.8469",
    "uc6_fixed": "1.6824",
    "dis_power": "32.9297",
    "dis_energy": "0.00066",
    "tras_energy": "0.0119",
    "uc3": "0.00276",
    "uc6_energy": "0.00007",
    "asos_fixed": "12.9924",
    "arim_fixed": "3.0276",
    "asos_power": "14.8164",
    "arim_power": "3.4524",
    "asos_energy": "0.031875",
    "arim_energy": "0.001614",
}
USE = {
    7: {"F1": "71", "F2": "58", "F3": "94"},
    8: {"F1": "63", "F2": "66", "F3": "105"},
}
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 216 48">'
    '<circle cx="24" cy="24" r="22" fill="#0b4f6c"/>'
    '<path d="M27 7 12 27h10l-3 14 17-21H25z" fill="#ffc145"/>'
    '<text x="56" y="24" font-family="Source Sans Pro" font-weight="700" font-size="24" fill="#0b4f6c">Luce</text>'
    '<text x="56" y="43" font-family="Source Sans Pro" font-size="19" fill="#0b4f6c">Comune</text></svg>'
)
BRAND = Brand(logo_svg=LOGO, primary="#0b4f6c", accent="#ffc145")
URL = "https://www.lucecomune.example/bollette/E2026-0000042/dettaglio"


def _history(scale: Decimal = Decimal(1)) -> tuple[MonthUse, ...]:
    shape = (58, 64, 83, 92, 88, 79, 66, 57, 55, 61)
    uses = []
    for i, weight in enumerate(shape):
        year, month = divmod(2025 * 12 + 8 + i, 12)
        start = dt.date(year, month + 1, 1)
        stop = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        bands = tuple(
            BandEnergy(band, (Decimal(weight + more) * scale).to_integral_value())
            for band, more in (("F1", 0), ("F2", -4), ("F3", 31))
        )
        uses.append(MonthUse(Period(start, stop), bands, Quality.ESTIMATED if i == 4 else Quality.ACTUAL))
    uses += [MonthUse(piece.period, piece.bands, piece.quality) for piece in _consumption(int(scale))]
    return tuple(uses)


def _bill(
    kind: PartyKind,
    terms: ElectricityTerms,
    lines: list[Line],
    rows: list[ParameterRow],
    consumption: tuple[Consumption, ...],
    contract: ContractSummary,
    scale: Decimal = Decimal(1),
    warnings: tuple[Fault, ...] = (),
) -> Bill:
    party = PARTIES[kind]
    is_home = kind is PartyKind.PERSON
    method = PaymentMethod.DIRECT_DEBIT if is_home else PaymentMethod.TRANSFER
    running = {"F1": Decimal(4210), "F2": Decimal(3988), "F3": Decimal(6120)}
    readings = [
        MeterReading(
            dt.date(2026, 6, 30), tuple(BandEnergy(*each) for each in running.items()), Quality.ACTUAL, "0A12345678"
        )
    ]
    for piece in consumption:
        for part in piece.bands:
            running[part.band] += part.value
        bands = tuple(BandEnergy(*each) for each in running.items())
        readings.append(MeterReading(piece.period.last, bands, piece.quality, "0A12345678"))
    return Bill(
        tenant=SELLER.tenant,
        number=BillNumber("E", 2026, 42),
        issued_on=dt.date(2026, 9, 14),
        due_on=dt.date(2026, 10, 5),
        run="R-2026-09",
        seller=SELLER,
        customer=party,
        parts=(
            BillPart(
                contract=contract,
                point=SupplyPoint(
                    "IT001E12345678",
                    "electricity",
                    party.address,
                    Distributor("12345678903", "Rete Comune S.p.A.", "803 500"),
                ),
                supply=terms,
                priced=Priced(
                    contract=contract.number,
                    commodity="electricity",
                    period=PERIOD,
                    lines=tuple(lines),
                    vat=vat_totals(((line.vat, line.amount) for line in lines), CENTS),
                    rounding="standard",
                    book_digest="9f2b7c41" * 8,
                    rows=tuple(rows),
                    warnings=warnings,
                    consumption=consumption,
                ),
                readings=tuple(readings),
                history=_history(scale),
            ),
        ),
        payment=PaymentTerms(method, *((SELLER.iban.masked, "MND-2025-0001") if is_home else ())),
    )


def _consumption(scale: int = 1) -> tuple[Consumption, ...]:
    pieces = []
    for month, used in zip(PERIOD.months(), USE.values(), strict=True):
        bands = tuple(BandEnergy(band, Decimal(value) * scale) for band, value in used.items())
        pieces.append(Consumption(month, bands, Quality.ACTUAL))
    return tuple(pieces)


def home_bill() -> Bill:
    """A resident of 3 kW, fixed prices by band, direct debit, RAI fee: 34 lines."""
    terms = ElectricityTerms(
        ElectricityCustomer.RESIDENT, "domestic_resident", Decimal(3), Decimal("3.3"), ExciseUse.RESIDENT_DWELLING
    )
    consumption = _consumption()
    months = {piece.period: piece.total for piece in consumption}
    prices = {"F1": Decimal("0.154"), "F2": Decimal("0.1485"), "F3": Decimal("0.118")}
    lines, rows = regulated_lines(terms, HOME_VALUES, months, HOME_VAT)
    dispatching = row("cdispd", "0.024", PORTAL, Period(dt.date(2026, 7, 1), dt.date(2026, 10, 1)))
    excise = row("excise", "0.0227", EXCISE)
    rai = attrs.evolve(row("instalment", "9", RAI), path="rai/instalment")
    sale: list[Line] = []
    for piece in consumption:
        for part in piece.bands:
            price = prices[part.band]
            inputs = (Input("prezzo", price, "EUR/kWh"),)
            sale.append(energy_line(piece.period, str(part.value), price, HOME_VAT, "prezzo", inputs, part.band))
    for month, used in months.items():
        sale.append(
            per_kwh(
                "cdispd",
                "CDISPD dispacciamento",
                Block.SALE,
                Quota.CONSUMPTION,
                month,
                str(used),
                dispatching,
                HOME_VAT,
            )
        )
    sale += [fee_line(month, HOME_VAT) for month in months]
    tail: list[Line] = []
    for month, used in months.items():
        taxed = str(max(used - 150, Decimal(0)) + max(used - 220, Decimal(0)))
        tail.append(
            per_kwh(
                "excise",
                "Accisa",
                Block.TAXES,
                Quota.TAX,
                month,
                taxed,
                excise,
                HOME_VAT,
                f"Esenti {used - Decimal(taxed)} kWh",
            )
        )
    tail += [
        attrs.evolve(
            lump_line(RAI_FEE, f"Canone TV, rata di {name}", "9.00", month),
            inputs=(Input("importo", Decimal(9), "EUR", rai.id),),
        )
        for name, month in zip(("luglio", "agosto"), months, strict=True)
    ]
    contract = ContractSummary(
        "K-0001", "1000001", Market.FREE, "000123ESFML01XXLUCEFISSACOMUNE12", "Luce Fissa Comune 12",
        "Prezzo bloccato per dodici mesi, tre fasce orarie.", True, dt.date(2025, 10, 1), dt.date(2026, 9, 30),
    )  # fmt: skip
    return _bill(PartyKind.PERSON, terms, sale + lines + tail, [*rows, dispatching, excise, rai], consumption, contract)


def business_bill(kind: PartyKind = PartyKind.COMPANY, vat: Vat = BUSINESS_VAT) -> Bill:
    """A BTA6 of 45 kW, indexed by month, recalled and synthetic values, transfer."""
    terms = ElectricityTerms(ElectricityCustomer.OTHER, "BTA6", Decimal(45), Decimal(45), ExciseUse.OTHER)
    consumption = _consumption(scale=41)
    months = {piece.period: piece.total for piece in consumption}
    lines, rows = regulated_lines(terms, BTA6_VALUES, months, vat)
    losses = row("losses", "0.10", PORTAL)
    excise = row("excise_other", "0.0125", EXCISE, status=Status.RECALLED)
    spread = Decimal("0.012")
    sale: list[Line] = []
    for piece, pun in zip(consumption, ("0.132505", "0.128114"), strict=True):
        index = row("pun", pun, GME, piece.period, Status.SYNTHETIC)
        rows.append(index)
        price = index.value * (1 + losses.value) + spread
        inputs = (
            Input("indice", index.value, "EUR/kWh", index.id),
            Input("spread", spread, "EUR/kWh"),
            Input("λ", losses.value, "", losses.id),
        )
        sale.append(energy_line(piece.period, str(piece.total), price, vat, "indice × (1 + λ) + spread", inputs))
    sale += [fee_line(month, vat, "240.00") for month in months]
    tail = [
        per_kwh("excise", "Accisa", Block.TAXES, Quota.TAX, month, str(used), excise, vat)
        for month, used in months.items()
    ]
    is_public = kind is PartyKind.PUBLIC_BODY
    contract = ContractSummary(
        "K-0777", "2000777", Market.FREE, "000123ESVML01XXIMPRESAINDICE0001", "Impresa Indice PUN",
        "Indice PUN medio del mese, con spread contrattuale e perdite di rete.", False, dt.date(2024, 1, 1), None,
        PublicOrder("ORD-2026-17", "Z1A2B3C4D5", "J31B21000010001") if is_public else None,
    )  # fmt: skip
    warnings = (
        Fault("PRC-101", "K-0777", "electricity/excise_other"),
        Fault("PRC-102", "K-0777", "electricity/pun"),
    )
    all_rows = [*rows, losses, excise]
    return _bill(kind, terms, sale + lines + tail, all_rows, consumption, contract, Decimal(41), warnings)


def public_bill() -> Bill:
    """The same for a public body under split payment, with CIG and CUP."""
    return business_bill(PartyKind.PUBLIC_BODY, SPLIT_VAT)


def credit_bill() -> Bill:
    """A home whose bonus is larger than its bill."""
    bill = home_bill()
    return with_lines(bill, (*bill.main.priced.lines, lump_line("bonus", "Bonus sociale (2 mesi)", "-240.00", PERIOD)))


def long_bill(lines: int = 200) -> Bill:
    """A bill of very many lines, some with very long names."""
    bill = home_bill()
    names = itertools.cycle(
        ("", " per un servizio dal nome lunghissimo, ripetuto e precisato oltre ogni ragione", " " + "W" * 60)
    )
    more = [
        attrs.evolve(line, label=line.label + next(names))
        for line in itertools.islice(itertools.cycle(bill.main.priced.lines), lines)
    ]
    return with_lines(bill, tuple(more))


def long_names_bill() -> Bill:
    """A home whose customer, addresses and offer have the longest names."""
    bill = home_bill()
    address = attrs.evolve(
        bill.customer.address,
        street="Strada Provinciale della Madonna delle Grazie e di San Bartolomeo in Galdo",
        town="Presicce-Acquarica di Castelnuovo Valcecina",
    )
    customer = attrs.evolve(
        bill.customer, last_name="Della Rovere Montefeltro Colonna d’Aragona di Sicilia e Pignatelli", address=address
    )
    contract = attrs.evolve(
        bill.main.contract, offer_name="Luce Fissa Comune Famiglia Extra Convenienza Web Plus 2026 Edizione Speciale"
    )
    moved = with_part(bill, point=attrs.evolve(bill.main.point, address=address), contract=contract)
    return attrs.evolve(moved, customer=customer)


def zero_bill() -> Bill:
    """A bill of one line of nothing."""
    bill = home_bill()
    return with_lines(bill, (lump_line("nothing", "Nessun addebito", "0.00", PERIOD, HOME_VAT),))


BILLS = {
    "home": home_bill,
    "business": business_bill,
    "public": public_bill,
    "credit": credit_bill,
    "long": long_bill,
    "long_names": long_names_bill,
    "zero": zero_bill,
}

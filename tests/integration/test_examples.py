"""The demo utility of examples/demo: its data are readable, hold together, and give what expected.json says."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from adapters.cli.readings import read_readings
from adapters.sepa.bank_profiles import load_profile
from adapters.tariffs.hourly import read_hourly
from adapters.tariffs.loader import load_bands, load_holidays
from adapters.wire.converter import read, write
from application.payments.collect_payments import collection_rules
from domain.billing.risk import ValidationRules, findings
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract, PaymentMethod
from domain.contracts.party import Party, PartyKind
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.identifiers import PartitaIva
from domain.kernel.validity import Period
from domain.metering.consumption import MissingReading
from domain.metering.curve import MonthCurve, band_totals
from domain.metering.deliveries.delivery import Delivery, RejectedFile
from domain.metering.reading import Kind, Quality, Reading, current
from domain.payments.collection import plan
from domain.payments.mandate import Mandate, MandateStatus, Scheme
from domain.payments.receivable import Receivable
from domain.pricing.priced import Priced
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import Status
from tests.support.demo_books import CORRECTED, ESTIMATED, EXPECTED, ONE_DAY, RECURVED, SCRIPT, Demo, all_of, demo_books
from tests.support.demo_feeds import DEMO, content, demo_market, feeds


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_books()


def test_the_book_is_of_the_points_and_days_of_the_contracts_and_of_one_stranger(demo: Demo) -> None:
    book = demo.market.book
    assert book.retailer == demo.seller.partita_iva.text
    supplies = content("supplies.json")
    points = demo.points | {each.code: each for each in all_of(SupplyPoint, supplies["points"])}
    gas = [each for each in all_of(Contract, supplies["contracts"]) if each.commodity == "gas"]
    contracts = (*demo.contracts.values(), *gas)
    assert {each.code for each in book.points} - {"IT999E99999901"} == {each.point for each in contracts}
    for contract in contracts:
        point = book.point(contract.point)
        assert point.distributor == points[contract.point].distributor.vat_number
        (supplied,) = point.supplied
        assert supplied.stop == contract.period.stop
        assert supplied.start == max(contract.period.start, book.first_reading + ONE_DAY)


def test_what_is_sent_is_the_same_byte_for_byte_every_time(demo: Demo) -> None:
    assert list(feeds(demo_market())) == list(feeds(demo.market))


def test_no_meter_measures_more_power_than_its_contract_has(demo: Demo) -> None:
    for contract in demo.contracts.values():
        for month in Period(dt.date(2026, 9, 1), dt.date(2026, 11, 1)).months():
            if period := contract.period.meet(month):
                most = demo.truth(contract).max_power_kw(period)
                assert most <= contract.available_kw(period), contract.number


@pytest.mark.parametrize(("part", "kind"), [("parties", Party), ("contracts", Contract), ("mandates", Mandate)])
def test_the_registry_says_only_what_the_wire_writes(part: str, kind: type[Any]) -> None:
    values = content("customers.json")[part]
    for value in values:
        written = write(read(kind, value))
        assert says_no_more(value, written)


def says_no_more(value: Any, written: Any) -> bool:
    """Whether a value is what is written, or leaves out fields of it."""
    if isinstance(value, dict):
        return isinstance(written, dict) and all(
            key in written and says_no_more(each, written[key]) for key, each in value.items()
        )
    if isinstance(value, list):
        return isinstance(written, list) and all(
            says_no_more(each, other) for each, other in zip(value, written, strict=True)
        )
    return bool(value == written)


def test_the_registry_has_what_is_expected(demo: Demo) -> None:
    counted = {
        "parties": len(demo.parties),
        "points": len(demo.points),
        "contracts": len(demo.contracts),
        "mandates": len(demo.mandates),
        "offers": len(demo.offers),
    }
    assert counted == EXPECTED["registry"]
    assert {key: len(values) for key, values in content("customers.json").items()} == {
        key: count for key, count in counted.items() if key != "offers"
    }


def test_a_contract_names_a_party_a_point_and_offers_that_fit_it(demo: Demo) -> None:
    for contract in demo.contracts.values():
        kind = commodity(contract.commodity)
        assert contract.party in demo.parties
        assert demo.points[contract.point].commodity == contract.commodity
        for entry in contract.terms.entries:
            offer = demo.offers[entry.value.offer]
            sale = kind.sale(entry.value.supply)
            assert entry.value.supply.customer_class in offer.customers
            assert offer.commodity == contract.commodity
            assert [code for code in offer.passes if code not in sale] == []
    assert len({contract.point for contract in demo.contracts.values()}) == len(demo.points)


def test_the_other_supplies_fit_their_parties_points_and_offers(demo: Demo) -> None:
    told, more = EXPECTED["supplies"], content("supplies.json")
    assert {key: len(values) for key, values in more.items()} == told["registry"]
    offers = {each.code: each for each in all_of(Offer, more["offers"])}
    points = {each.code: each for each in all_of(SupplyPoint, more["points"])}
    contracts = all_of(Contract, more["contracts"])
    assert Counter(each.commodity for each in contracts) == told["contracts"]
    for contract in contracts:
        assert contract.party in demo.parties
        assert points[contract.point].commodity == contract.commodity
        assert points[contract.point].distributor.vat_number.startswith("0999999")
        for entry in contract.terms.entries:
            offer = offers[entry.value.offer]
            assert offer.commodity == contract.commodity
            assert entry.value.supply.customer_class in offer.customers
    everything = (*demo.contracts.values(), *contracts)
    assert {each.number: each.point for each in everything if each.bill_group} == told["one_bill"]
    assert len({(each.party, each.cycle_months) for each in everything if each.bill_group}) == 1


def test_every_meter_of_water_and_heat_is_read_at_both_ends_of_its_days() -> None:
    readings = read_readings(DEMO / SCRIPT["readings"])
    plain = [each for each in readings if isinstance(each, Reading)]
    assert len(readings) == EXPECTED["supplies"]["readings"] == len(current(plain))
    days = {(each.point, each.day) for each in readings}
    for contract in all_of(Contract, content("supplies.json")["contracts"]):
        if commodity(contract.commodity).measured and contract.commodity != "gas":
            assert {(contract.point, contract.period.start - ONE_DAY), (contract.point, dt.date(2026, 10, 31))} <= days


def test_the_seller_s_own_values_are_all_synthetic() -> None:
    rows = [row for file in (DEMO / "parameters").rglob("values.csv") for row in file.read_text().splitlines()[1:]]
    assert len(rows) > 10
    assert all(row.endswith(",demo,synthetic") for row in rows)


def test_a_mandate_is_of_the_party_of_its_contract(demo: Demo) -> None:
    for mandate in demo.mandates:
        contract, party = demo.contracts[mandate.contract], demo.parties[mandate.party]
        assert contract.party == party.id
        assert contract.payment is PaymentMethod.DIRECT_DEBIT
        assert (mandate.debtor_name, mandate.debtor_kind) == (party.name, party.kind)
        assert mandate.debtor_tax_code == party.codice_fiscale
    debited = {each.number for each in demo.contracts.values() if each.payment is PaymentMethod.DIRECT_DEBIT}
    assert debited == {mandate.contract for mandate in demo.mandates}
    assert len({mandate.umr.key for mandate in demo.mandates}) == len(demo.mandates)


def test_every_identifier_is_valid_and_nobodys(demo: Demo) -> None:
    """Reading checks the form; here: VAT numbers of a range of ours, birthplaces and banks that do not exist."""
    numbers = {each.partita_iva for each in demo.parties.values() if each.partita_iva} | {demo.seller.partita_iva}
    numbers |= {PartitaIva(point.distributor.vat_number) for point in demo.points.values()}
    assert all(number.text.startswith("0999999") for number in numbers)
    senders = {each.vat_number for each in demo.market.book.distributors}
    assert {point.distributor.vat_number for point in demo.points.values()} == senders
    assert all(re.fullmatch(r"IT999E\d{8}", code) for code in demo.points)
    people = [each for each in demo.parties.values() if each.kind is PartyKind.PERSON]
    assert all(each.codice_fiscale and each.codice_fiscale.text[11] == "Y" for each in people)
    accounts = {mandate.iban.text for mandate in demo.mandates} | {demo.seller.iban.text}
    assert len(accounts) == len(demo.mandates) + 1
    assert all(account[5:9] == "0999" for account in accounts)
    assert demo.seller.creditor_id.text.endswith(demo.seller.partita_iva.text)


def test_the_brand_has_a_logo_of_shapes_only() -> None:
    brand = content("seller.json")["brand"]
    logo = etree.parse(DEMO / brand["logo"])
    tags = {etree.QName(str(element.tag)).localname for element in logo.iter(etree.Element)}
    assert tags <= {"svg", "g", "path"}
    assert all(re.fullmatch(r"#[0-9a-f]{6}", brand[name]) for name in ("primary", "accent"))


def test_the_hourly_prices_have_the_mean_of_the_month(demo: Demo) -> None:
    (series,) = read_hourly(DEMO / "parameters")
    for month in Period(dt.date(2026, 9, 1), dt.date(2026, 11, 1)).months():
        prices = [each for day, values in series.prices.items() if day in month for each in values]
        row = demo.book.value("index/pun", (), month.start)
        assert sum(prices, Decimal(0)) / len(prices) == row.value
        assert {row.status, series.status} == {Status.SYNTHETIC}
    assert len(series.prices) == 61


@pytest.mark.parametrize("number", range(len(SCRIPT["feeds"])))
def test_a_feed_gives_the_expected_files_and_records(demo: Demo, number: int) -> None:
    results, expected = demo.results[number], EXPECTED["feeds"][number]
    deliveries = [each for each in results if isinstance(each, Delivery)]
    refused = Counter(each.fault.code for delivery in deliveries for each in delivery.refused)
    items: list[Reading | MonthCurve] = []
    for delivery in deliveries:
        items += [*delivery.readings, *delivery.curves]
    known = demo.points.keys() | {each["code"] for each in content("supplies.json")["points"]}
    unknown = {(each.origin.file_sha256, each.origin.record) for each in items if each.point not in known}
    refused.update({"SII-007": len(unknown)} if unknown else {})
    records = sum(delivery.records for delivery in deliveries)
    assert {
        "files": len(results),
        "files_refused": dict(Counter(each.fault.code for each in results if isinstance(each, RejectedFile))),
        "records": records,
        "taken": records - sum(refused.values()),
        "refused": dict(refused),
    } == expected
    assert [warning for delivery in deliveries for warning in delivery.warnings] == []


@pytest.mark.parametrize("number", range(len(SCRIPT["runs"])))
def test_a_run_gives_the_expected_bills(demo: Demo, number: int) -> None:
    run, expected = SCRIPT["runs"][number], EXPECTED["runs"][number]
    period = read(Period, run["period"])
    due = [each for each in demo.contracts.values() if each.cycle_months == run["cycle_months"]]
    priced = 0
    held: dict[str, list[str]] = {}
    refused: dict[str, list[str]] = {}
    for contract in due:
        try:
            result = demo.priced(contract, period)
        except MissingReading:
            refused.setdefault("MET-001", []).append(contract.number)
            continue
        assert isinstance(result, Priced), result
        risk = ValidationRules.on(demo.book, period.start).risk
        found = findings(result, contract.available_kw(period), risk)
        for fault in found:
            held.setdefault(fault.code, []).append(contract.number)
        priced += not found
    assert {"contracts": len(due), "priced": priced, "held": held, "refused": refused} == expected


def test_the_collection_takes_and_refuses_what_is_expected(demo: Demo) -> None:
    receivables: list[Receivable] = []
    for run in SCRIPT["runs"]:
        period = read(Period, run["period"])
        for contract in demo.contracts.values():
            if contract.cycle_months == run["cycle_months"] and contract.payment is PaymentMethod.DIRECT_DEBIT:
                bill = demo.priced(contract, period)
                assert isinstance(bill, Priced)
                number = f"{len(receivables) + 1:013d}"
                issued = dt.date.fromisoformat(SCRIPT["issue_on"])
                due = issued + dt.timedelta(days=contract.due_days)
                receivables.append(
                    Receivable(
                        number, number, contract.number, contract.party, bill.payable, issued, due, contract.payment
                    )
                )
    clock = dt.datetime.fromisoformat(SCRIPT["clock"])
    planned = plan(
        receivables=[each for each in receivables if each.due_date <= dt.date.fromisoformat(SCRIPT["due_until"])],
        mandates=demo.mandates,
        seller=demo.seller,
        today=clock.date(),
        at=clock.time(),
        rules=collection_rules(demo.book, load_profile("iso"), clock.date()),
        target=load_holidays("holidays_target"),
        bank=load_holidays("holidays_working"),
    )
    schemes = Counter(batch.scheme for batch in planned.open_on(clock.date()) for _ in batch.collections)
    contracts = {each.id: each.contract for each in receivables}
    refused: dict[str, list[str]] = {}
    for fault in planned.refused:
        refused.setdefault(fault.code, []).append(contracts[fault.subject])
    assert {
        "debits": schemes.total(),
        "core": schemes[Scheme.CORE],
        "b2b": schemes[Scheme.B2B],
        "refused": refused,
    } == EXPECTED["collection"]
    assert [each.contract for each in demo.mandates if each.status is MandateStatus.REVOKED] == refused["COL-001"]


def test_a_bill_is_due_twenty_days_after_its_issue_or_later(demo: Demo) -> None:
    least = demo.book.value("billing/due_days", (), dt.date.fromisoformat(SCRIPT["issue_on"])).value
    assert min(contract.due_days for contract in demo.contracts.values()) >= least


def test_the_correction_of_september_takes_back_what_was_read_too_much(demo: Demo) -> None:
    contract = demo.contract(CORRECTED)
    day = dt.date(2026, 9, 30)
    sent = [each for delivery in demo.deliveries for each in delivery.readings]
    first, last = [each for each in sent if (each.point, each.day) == (contract.point, day)]
    assert (first.flow, last.flow) == ("PNO", "RNO")
    fall = sum(first.bands(Kind.ACTIVE).values()) - sum(last.bands(Kind.ACTIVE).values())
    assert fall * last.multiplier == 1080
    assert [each for each in demo.readings(contract.point) if each.day == day] == [last]


def test_the_corrected_curve_of_september_is_actual(demo: Demo) -> None:
    contract = demo.contract(RECURVED)
    sent = [each for delivery in demo.deliveries for each in delivery.curves if each.point == contract.point]
    september = [each for each in sent if each.month.start == dt.date(2026, 9, 1)]
    assert [(each.flow, each.quality) for each in september] == [("PDO", Quality.ESTIMATED), ("RFO", Quality.ACTUAL)]
    assert september[0].days != september[1].days
    assert {each.quality for each in demo.curves(contract.point)} == {Quality.ACTUAL}


def test_registers_and_curve_of_one_meter_tell_the_same_energy(demo: Demo) -> None:
    bands = load_bands()
    (both,) = [code for code in demo.points if demo.curves(code) and len(demo.readings(code)) > 1]
    readings = {each.day: each.bands(Kind.ACTIVE) for each in demo.readings(both)}
    _, *curves = demo.curves(both)  # of the first month the reading before was not sent
    assert len(curves) == 14
    for curve in curves:
        before, after = readings[curve.month.start - ONE_DAY], readings[curve.month.last]
        assert {band: after[band] - before[band] for band in after} == band_totals(curve.days, bands)


def test_the_day_of_the_clock_change_has_a_hundred_quarters(demo: Demo) -> None:
    curves = [each for code in demo.points for each in demo.curves(code)]
    october = [each for each in curves if each.month.start == dt.date(2026, 10, 1)]
    assert len(october) == 4
    assert {len(curve.days[24].values) for curve in october} == {100}


def test_a_counter_of_five_digits_rolls_over(demo: Demo) -> None:
    (point,) = {code for code in demo.points if any(each.digits == 5 for each in demo.readings(code))}
    august, september = (each.bands(Kind.ACTIVE)["F2"] for each in demo.readings(point)[-3:-1])
    assert august > 99_900
    assert september < 100


def test_the_estimated_reading_is_the_last_of_its_meter(demo: Demo) -> None:
    readings = [each for code in demo.points for each in demo.readings(code)]
    assert [(each.point, each.day) for each in readings if each.quality is Quality.ESTIMATED] == [
        (demo.contract(ESTIMATED).point, dt.date(2026, 10, 31))
    ]


def test_the_use_of_the_year_before_is_plausible(demo: Demo) -> None:
    """kWh a month: homes, shops and offices, works. Left out: the empty home, and the counter that rolls over."""
    for contract in demo.contracts.values():
        readings = [each for each in demo.readings(contract.point) if each.day < dt.date(2026, 9, 1)]
        totals = [sum(each.bands(Kind.ACTIVE).values()) * each.multiplier for each in readings]
        if len(totals) < 2 or contract.party in ("C0007", "C0009"):
            continue
        month = (totals[-1] - totals[0]) / (len(totals) - 1)
        is_home = contract.terms.entries[0].value.supply.customer_class != "other"
        low, high = (100, 500) if is_home else (250, 1600) if contract.cycle_months == 2 else (5000, 15000)
        assert low <= month <= high, contract.number

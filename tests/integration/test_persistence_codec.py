"""The codec and the curve blob: what is written is read back, always the same bytes, old documents are upgraded."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import attrs
import cattrs
import msgspec
import pytest
from cattrs.gen import make_dict_unstructure_fn, override
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.persistence import curve_blob
from adapters.persistence.codec import CODEC, DocumentCodec, UnreadableDocument
from domain.billing.bill import Bill
from domain.billing.duties.instalment_offer import InstalmentOffer
from domain.billing.duties.limitation import Limited
from domain.billing.run import ResultOutcome, Review
from domain.contracts.contract import Contract
from domain.contracts.party import PartyKind
from domain.kernel.digest import digest_of_bytes
from domain.kernel.fault import Severity
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.metering.curve import MonthCurve
from domain.metering.reading import Kind, NewMeter, Reading, Rebuilt, RegisterValue
from domain.metering.validation.finding import Decision, Finding, FindingStep, Measure
from domain.metering.validation.rule import RuleSetting, Setting
from domain.pricing.facts import BillingFacts
from domain.pricing.rights.instalment_rules import InstalmentCase
from domain.pricing.taxes.vat import VatTotal
from tests.support.strategies import documents as samples
from tests.support.strategies import supply
from tests.support.strategies.bills import HOME_VAT, PARTIES, bills, sample_bill
from tests.support.strategies.meters import month_curves, quantities_stated, readings

PLAIN = cattrs.Converter()  # writes every class field by field; msgspec knows days and numbers itself
for native in (Decimal, dt.date, dt.datetime):
    PLAIN.register_unstructure_hook(native, lambda value: value)
PLAIN.register_unstructure_hook(
    Rebuilt, make_dict_unstructure_fn(Rebuilt, PLAIN, only_if_joined=override(omit_if_default=True))
)

OFFER = InstalmentOffer(InstalmentCase.ANOMALOUS, 2, dt.date(2026, 10, 15), "A rate.")
LIMITED = Limited(Period(dt.date(2024, 1, 1)), (VatTotal(HOME_VAT, Money.of("30.00"), Money.of("3.00")),))
DECIDED_AT = dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC)
FINDING = Finding(Measure.of(samples.curve()), "VEE-009", Severity.WARN, "why").decided(
    Decision(FindingStep.CONFIRM, "ada", DECIDED_AT, "right", "detail")
)
DOCUMENTS = [
    *PARTIES.values(),
    samples.seller("t"),
    samples.BRAND,
    samples.supply_point(),
    samples.FIXED_OFFER,
    samples.INDEXED_OFFER,
    samples.contract(),
    samples.reading(),
    samples.curve(),
    samples.refused_record(),
    FINDING,
    FINDING.decisions[0],
    RuleSetting("VEE-008", Setting.OFF, "ada", DECIDED_AT, "why"),
    samples.parameter_head(),
    samples.parameter_row(),
    samples.SOURCE,
    samples.billing_run(),
    samples.result("K", ResultOutcome.HELD),
    samples.result("K", ResultOutcome.REFUSED),
    attrs.evolve(
        samples.result("K", ResultOutcome.HELD), outcome=ResultOutcome.SENT_BACK, review=Review("Ada", "wrong")
    ),
    samples.mandate(),
    samples.receivable(),
    samples.flow_file(),
    samples.payment_file(),
    *(sample_bill(kind) for kind in PartyKind),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: type(document).__name__)
def test_every_kind_of_document_is_read_back_as_it_was(document: object) -> None:
    written = CODEC.dump(document)
    read = CODEC.load(type(document), written)
    assert read == document
    assert CODEC.dump(read) == written


@settings(max_examples=40, deadline=None)
@given(bills())
def test_any_bill_is_read_back_with_the_same_digest(bill: Bill) -> None:
    read = CODEC.load(Bill, CODEC.dump(bill))
    assert (read, read.digest) == (bill, bill.digest)


@settings(max_examples=40, deadline=None)
@given(readings())
def test_any_reading_is_read_back(reading: Reading) -> None:
    assert CODEC.load(Reading, CODEC.dump(reading)) == reading


@settings(max_examples=15, deadline=None)
@given(month_curves())
def test_any_curve_is_read_back(curve: MonthCurve) -> None:
    assert CODEC.load(MonthCurve, CODEC.dump(curve)) == curve


def test_decimals_keep_their_places() -> None:
    row = samples.parameter_row("1.2300")
    assert str(CODEC.load(type(row), CODEC.dump(row)).value) == "1.2300"


def test_members_of_a_union_carry_their_class_name() -> None:
    assert b'"type":"FixedPrice"' in CODEC.json(samples.FIXED_OFFER)
    assert b'"type":"IndexedPrice"' in CODEC.json(samples.INDEXED_OFFER)
    assert b'"supply":{"type":"ElectricityTerms"' in CODEC.json(samples.contract())


def test_facts_are_written_without_what_their_commodity_declares_and_read_with_that_of_their_contract() -> None:
    october = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
    facts = supply.facts(
        october,
        supply.resident("3"),
        supply.mono(".1"),
        [supply.used(october, 310)],
    )
    written = CODEC.json(facts)
    assert "commodity" not in msgspec.json.decode(written)
    read = CODEC.load(BillingFacts, CODEC.dump(facts))
    assert read.commodity is facts.commodity
    assert CODEC.json(read) == written


def test_sets_are_written_in_order() -> None:
    assert b'"customers":["domestic_non_resident","domestic_resident","other"]' in CODEC.json(samples.FIXED_OFFER)


@attrs.frozen
class Tariff:
    """An invented document in its third schema: 1 had cents, 2 had no name."""

    name: str
    price: Decimal
    since: dt.date


def cents_to_euro(tree: dict[str, Any]) -> dict[str, Any]:
    return {"price": str(Decimal(tree["cents"]).scaleb(-2)), "since": tree["since"]}


def unnamed(tree: dict[str, Any]) -> dict[str, Any]:
    return {"name": "unnamed", **tree}


UPGRADING = DocumentCodec({Tariff: {1: cents_to_euro, 2: unnamed}})


def test_an_old_document_is_upgraded_step_by_step() -> None:
    first = DocumentCodec().pack(Tariff, b'{"cents":"1250","since":"2026-01-01"}')
    assert UPGRADING.load(Tariff, first) == Tariff("unnamed", Decimal("12.50"), dt.date(2026, 1, 1))
    now = Tariff("a", Decimal("1.0"), dt.date(2026, 1, 1))
    assert UPGRADING.schema(Tariff) == 3
    assert UPGRADING.load(Tariff, UPGRADING.dump(now)) == now


def test_a_contract_written_before_the_tariff_code_counted_leaves_the_power_to_the_code() -> None:
    written = CODEC.json(samples.contract()).replace(b'"peak_power":null', b'"peak_power":false')
    assert b'"peak_power":false' in written
    assert CODEC.load(Contract, DocumentCodec().pack(Contract, written)) == samples.contract()


@pytest.mark.parametrize(
    ("document", "later"),
    [
        (sample_bill(), ("upheld",)),
        (samples.contract(), ("impediments",)),
        (OFFER, ("most",)),
        (LIMITED, ("contracts",)),
    ],
)
def test_a_document_of_before_a_field_was_kept_is_read_with_its_default(document: Any, later: tuple[str, ...]) -> None:
    tree = msgspec.json.decode(CODEC.json(document))
    for name in later:
        del tree[name]
    assert CODEC.load(type(document), CODEC.pack(type(document), msgspec.json.encode(tree))) == document


def test_a_document_of_a_newer_programme_is_refused() -> None:
    newer = UPGRADING.dump(Tariff("a", Decimal(1), dt.date(2026, 1, 1)))
    with pytest.raises(UnreadableDocument, match="schema 3, this version reads up to 1"):
        DocumentCodec().load(Tariff, newer)


def test_a_missing_upgrade_is_said() -> None:
    first = DocumentCodec().pack(Tariff, b"{}")
    with pytest.raises(UnreadableDocument, match="no upgrade from 1"):
        DocumentCodec({Tariff: {2: unnamed}}).load(Tariff, first)


def test_a_number_that_is_no_text_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match=r"1\.5"):
        DocumentCodec().load(Tariff, DocumentCodec().pack(Tariff, b'{"name":"a","price":1.5,"since":"2026-01-01"}'))


def test_an_unknown_key_is_refused() -> None:
    text = b'{"name":"a","price":"1","since":"2026-01-01","more":1}'
    with pytest.raises(Exception, match="more"):
        DocumentCodec().load(Tariff, DocumentCodec().pack(Tariff, text))


@given(st.lists(st.integers(0, 2**31 - 1), max_size=200))
def test_quarter_hours_are_read_back(values: list[int]) -> None:
    assert list(curve_blob.unpack(curve_blob.pack(values))) == values


@pytest.mark.parametrize("value", [-1, 2**31])
def test_a_quarter_hour_outside_32_bits_is_refused(value: int) -> None:
    with pytest.raises(curve_blob.ValueTooLarge, match=str(value)):
        curve_blob.pack([0, value])


@pytest.mark.parametrize("scale", [20, 90, 200])
def test_a_month_of_realistic_quarter_hours_takes_little_room(scale: int) -> None:
    noise = random.Random(scale)  # noqa: S311 - noise, not a secret
    shape = [1.0 + (3.0 if 76 <= quarter < 92 else 0.0) + (1.0 if 28 <= quarter < 36 else 0.0) for quarter in range(96)]
    values = [round(noise.gammavariate(2.0, scale * shape[i % 96] / 2)) for i in range(31 * 96)]
    assert len(curve_blob.pack(values)) / len(values) <= 1.6


@given(readings() | quantities_stated(), st.booleans(), st.booleans())
def test_a_reading_is_written_field_by_field_for_ever_because_its_digest_is_its_key(
    reading: Reading, is_exchange: bool, only_if_joined: bool
) -> None:
    if is_exchange and reading.values:
        new = NewMeter("N-1", reading.values, 6, coefficient=Decimal("1.02"))
        reading = attrs.evolve(
            reading,
            exchange=new,
            coefficient=Decimal("0.98"),
            rebuilt=Rebuilt(reading.day, reading.values, only_if_joined),
        )
    assert CODEC.json(reading) == msgspec.json.encode(PLAIN.unstructure(reading))
    assert CODEC.load(Reading, CODEC.dump(reading)) == reading


def test_a_rebuilt_volume_is_written_as_before_quantities_beside_registers_came() -> None:
    rebuilt = Rebuilt(dt.date(2026, 8, 1), (RegisterValue(Kind.ACTIVE, "M", Decimal(4)),))
    tree = msgspec.json.decode(CODEC.json(attrs.evolve(samples.reading(), rebuilt=rebuilt)))
    assert tree["rebuilt"] == {"start": "2026-08-01", "values": [{"kind": "ea", "band": "M", "value": "4"}]}


def test_the_digest_of_a_reading_is_that_of_its_first_release() -> None:
    assert (
        digest_of_bytes(CODEC.json(samples.reading()))
        == "76f997c061863537ea34f37f325301df013f5a6f679835e21a4ec45130fe1f79"
    )

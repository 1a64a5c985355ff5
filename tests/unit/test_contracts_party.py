"""Parties, sellers and points: what can be built is what a document can name."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from domain.commodities.registry import UnknownCommodity
from domain.contracts.party import Address, Party, PartyKind
from domain.contracts.seller import Brand
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.kernel.identifiers import CodiceDestinatario, InvalidIdentifier
from tests.support.strategies.bills import ADDRESS, PARTIES, SELLER

PERSON, COMPANY, PUBLIC = (PARTIES[kind] for kind in (PartyKind.PERSON, PartyKind.COMPANY, PartyKind.PUBLIC_BODY))
DISTRIBUTOR = Distributor("12345678903", "Rete", "803500")


@pytest.mark.parametrize("postcode", ["", "2012", "201211", "2012A", "20121\n", " 20121"])
def test_a_postcode_is_five_digits(postcode: str) -> None:
    with pytest.raises(ValueError, match="expected 5 digits"):
        attrs.evolve(ADDRESS, postcode=postcode)


@pytest.mark.parametrize("province", ["", "M", "mi", "MIL", "M1", "MI\n"])
def test_a_province_is_two_capitals(province: str) -> None:
    with pytest.raises(ValueError, match=r"expected two capitals, e\.g\. MI"):
        attrs.evolve(ADDRESS, province=province)


def test_an_address_is_written_in_one_line() -> None:
    assert str(Address("Via Roma", "12/A", "20121", "Milano", "MI")) == "Via Roma 12/A, 20121 Milano (MI)"


@pytest.mark.parametrize("party", PARTIES.values(), ids=[kind.value for kind in PARTIES])
def test_a_party_without_any_tax_number_is_refused(party: Party) -> None:
    with pytest.raises(ValueError, match="needs a codice fiscale or a partita IVA"):
        attrs.evolve(party, codice_fiscale=None, partita_iva=None)


def test_one_tax_number_is_enough() -> None:
    assert attrs.evolve(COMPANY, codice_fiscale=None).partita_iva
    assert attrs.evolve(COMPANY, partita_iva=None).codice_fiscale


@pytest.mark.parametrize(
    ("party", "names"),
    [
        (PERSON, {"first_name": ""}),
        (PERSON, {"last_name": ""}),
        (PERSON, {"first_name": "", "last_name": ""}),
        (PERSON, {"denomination": "Rossi S.r.l."}),
        (COMPANY, {"denomination": ""}),
        (COMPANY, {"first_name": "Mario", "last_name": "Rossi"}),
    ],
)
def test_a_party_has_first_and_last_name_or_a_denomination(party: Party, names: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needs first and last name, or a denomination, not both"):
        attrs.evolve(party, **names)


def test_the_name_to_print_is_the_denomination_or_both_names() -> None:
    assert PERSON.name == "Mario Rossi"
    assert COMPANY.name == COMPANY.denomination


@pytest.mark.parametrize("kind", PartyKind)
def test_only_a_public_body_is_reached_by_an_office_of_six_characters(kind: PartyKind) -> None:
    party = PARTIES[kind]
    is_public = kind is PartyKind.PUBLIC_BODY
    good, wrong = ("UFABCD", "ABC1234") if is_public else ("ABC1234", "UFABCD")
    assert attrs.evolve(party, destination=CodiceDestinatario(good)).destination.is_public_office == is_public
    with pytest.raises(ValueError, match=f"destination {wrong} does not fit a {kind.value}"):
        attrs.evolve(party, destination=CodiceDestinatario(wrong))


@pytest.mark.parametrize("treatment", ["N2.2", "N1", "payment"])
def test_the_rai_fee_has_one_of_three_treatments(treatment: str) -> None:
    assert attrs.evolve(SELLER, rai_treatment=treatment).rai_treatment == treatment
    with pytest.raises(ValueError, match=r"seller demo: rai_treatment is N2\.2, N1 or payment, got 'x'"):
        attrs.evolve(SELLER, rai_treatment="x")


@pytest.mark.parametrize("colour", ["", "0b4f6c", "#0b4f6", "#0b4f6cc", "#0b4f6g", "red", "#0b4f6c\n"])
def test_a_colour_of_a_brand_is_six_hexadecimal_digits(colour: str) -> None:
    for name in ("primary", "accent"):
        with pytest.raises(ValueError, match=f"brand {name}: expected a colour as #rrggbb"):
            attrs.evolve(Brand("", "#0b4f6c", "#FFC145"), **{name: colour})


def test_a_logo_is_svg_or_nothing() -> None:
    assert Brand("<svg/>", "#0b4f6c", "#FFC145").logo_svg
    with pytest.raises(ValueError, match="expected an SVG document, or nothing"):
        Brand("logo.png", "#0b4f6c", "#FFC145")


def test_a_supply_point_has_the_code_of_its_commodity_in_its_one_form() -> None:
    assert SupplyPoint("IT001E12345678", "electricity", ADDRESS, DISTRIBUTOR).code == "IT001E12345678"
    with pytest.raises(InvalidIdentifier, match="POD 'IT001E123456789': expected the form IT001E12345678"):
        SupplyPoint("IT001E123456789", "electricity", ADDRESS, DISTRIBUTOR)
    with pytest.raises(InvalidIdentifier, match="POD '12345678901234': expected IT, 3 digits"):
        SupplyPoint("12345678901234", "electricity", ADDRESS, DISTRIBUTOR)


def test_a_supply_point_of_an_unknown_commodity_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownCommodity, match=r"no commodity 'steam'; known: .*electricity"):
        SupplyPoint("IT001E12345678", "steam", ADDRESS, DISTRIBUTOR)

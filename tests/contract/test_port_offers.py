"""Contract of the readers of offers and of the reports of a shadow run."""

from __future__ import annotations

import pytest

from adapters.portale.portale_offers import PortaleOffers
from adapters.reports.shadow_files import ShadowFiles
from application.ports.offer_files import BadOfferFile, OfferFiles
from application.ports.shadow_reports import ShadowReports
from domain.commodities.registry import commodity
from domain.offers.shadow import compared
from tests.support.portale_samples import listed, offerta


@pytest.fixture
def files() -> OfferFiles:
    return PortaleOffers()


@pytest.fixture
def reports() -> ShadowReports:
    return ShadowFiles()


def test_a_file_gives_offers_coded_by_their_family_and_keeps_what_it_refuses(files: OfferFiles) -> None:
    data = listed(offerta(code="A"), offerta(code="B", market="03"))
    found = files.read("x.xml", data)
    assert [offer.code for offer in found.offers] == ["A"]
    assert [(each.number, each.faults[0].code) for each in found.refused] == [(2, "OFR-003")]
    assert found == files.read("another name.xml", data)


def test_a_file_of_another_kind_is_told(files: OfferFiles) -> None:
    with pytest.raises(BadOfferFile, match="letter"):
        files.read("letter", b"Gentile cliente\n")


def test_standard_customers_have_terms_and_energy_of_their_commodity(files: OfferFiles) -> None:
    for customer in files.standard_customers():
        assert isinstance(customer.supply, commodity(customer.commodity).terms)
        assert sum(part.value for part in customer.energy) > 0


def test_a_report_without_contracts_has_files_all_the_same(reports: ShadowReports) -> None:
    report = compared([], largest=3, before_book="a", after_book="b")
    assert all(reports.files("empty", report).values())

"""Bills of several supplies, of other commodities, with corrections: built here, printed and e-invoiced by the tests.

The values are invented; they stand for no tariff in force.
"""

from __future__ import annotations

import pytest

from domain.commodities.electricity.terms import ElectricityTerms
from domain.kernel.money import ZERO, total
from tests.support.document_samples import DOCUMENTS, conguaglio_bill, reversal_bill, three_bill
from tests.support.print_samples import home_bill


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sample_document_adds_up(name: str) -> None:
    bill = DOCUMENTS[name]()
    assert bill.total == bill.net + total(part.tax for part in bill.vat)


def test_the_samples_are_what_their_names_say() -> None:
    assert [part.point.commodity for part in three_bill().parts] == ["electricity", "gas", "water"]
    assert isinstance(three_bill().main.supply, ElectricityTerms)
    assert reversal_bill().payable == -home_bill().payable < ZERO
    assert conguaglio_bill().total > home_bill().total

"""Realistic bills to print: a home with three bands, a business, a public body, and the awkward ones.

Tariff values are those of the acts of 2026; people, sellers and readings are invented.
"""

from __future__ import annotations

import pytest

from tests.support.print_samples import BILLS


@pytest.mark.parametrize("name", BILLS)
def test_a_sample_bill_owes_what_its_lines_and_vat_add_up_to(name: str) -> None:
    bill = BILLS[name]()
    assert bill.main.priced.net + bill.main.priced.tax == bill.total
    assert bill.total - bill.main.priced.split_tax == bill.payable

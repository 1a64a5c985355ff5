"""The surtax has lines of its own after the excise, which stays as it is; energy is cut where its rate changes."""

from __future__ import annotations

import datetime as dt

import attrs

from domain.commodities.electricity.commodity import ELECTRICITY
from domain.kernel.validity import Period
from domain.pricing.price import price
from domain.pricing.priced import Priced
from domain.pricing.taxes.tax import EXCISE
from domain.tariffs.component import Block, Quota
from tests.support.strategies.supply import facts, mono, packaged_book, resident, used

october, middle = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1)), dt.date(2026, 10, 16)
month = facts(october, resident("3"), mono(".1"), [used(october, 310)])
bill = price(month, packaged_book())
assert isinstance(bill, Priced), bill
taxes = [line for line in bill.lines if line.block is Block.TAXES]
assert [line.code for line in taxes] == [EXCISE, EXCISE, "town_surtax", "town_surtax"], taxes
assert [str(line.amount) for line in taxes[2:]] == ["1.50", "3.20"]
assert [line.period.start for line in taxes[2:]] == [october.start, middle]
assert {(line.label, line.quota) for line in taxes[2:]} == {("Addizionale comunale", Quota.TAX)}

before = attrs.evolve(month, commodity=attrs.evolve(ELECTRICITY, taxes=ELECTRICITY.taxes[:1]))
alone = price(before, packaged_book())
assert isinstance(alone, Priced)
excise = [sum(line.amount.amount for line in each.lines if line.code == EXCISE) for each in (bill, alone)]
assert excise[0] == excise[1]

"""Load what the documents of a page of a run need to be issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from application.billing.bill_store import paid_of
from application.ports.unit_of_work import UnitOfWork
from domain.billing.bill import PaymentTerms
from domain.billing.issue.bill_issue import HISTORY_MONTHS, BillIssue, months_before
from domain.billing.run import BillingRun
from domain.contracts.contract import Contract, PaymentMethod
from domain.kernel.calendar import BandCalendar
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import RolloverRule
from domain.metering.curve import current_curves
from domain.metering.reading import current
from domain.metering.validation.finding import not_withheld
from domain.payments.mandate import Mandate, MandateStatus
from domain.tariffs.book import TariffBook

_ONE_DAY = dt.timedelta(days=1)


def load_bill_issue(
    uow: UnitOfWork,
    run: BillingRun,
    numbers: Sequence[str],
    rollover: RolloverRule,
    bands: BandCalendar,
    book: TariffBook,
) -> BillIssue:
    """Everything the documents of these contracts need, with a fixed number of queries."""
    contracts = uow.contracts.of(numbers)
    codes = {contract.point for contract in contracts.values()}
    first = months_before(run.period.stop, HISTORY_MONTHS)
    stop = max(run.period.stop, month_of(run.issue_on).start)
    readings = uow.measures.readings(codes, first - _ONE_DAY, stop - _ONE_DAY)
    curves = uow.measures.curves(codes, Period(first, stop))
    mandates = uow.mandates.of_contracts(numbers)
    withheld = uow.findings.withheld(codes)
    return BillIssue(
        run=run,
        seller=uow.sellers.get(),
        contracts=contracts,
        parties=uow.parties.of({contract.party for contract in contracts.values()}),
        points=uow.points.of(codes),
        offers={offer.code: offer for offer in uow.offers.all()},
        payments={number: _payment(contract, mandates.get(number, ())) for number, contract in contracts.items()},
        readings={code: current(not_withheld(found, withheld.get(code, ()))) for code, found in readings.items()},
        curves={code: current_curves(not_withheld(found, withheld.get(code, ()))) for code, found in curves.items()},
        rollover=rollover,
        bands=bands,
        book=book,
        paid=lambda documents: paid_of(uow, documents),
        earlier=lambda number, day, months: uow.bills.before([number], day, months)[number],
    )


def _payment(contract: Contract, mandates: Sequence[Mandate]) -> PaymentTerms:
    if contract.payment is PaymentMethod.DIRECT_DEBIT:
        for mandate in mandates:
            if mandate.status is MandateStatus.ACTIVE:
                return PaymentTerms(PaymentMethod.DIRECT_DEBIT, mandate.iban.masked, str(mandate.umr))
    return PaymentTerms(PaymentMethod.TRANSFER)

"""Issuing: from a priced contract to the document that goes out, with everything printed on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import attrs

from application.billing.booking import paid_of
from application.ports.unit_of_work import UnitOfWork
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
from domain.billing.bill_duties import instalments_of, with_limitation
from domain.billing.closing import closes
from domain.billing.duties.stamp import stamp_duty
from domain.billing.run import BillingRun
from domain.contracts.contract import Contract, PaymentMethod
from domain.contracts.party import Party
from domain.contracts.seller import Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.calendar import BandCalendar
from domain.kernel.money import Money
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import (
    BandEnergy,
    Consumption,
    CounterWentBackwards,
    CurveIncomplete,
    MeterChanged,
    MissingReading,
    RolloverRule,
    between_readings,
    from_curves,
    stretches,
)
from domain.metering.curve import MonthCurve, current_curves
from domain.metering.reading import Kind, Quality, Reading, current
from domain.metering.validation.finding import not_withheld
from domain.payments.mandate import Mandate, MandateStatus
from domain.pricing.correction import MeterReading, meter_readings
from domain.pricing.priced import Priced
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import Offer

HISTORY_MONTHS = 12
_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen(eq=False)
class Issuing:
    """What the documents of one page of a run share, loaded with a fixed number of queries.

    earlier  the documents of a contract in the months before a day, asked for only where a duty hangs on them
    paid     what was paid of some documents, asked for only where they are corrected
    """

    run: BillingRun
    seller: Seller
    contracts: Mapping[str, Contract]
    parties: Mapping[str, Party]
    points: Mapping[str, SupplyPoint]
    offers: Mapping[str, Offer]
    mandates: Mapping[str, Sequence[Mandate]]
    readings: Mapping[str, tuple[Reading, ...]]
    curves: Mapping[str, tuple[MonthCurve, ...]]
    rollover: RolloverRule
    bands: BandCalendar
    book: TariffBook
    earlier: Callable[[str, dt.date, int], Sequence[Bill]]
    paid: Callable[[Sequence[str]], Money]

    @classmethod
    def load(
        cls,
        uow: UnitOfWork,
        run: BillingRun,
        numbers: Sequence[str],
        rollover: RolloverRule,
        bands: BandCalendar,
        book: TariffBook,
    ) -> Issuing:
        """Everything the documents of these contracts need."""
        contracts = uow.contracts.of(numbers)
        codes = {contract.point for contract in contracts.values()}
        first = months_before(run.period.stop, HISTORY_MONTHS)
        stop = max(run.period.stop, month_of(run.issue_on).start)
        readings = uow.measures.readings(codes, first - _ONE_DAY, stop - _ONE_DAY)
        curves = uow.measures.curves(codes, Period(first, stop))
        withheld = uow.findings.withheld(codes)
        return cls(
            run=run,
            seller=uow.sellers.get(),
            contracts=contracts,
            parties=uow.parties.of({contract.party for contract in contracts.values()}),
            points=uow.points.of(codes),
            offers={offer.code: offer for offer in uow.offers.all()},
            mandates=uow.mandates.of_contracts(numbers),
            readings={code: current(not_withheld(found, withheld.get(code, ()))) for code, found in readings.items()},
            curves={
                code: current_curves(not_withheld(found, withheld.get(code, ()))) for code, found in curves.items()
            },
            rollover=rollover,
            bands=bands,
            book=book,
            paid=lambda documents: paid_of(uow, documents),
            earlier=lambda number, day, months: uow.bills.before([number], day, months)[number],
        )

    def bill(
        self,
        supplies: Sequence[Priced],
        number: BillNumber,
        *,
        kind: DocumentKind | None = None,
        references: tuple[DocumentReference, ...] = (),
    ) -> Bill:
        """The document over one or more priced contracts of one customer; the first decides term and payment.

        Without a kind it is a bill of its period, or the closing bill where its days end every contract.
        """
        contract = self.contracts[supplies[0].contract]
        issued = self.run.issue_on
        is_last = all(closes(self.contracts[priced.contract], priced) for priced in supplies)
        bill = Bill(
            tenant=self.seller.tenant,
            number=number,
            issued_on=issued,
            due_on=issued + dt.timedelta(days=contract.due_days),
            run=self.run.id,
            seller=self.seller,
            customer=self.parties[contract.party],
            parts=tuple(self.part(priced) for priced in supplies),
            payment=self._payment(contract, issued),
            kind=kind or (DocumentKind.CLOSING if is_last else DocumentKind.BILL),
            references=references,
        )
        return self.with_duties(bill)

    def with_duties(self, bill: Bill) -> Bill:
        """The bill with what is too old set apart, the instalments it must offer and its stamp duty."""
        offer = instalments_of(bill, self.contracts, self.book, self.earlier)
        stamp = stamp_duty(bill.vat, self.book, bill.issued_on)
        return attrs.evolve(with_limitation(bill, self.contracts, self.book), instalments=offer, stamp=stamp)

    def part(self, priced: Priced) -> BillPart:
        """One supply as it stands on a bill."""
        contract = self.contracts[priced.contract]
        terms = contract.terms.on(priced.period.last)
        offer = self.offers[terms.offer]
        return BillPart(
            contract=ContractSummary(
                number=contract.number,
                customer_code=contract.party,
                market=contract.market,
                offer_code=offer.code,
                offer_name=offer.name,
                offer_description=offer.description,
                is_fixed=offer.is_fixed,
                since=contract.period.start,
                conditions_end=contract.conditions_end,
                order=contract.order,
            ),
            point=self.points[contract.point],
            supply=terms.supply,
            priced=self._with_payments(priced),
            readings=self._printed_readings(contract.point, priced.period),
            history=self._history(contract, priced),
        )

    def _with_payments(self, priced: Priced) -> Priced:
        """The priced supply, its corrections knowing what was paid of what they correct."""
        if not priced.corrections:
            return priced
        known = tuple(attrs.evolve(each, paid=self.paid(each.documents)) for each in priced.corrections)
        return attrs.evolve(priced, corrections=known)

    def _payment(self, contract: Contract, day: dt.date) -> PaymentTerms:
        if contract.payment is PaymentMethod.DIRECT_DEBIT:
            for mandate in self.mandates.get(contract.number, ()):
                if mandate.status is MandateStatus.ACTIVE:
                    return PaymentTerms(PaymentMethod.DIRECT_DEBIT, mandate.iban.masked, str(mandate.umr))
        return PaymentTerms(PaymentMethod.TRANSFER)

    def _printed_readings(self, point: str, period: Period) -> tuple[MeterReading, ...]:
        first = period.start - _ONE_DAY
        mine = [reading for reading in self.readings.get(point, ()) if first <= reading.day <= period.last]
        return meter_readings(mine, period)

    def _history(self, contract: Contract, priced: Priced) -> tuple[MonthUse, ...]:
        """Whole months of the last year that measures prove, those charged or corrected as charged, oldest first.

        A document over corrections alone goes up to the month of its issue, or to the end of the contract.
        """
        charged, until = priced.consumption, priced.period.start
        if not charged and priced.corrections:
            charged = tuple(piece for each in priced.corrections for piece in each.consumption)
            until = min(month_of(self.run.issue_on).start, contract.period.stop)
        edges = [day for piece in charged for day in (piece.period.start, piece.period.stop)]
        measured = self._measured_before(contract, until, contract.available_kw(priced.period))
        parts_measured = (part for piece in measured for part in piece.cut(edges))
        months: dict[dt.date, list[Consumption]] = {}
        others = (part for part in parts_measured if not any(part.period.overlaps(each.period) for each in charged))
        for piece in (*others, *charged):
            for part in piece.cut(month.start for month in piece.period.months()):
                months.setdefault(month_of(part.period.start).start, []).append(part)
        uses = []
        for start in sorted(months):
            month = month_of(start)
            parts = months[start]
            if sum(part.period.days for part in parts) == month.days or month.overlaps(priced.period):
                uses.append(_month_use(month, parts))
        return tuple(uses[-HISTORY_MONTHS:])

    def _measured_before(self, contract: Contract, day: dt.date, available_kw: Decimal) -> list[Consumption]:
        """What measures prove of the contract's own days before `day`: those before it are of another customer."""
        first = contract.period.start
        mine = self.readings.get(contract.point, ())
        readings = [reading for reading in mine if first - _ONE_DAY <= reading.day < day]
        found: list[Consumption] = []
        for some, span in stretches(readings):
            if span.start < first:
                continue
            try:
                found += between_readings(some, span, self.rollover, available_kw)
            except (MissingReading, CounterWentBackwards, MeterChanged):
                continue  # the history shows only what is proved; billing itself refuses such a pair
        covered = {month_of(piece.period.start).start for piece in found}
        for curve in self.curves.get(contract.point, ()):
            is_own = first <= curve.month.start and curve.month.stop <= day
            if is_own and curve.month.start not in covered and curve.kind is Kind.ACTIVE:
                try:
                    found += from_curves((curve,), curve.month, self.bands)
                except CurveIncomplete:
                    continue
        return found


def _month_use(month: Period, parts: list[Consumption]) -> MonthUse:
    sums: dict[str, Decimal] = {}
    for part in parts:
        for each in part.bands:
            sums[each.band] = sums.get(each.band, Decimal(0)) + each.value
    estimated = any(part.quality is Quality.ESTIMATED for part in parts)
    bands = tuple(BandEnergy(band, sums[band]) for band in sorted(sums))
    return MonthUse(month, bands, Quality.ESTIMATED if estimated else Quality.ACTUAL)


def months_before(day: dt.date, months: int) -> dt.date:
    """The first day of the month that many months before `day`'s."""
    index = day.year * 12 + day.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, 1)

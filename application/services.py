"""The ports, gathered: what a caller of the use cases is handed by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from application.ports.api_keys import ApiKeys
from application.ports.calls import CallFiles
from application.ports.case_files import CaseFiles
from application.ports.channels import Channels, Spool
from application.ports.chunk_runner import ChunkRunner
from application.ports.clock import Clock
from application.ports.containers import Containers
from application.ports.curve_arithmetic import CurveArithmetic
from application.ports.curve_mirror import CurveMirror
from application.ports.customer_readings import SelfReadingFlows
from application.ports.direct_debit import DirectDebits
from application.ports.einvoices import EInvoices
from application.ports.flow_records import FlowRecords
from application.ports.ids import Ids
from application.ports.market_flows import MarketFlows
from application.ports.measure_flows import MeasureFlows
from application.ports.measure_writer import MeasureWriter
from application.ports.offer_files import OfferFiles
from application.ports.pause import Pause
from application.ports.printing import BillPrinter
from application.ports.processes import Processes
from application.ports.proofs import Proofs
from application.ports.reading_lists import ReadingLists
from application.ports.shadow_reports import ShadowReports
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from domain.payments.bank_profile import BankProfile


@attrs.frozen
class TenantServices:
    """What each tenant has of its own.

    bank        the profile of the bank that collects
    debits      the files that this bank takes
    einvoices   e-invoices in the tenant's layout, sent by its transmitter
    """

    bank: BankProfile
    debits: DirectDebits
    einvoices: EInvoices


@attrs.frozen
class Services:
    """Every port, implemented. Nothing else is global.

    of        what a tenant has of its own, by its name; what it has not set is as everybody's
    glossary  what each component of a bill is for, by code
    work      carries out one chunk of a run: (tenant, run, number), in whichever process it is called
    """

    units: UnitsOfWork
    books: TariffBooks
    flows: MeasureFlows
    market_flows: MarketFlows
    processes: Processes
    records: FlowRecords
    channels: Channels
    containers: Containers
    spool: Spool
    pause: Pause
    calls: CallFiles
    lists: ReadingLists
    self_reading_flows: SelfReadingFlows
    clock: Clock
    ids: Ids
    runner: ChunkRunner
    printer: BillPrinter
    api_keys: ApiKeys
    of: Callable[[str], TenantServices]
    glossary: Mapping[str, str]
    work: Callable[[str, str, int], int]
    cases: CaseFiles
    proofs: Proofs
    offer_files: OfferFiles
    shadow_reports: ShadowReports
    curve_arithmetic: CurveArithmetic
    curve_mirror: CurveMirror
    measure_writer: MeasureWriter

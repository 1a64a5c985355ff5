"""Every port over a database, put together from the builders of the adapter packages.

Of each package no more than its `build` is known here, and that imports what is behind it when it is called: a command
waits only for what it uses. SII (Sistema Informativo Integrato) and SdI (Sistema di Interscambio) meet here and nowhere
else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from adapters.cases.build import build_cases
from adapters.cdr.build import build_calls
from adapters.channels.build import build_channels, build_spool
from adapters.curves.build import build_curve_arithmetic, build_curve_mirror
from adapters.fatturapa.build import build_einvoices
from adapters.persistence.build import build_stores, units_of_worker
from adapters.portale.build import build_offer_files
from adapters.print.build import build_glossary, build_printer
from adapters.proof.build import build_proofs
from adapters.reading_lists.build import build_reading_lists
from adapters.reports.build import build_shadow_reports
from adapters.runner.build import build_runner
from adapters.sepa.build import build_bank
from adapters.settings import BadSetting, Settings
from adapters.sii.build import build_sii
from adapters.system_clock import SystemPause, TimeOrderedIds
from adapters.tariffs.build import build_books
from application.billing.execute_run import execute_chunk
from application.ports.clock import Clock
from application.services import Services, TenantServices


def build_services(settings: Settings, url: str, clock: Clock) -> Services:
    """Every port over the database at `url`. BadSetting where a setting cannot be used."""
    books, sii, stores = build_books(), build_sii(), build_stores(url)
    return Services(
        units=stores.units,
        api_keys=stores.api_keys,
        books=books,
        flows=sii.flows,
        market_flows=sii.market_flows,
        measure_writer=sii.measure_writer,
        processes=sii.processes,
        records=sii.records,
        containers=sii.containers,
        channels=build_channels(lambda tenant: settings.of(tenant).channels_file, clock),
        spool=build_spool(),
        curve_arithmetic=build_curve_arithmetic(),
        curve_mirror=build_curve_mirror(),
        calls=build_calls(),
        lists=build_reading_lists(),
        self_reading_flows=sii.self_reading_flows,
        cases=build_cases(books, clock),
        proofs=build_proofs(),
        offer_files=build_offer_files(),
        shadow_reports=build_shadow_reports(),
        printer=build_printer(),
        glossary=build_glossary(),
        of=_tenants(settings),
        clock=clock,
        pause=SystemPause(),
        ids=TimeOrderedIds(),
        runner=build_runner(settings.processes),
        work=functools.partial(execute_chunk_at, url),
    )


def _tenants(settings: Settings) -> Callable[[str], TenantServices]:
    """What each tenant has of its own; those that have set nothing share one."""
    einvoices = build_einvoices(settings.fatturapa_xsd)

    def build(own: Settings) -> TenantServices:
        try:
            bank, debits = build_bank(own.bank_profile)
        except ValueError as error:
            raise BadSetting("bank_profile", str(error)) from error
        return TenantServices(bank, debits, einvoices(own.transmitter, own.credit_document, own.point_label))

    return settings.for_each_tenant(build)


def execute_chunk_at(url: str, tenant: str, run_id: str, number: int) -> int:
    """Carry out one chunk against the database at `url`, in whichever process this is."""
    return execute_chunk(units=units_of_worker(url), books=build_books(), tenant=tenant, run_id=run_id, number=number)

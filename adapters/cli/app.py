"""The command line, assembled."""

from __future__ import annotations

import attrs
from cyclopts import App

from adapters.cli.bills import bill_commands
from adapters.cli.calls import call_commands
from adapters.cli.cases import add_case_commands
from adapters.cli.channels import channel_commands
from adapters.cli.corrections import add_correction_commands
from adapters.cli.curves import curve_commands
from adapters.cli.entry import Entry
from adapters.cli.errors import with_messages
from adapters.cli.estimate_scores import add_estimates_command
from adapters.cli.findings import finding_commands, measure_commands
from adapters.cli.flows import flow_commands
from adapters.cli.historical_consumption import add_history_command
from adapters.cli.market_cases import market_case_commands
from adapters.cli.offers import offer_commands
from adapters.cli.proof import add_proof_commands
from adapters.cli.readings import reading_commands
from adapters.cli.receivables import add_collect_command
from adapters.cli.registry import registry_commands
from adapters.cli.runs import run_commands
from adapters.cli.service import add_service_commands
from adapters.cli.shadow import add_shadow_command
from adapters.cli.simulated.demo import add_demo_command
from adapters.cli.simulated.simulator import simulator_commands
from adapters.cli.simulated.year import add_year_command
from adapters.cli.tariffs import tariff_commands

HELP = """Bollettario: from a distributor's meter file to an issued, printed, collectable bill.

Start with `bollettario demo`. Days are YYYY-MM-DD; periods exclude their last day. --json prints for programs.
Settings: bollettario.toml, or BOLLETTARIO_* in the environment (DATABASE_URL, TENANT, FATTURAPA_XSD ...).
"""


def build_cli(entry: Entry) -> App:
    """The command `bollettario` over an installation."""
    entry = attrs.evolve(entry, open_services=with_messages(entry.open_services))
    app = App(name="bollettario", help=HELP, help_format="markdown")
    add_demo_command(app, entry)
    add_year_command(app, entry)
    app.command(simulator_commands(entry))
    add_case_commands(app, entry)
    app.command(tariff_commands(entry))
    app.command(registry_commands(entry))
    app.command(flow_commands(entry))
    app.command(channel_commands(entry))
    app.command(market_case_commands(entry))
    app.command(reading_commands(entry))
    app.command(finding_commands(entry))
    app.command(add_history_command(measure_commands(entry), entry))
    app.command(curve_commands(entry))
    app.command(call_commands(entry))
    app.command(add_estimates_command(add_shadow_command(run_commands(entry), entry), entry))
    app.command(offer_commands(entry))
    app.command(bill_commands(entry))
    add_proof_commands(app, entry)
    add_correction_commands(app, entry)
    add_collect_command(app, entry)
    add_service_commands(app, entry)
    return app

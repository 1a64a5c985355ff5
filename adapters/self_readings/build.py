"""What this package gives the house: customers' readings as files for the distributor."""

from __future__ import annotations

from application.ports.customer_readings import SelfReadingFlows


def build_self_reading_flows() -> SelfReadingFlows:
    """The files for distributors with whom no message is declared."""
    from adapters.self_readings.files import SelfReadingFiles

    return SelfReadingFiles()

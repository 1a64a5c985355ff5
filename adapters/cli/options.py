"""Options that many commands share, each with what it means."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

Tenant = Annotated[str, Parameter(help="the tenant to act for; the one of the settings when left out")]
AsJson = Annotated[bool, Parameter(name="--json", negative="", help="print one JSON document, for programs")]
Limit = Annotated[int, Parameter(help="how many at most")]
BillText = Annotated[str, Parameter(help="the number of a bill as printed, e.g. E2026/0000042")]
RunId = Annotated[str, Parameter(help="the identifier of a run, as plan and list show it")]
Key = Annotated[str, Parameter(help="an idempotency key: the same key with the same input does nothing twice")]

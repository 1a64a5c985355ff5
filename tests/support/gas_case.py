"""A worked case of gas."""

from __future__ import annotations

from typing import Any

CASE: dict[str, Any] = {
    "commodity": "gas",
    "period": {"start": "2026-10-01", "stop": "2026-12-01"},
    "supply": {"customer": "domestic", "area": "2", "excise_zone": "north_centre", "region": "lombardia"},
    "offer": {"price": {"kind": "fixed", "price": "0.47"}},
    "consumption": {"smc": "100"},
}

"""The bands of a meter."""

from __future__ import annotations

from adapters.tariffs.loader import load_bands

BANDS = load_bands()

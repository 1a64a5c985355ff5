"""The source of the product, as the rules of the house look at it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "application", "adapters")


def modules(*packages: str) -> list[Path]:
    """Every module of some top-level folders, in order of path."""
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))

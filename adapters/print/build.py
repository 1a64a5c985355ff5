"""What this package gives the house: the printed bill, and the words that explain its components."""

from __future__ import annotations

from collections.abc import Mapping

from application.ports.printing import BillPrinter


def build_printer() -> BillPrinter:
    """Bills by typst; a compiler a process."""
    from adapters.print.typst_printer import TypstPrinter

    return TypstPrinter()


def build_glossary() -> Mapping[str, str]:
    """What each component of a bill is for, by code."""
    from adapters.print.wording import glossary

    return glossary()

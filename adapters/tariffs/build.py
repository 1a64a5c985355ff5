"""What this package gives the house: the common tariff book, and the reader and checks of parameter directories."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from application.ports.tariff_books import TariffBooks
from domain.pricing.facts import HourlySeries
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow

if TYPE_CHECKING:
    from adapters.tariffs.checks import BookProblem


@functools.cache
def build_books() -> TariffBooks:
    """The packaged book."""
    from adapters.tariffs.books import PackagedTariffs

    return PackagedTariffs()


def read_parameters(
    directory: Path, book: TariffBook
) -> tuple[tuple[ParameterHead, ...], tuple[ParameterRow, ...], tuple[HourlySeries, ...]]:
    """A tenant's own parameters over the common book: heads, rows, hourly series."""
    from adapters.tariffs.hourly import read_hourly
    from adapters.tariffs.overlay import read_overlay

    return (*read_overlay(book, directory), read_hourly(directory))


def check_parameters(directory: Path | None, today: dt.date) -> tuple[BookProblem, ...]:
    """What is wrong or doubtful in a directory of parameters; None: the packaged one."""
    from adapters.tariffs.checks import check
    from adapters.tariffs.files import DATA

    return check(directory or DATA, today)


def parameter_documents(book: TariffBook) -> dict[str, str]:
    """The parameters as a page: name of the document to its text."""
    from adapters.tariffs.documentation import parameters_markdown

    return {"parameters.md": parameters_markdown(book)}

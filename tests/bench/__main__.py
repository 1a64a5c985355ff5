"""The benchmarks: what a core does, as a ratio to one million Decimal multiply-and-quantize in the same process.

Absolute figures depend on the machine; ratios travel. docs/performance.md keeps the table.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import attrs
import pikepdf

from adapters import garbage
from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from adapters.print.typst_printer import TypstPrinter
from adapters.system_clock import SystemClock
from adapters.tariffs.books import PackagedTariffs
from adapters.tariffs.loader import load_book
from domain.billing.bill import Bill, BillNumber
from domain.contracts.seller import Brand
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced
from domain.tariffs.book import TariffBook
from tests.bench.curves import curve_figures
from tests.bench.facts import home_facts, quarter_hour_facts
from tests.bench.import_size import Import, import_sizes
from tests.bench.memory import Memory, run_memory
from tests.bench.message_list import Receipt, list_sizes
from tests.bench.registers import register_figures
from tests.support.print_samples import home_bill

ROUNDS = 5
ANCHOR_OPERATIONS = 1_000_000
RUNS_OF = (1_000, 2_000)  # contracts, in chunks of 500
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>'
BRAND = Brand(LOGO, "#0b4f6c", "#f2a541")


@attrs.frozen
class Figure:
    """One figure: what one core does in a second, and how many anchors one unit costs."""

    name: str
    per_second: float

    def ratio(self, anchor: float) -> float:
        """How many times one anchor operation a unit costs."""
        return anchor / self.per_second


def anchor() -> float:
    """Multiply-and-quantize operations a second, median of the rounds."""
    cent, quantity, unit_price = Decimal("0.01"), Decimal("457"), Decimal("0.118250")

    def work() -> int:
        for _ in range(ANCHOR_OPERATIONS):
            (quantity * unit_price).quantize(cent, ROUND_HALF_UP)
        return ANCHOR_OPERATIONS

    return _rate(work, rounds=3)


def _rate(work: Callable[[], int], rounds: int = ROUNDS, clock: Callable[[], float] = time.perf_counter) -> float:
    """Units a second, the median of the rounds after one round that is not counted."""
    work()
    rates = []
    for _ in range(rounds):
        started = clock()
        done = work()
        rates.append(done / (clock() - started))
    return statistics.median(rates)


def _cpu_rate(work: Callable[[], int]) -> float:
    """Units for each second of this process on a core, whatever else the machine does."""
    return _rate(work, clock=time.process_time)


def pricing(facts: BillingFacts, book: TariffBook, name: str = "") -> Figure:
    """One domestic bill."""
    priced = price(facts, book)
    assert isinstance(priced, Priced), priced

    def work() -> int:
        for _ in range(300):
            price(facts, book)
        return 300

    return Figure(name or f"bills priced ({len(priced.lines)} lines)", _rate(work))


def storing(bill: Bill) -> Figure:
    """Whole bills into PostgreSQL, a commit every thousand."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "data")
        database = engine(server.start())
        units = SqlUnitsOfWork(database)
        serial = iter(range(1, 10**9))

        def work() -> int:
            bills = [_numbered(bill, next(serial)) for _ in range(1000)]
            with units(bill.tenant) as uow:
                uow.bills.add(bills)
                uow.commit()
            return len(bills)

        rate = _rate(work, rounds=3)
        database.dispose()
        server.stop()
    return Figure("bills stored", rate)


def _numbered(bill: Bill, serial: int) -> Bill:
    contract = f"K{serial:08d}"
    part = attrs.evolve(
        bill.main,
        contract=attrs.evolve(bill.main.contract, number=contract),
        priced=attrs.evolve(bill.main.priced, contract=contract),
    )
    return attrs.evolve(bill, number=BillNumber(bill.number.series, bill.number.year, serial), parts=(part,))


def printing(bill: Bill) -> Figure:
    """PDF/A-3b pages, in a warm process."""
    printer = TypstPrinter()

    serial = iter(range(1, 10**9))  # never the same bill twice: typst remembers what it laid out

    def render() -> bytes:
        one = _numbered(bill, next(serial))
        return printer.render(one, brand=BRAND, einvoice=None, einvoice_name="", details_url="https://example.it/b")

    with pikepdf.open(io.BytesIO(render())) as document:
        pages = len(document.pages)

    def work() -> int:
        for _ in range(5):
            render()
        return 5 * pages

    return Figure(f"PDF pages ({pages} a bill)", _rate(work))


def einvoices(bill: Bill) -> tuple[Figure, Figure]:
    """FatturaPA written, and written and checked."""
    writer = FatturaPA(Layout())

    def write() -> int:
        for _ in range(200):
            writer.write(bill, progressive=1, sent_on=bill.issued_on)
        return 200

    def write_and_check() -> int:
        for _ in range(100):
            file = writer.write(bill, progressive=1, sent_on=bill.issued_on)
            writer.check(file.xml, name=file.name, sent_on=bill.issued_on)
        return 100

    checked = Figure("FatturaPA written and checked", _rate(write_and_check))
    return Figure("FatturaPA written", _rate(write)), checked


def main() -> None:
    """Run all, or those whose name holds what follows --only, and print the table; JSON with --json."""
    garbage.collect_rarely()  # as the programme does
    base = anchor()
    figures = [figure for name, make in _benchmarks().items() if _wanted(name) for figure in make()]
    memory = run_memory(*RUNS_OF) if _wanted("memory of a run") else ()
    imports = import_sizes() if _wanted("import-size") else ()
    lists = list_sizes() if "--only" in sys.argv and _wanted("message-list") else ()  # minutes: where it is asked for
    if "--json" in sys.argv:
        rows = [{"name": f.name, "per_second": f.per_second, "anchors": f.ratio(base)} for f in figures]
        found = {"anchor_per_second": base, "figures": rows, "memory": list(map(attrs.asdict, memory))}
        found |= {"imports": list(map(attrs.asdict, imports)), "lists": list(map(attrs.asdict, lists))}
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    sys.stdout.write(f"anchor: {base:,.0f} Decimal multiply-and-quantize a second\n\n")
    sys.stdout.write(f"{'figure':<40}{'a second, one core':>20}{'ms each':>12}{'anchors each':>16}\n")
    for figure in figures:
        each, ratio = 1000 / figure.per_second, figure.ratio(base)
        sys.stdout.write(f"{figure.name:<40}{figure.per_second:>20,.0f}{each:>12.3f}{ratio:>16,.1f}\n")
    _tell_memory(memory)
    _tell_imports(imports)
    _tell_lists(lists)


def _tell_lists(lists: Sequence[Receipt]) -> None:
    if not lists:
        return
    sys.stdout.write(f"\n{'list of market messages':<32}{'file, MB':>12}{'seconds':>12}{'process at most, MB':>24}\n")
    for each in lists:
        sizes = f"{each.file_mb:>12.1f}{each.seconds:>12.2f}{each.peak_mb:>24.1f}"
        sys.stdout.write(f"{f'{each.rows:,} messages':<32}{sizes}\n")
    small, large = lists
    more = large.peak_mb - small.peak_mb
    sys.stdout.write(f"ten times the list: {large.seconds / small.seconds:.2f} times the time, {more:+.1f} MB\n")


def _tell_memory(memory: Sequence[Memory]) -> None:
    if memory:
        sys.stdout.write(f"\n{'memory of a run, at most':<32}{'to execute, MB':>20}{'to seal, MB':>12}\n")
    for run in memory:
        sys.stdout.write(f"{f'{run.contracts:,} contracts':<32}{run.execute_mb:>20.1f}{run.seal_mb:>12.1f}\n")


def _tell_imports(imports: Sequence[Import]) -> None:
    if not imports:
        return
    sys.stdout.write(
        f"\n{'import of a file of curves':<32}{'file, MB':>12}{'seconds':>12}{'process at most, MB':>24}\n"
    )
    for each in imports:
        sizes = f"{each.file_mb:>12.1f}{each.seconds:>12.2f}{each.peak_mb:>24.1f}"
        sys.stdout.write(f"{f'{each.homes:,} homes':<32}{sizes}\n")
    small, large = imports
    more = large.peak_mb - small.peak_mb
    sys.stdout.write(f"ten times the file: {large.seconds / small.seconds:.2f} times the time, {more:+.1f} MB\n")


def _wanted(name: str) -> bool:
    return "--only" not in sys.argv or sys.argv[sys.argv.index("--only") + 1] in name


def _benchmarks() -> dict[str, Callable[[], tuple[Figure, ...]]]:
    clock = SystemClock()
    bands, book = PackagedTariffs().bands(), load_book(known_on=clock.today())
    bill = home_bill()
    return {
        "bills priced": lambda: (pricing(home_facts(bands), book), pricing(home_facts(bands, "home40"), book)),
        "quarter-hours priced": lambda: (pricing(quarter_hour_facts(bands), book, "months of quarter-hours priced"),),
        "bills stored": lambda: (storing(bill),),
        "pdf": lambda: (printing(bill),),
        "fatturapa": lambda: einvoices(bill),
        "curves": curves,
        "registers": registers,
    }


def curves() -> tuple[Figure, ...]:
    """Quarter-hours from XML to the store, and valued from there; the bytes of each stand in the name."""
    found = curve_figures(_rate)
    return (
        Figure(f"curve values stored ({found.bytes_a_value:.2f} bytes)", found.stored),
        Figure("curve values valued from the store", found.valued),
    )


def registers() -> tuple[Figure, ...]:
    """Points with nine registers, from XML to readings and to the store, by the CPU seconds of this process."""
    found = register_figures(_cpu_rate)
    return Figure("register points, XML to readings", found.read), Figure(
        "register points, XML to stored", found.stored
    )


if __name__ == "__main__":
    main()

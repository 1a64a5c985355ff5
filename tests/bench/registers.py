"""What a core does with register files: a PNO of nine registers a point, from its XML to readings in the store."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from adapters.containers.unpack import ZipLimits
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from domain.metering.deliveries.delivery import Delivery
from domain.metering.reading import Reading
from tests.bench.household import ADDRESSEE, CONTRACT, MONTH, SENDER, SENT_AT, pod
from tests.support.measure_files import read_file

POINTS = 4_000
Rate = Callable[[Callable[[], int]], float]
_BANDS = ("F1", "F2", "F3")
_RECORD = (
    "<DatiPod><Pod>{pod}</Pod><DataMisura>{day:%d/%m/%Y}</DataMisura><DatiPdp><Trattamento>F</Trattamento>"
    "<Tensione>380</Tensione><Forfait>NO</Forfait><GruppoMis>SI</GruppoMis><Ka>1,000</Ka><Kr>1,000</Kr><Kp>1,000</Kp>"
    "</DatiPdp><Misura><Raccolta>P</Raccolta><TipoDato>E</TipoDato><Validato>S</Validato><PotMax>{peak}</PotMax>"
    "{registers}</Misura></DatiPod>\n"
)


@attrs.frozen
class RegisterFigures:
    """Points a second: from XML to readings, and on to the store."""

    read: float
    stored: float


def register_figures(rate: Rate) -> RegisterFigures:
    """Both, the second over a server of its own."""
    files = _files()
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "data")
        database = engine(server.start())
        units = SqlUnitsOfWork(database)

        def store() -> int:
            readings = _read(files)
            with units("read") as uow:
                uow.measures.add(readings=readings, curves=())
                uow.commit()
            return len(readings)

        figures = RegisterFigures(rate(lambda: len(_read(files))), rate(store))
        database.dispose()
        server.stop()
    return figures


def _files() -> Iterator[tuple[str, bytes]]:
    """Another file each time: nothing is known before."""
    name, xml = register_file(POINTS)
    while True:
        xml += b"\n"
        yield name, xml


def _read(files: Iterator[tuple[str, bytes]]) -> tuple[Reading, ...]:
    name, data = next(files)
    (delivery,) = read_file(
        name=name, data=data, addressees=frozenset({ADDRESSEE}), limits=ZipLimits(), received_at=SENT_AT
    )
    assert isinstance(delivery, Delivery), delivery
    assert len(delivery.readings) == POINTS, delivery.refused[:1]
    return delivery.readings


def register_file(points: int) -> tuple[str, bytes]:
    """A PNO of so many points, each with active, reactive and power registers of three bands: its name and its XML."""
    name = f"{SENDER}_{ADDRESSEE}_{MONTH.start:%Y%m}_PNO_{SENT_AT:%Y%m%d%H%M%S}_1{CONTRACT}_NR.xml"
    records = "".join(_record(number, MONTH.last) for number in range(1, points + 1))
    return name, (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<FlussoMisure CodFlusso="PNO"><IdentificativiFlusso>'
        f"<PIvaUtente>{ADDRESSEE}</PIvaUtente><PIvaDistributore>{SENDER}</PIvaDistributore>"
        f"<CodContrDisp>{CONTRACT}</CodContrDisp></IdentificativiFlusso>\n{records}</FlussoMisure>\n"
    ).encode()


def _record(number: int, day: dt.date) -> str:
    shown = random.Random(number)  # noqa: S311
    figures = [(f"{kind}{band}", shown.randrange(10**upto)) for kind, upto in _UPTO for band in _BANDS]
    registers = "".join(f"<{name}>{_figure(value)}</{name}>" for name, value in figures)
    return _RECORD.format(pod=pod(number), day=day, peak=_figure(shown.randrange(1000, 6000)), registers=registers)


_UPTO = (("Ea", 8), ("Er", 7), ("Pot", 4))


def _figure(thousandths: int) -> str:
    return f"{thousandths // 1000},{thousandths % 1000:03d}"

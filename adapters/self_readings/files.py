"""Customers' readings for the distributor: TAL.0050 of gas, and a list of our own for electricity.

Fields of TAL.0050 as an open-source retailer's program writes them (reference on SII flows 2.4): the specification was
not read, so the name of the file and the form of the day are to be confirmed. Electricity has no public layout.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zoneinfo
from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs
from lxml import etree

from application.ports.self_readings import SelfReadingFile
from domain.meters.reading import Kind, Reading
from domain.meters.self_reading import SelfReading

_ROME = zoneinfo.ZoneInfo("Europe/Rome")
_DIGITS = 9
_COLUMNS = ("pod", "matricola", "data_lettura", "registro", "fascia", "lettura", "comunicata_il")


@attrs.frozen
class SelfReadingFiles:
    """The port SelfReadingFlows."""

    def write(
        self, readings: Sequence[SelfReading], *, sender: str, at: dt.datetime, progressive: int
    ) -> SelfReadingFile:
        """The file of accepted readings of one commodity and distributor. The same arguments give the same bytes."""
        told = [each for each in readings if each.reading is not None]
        of = {(each.commodity, each.distributor) for each in told}
        assert len(of) == 1, "one file is of one commodity and distributor"
        ((commodity, distributor),) = of
        local = at.astimezone(_ROME)
        stem = f"{sender}_{distributor}_{local:%Y%m}_{{}}_{local:%Y%m%d%H%M%S}_{progressive}"
        if commodity == "gas":
            content = _tal(told, sender, distributor)
            return SelfReadingFile(f"{stem.format('TAL0050')}.xml", "TAL.0050", content, is_declared=True)
        return SelfReadingFile(f"{stem.format('AUTOLETTURE')}.csv", "OWN.SELF", _list(told), is_declared=False)


def _tal(readings: Sequence[SelfReading], sender: str, distributor: str) -> bytes:
    root = etree.Element("Prestazione", cod_servizio="TAL", cod_flusso="0050")
    head = etree.SubElement(root, "IdentificativiRichiesta")
    _leaf(head, "piva_utente", sender)
    _leaf(head, "piva_distr", distributor)
    for each in readings:
        assert each.reading is not None
        point = etree.SubElement(root, "DatiPdR")
        for name, text in _pdr(each.reading, each.told_at):
            _leaf(point, name, text)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _pdr(reading: Reading, told_at: dt.datetime) -> Iterator[tuple[str, str]]:
    """The registers as the flow names them: the meter's in m3, the converter's in Smc where it is billed."""
    (billed,) = reading.bands(Kind.ACTIVE).values()
    by_converter = reading.coefficient is None
    meter = next(iter(reading.bands(Kind.VOLUME).values()), None) if by_converter else billed
    yield "cod_pdr", reading.point
    yield "matr_mis", "" if by_converter else reading.serial or ""
    yield "data_com_autolet_cf", f"{told_at.astimezone(_ROME):%d/%m/%Y}"
    yield "let_tot_prel", "" if meter is None else _padded(meter)
    if by_converter:
        yield "let_tot_conv", _padded(billed)
        yield "matr_conv", reading.serial or ""


def _padded(value: Decimal) -> str:
    """The whole figures a counter shows, as wide as the flow wants them."""
    return f"{int(value):0{_DIGITS}d}"


def _leaf(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = text


def _list(readings: Sequence[SelfReading]) -> bytes:
    made = io.StringIO()
    rows = csv.writer(made, delimiter=";", lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    for each in readings:
        assert each.reading is not None
        told, reading = f"{each.told_at.astimezone(_ROME):%d/%m/%Y}", each.reading
        for value in reading.values:
            number = f"{value.value:f}".replace(".", ",")
            rows.writerow(
                (
                    reading.point,
                    reading.serial or "",
                    f"{reading.day:%d/%m/%Y}",
                    value.kind.value,
                    value.band,
                    number,
                    told,
                )
            )
    return made.getvalue().encode()

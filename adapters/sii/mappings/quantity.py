"""From `Consumo` of an electricity record to the quantity it states, and nothing in between.

A quantity is of the days from `DataInizioPeriodo` to `DataMisura`, both included. Whether it holds the transformer
ratio already is settled by no public source (reference on SII flows, section 1.1): it is taken where the ratio is 1 or
is not told, and refused else. `EaM` beside bands is their total, or the record contradicts itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from adapters.sii.flows.electricity import BandFigures, Consumo, DatiPod, PointData
from adapters.sii.records.engine import BadRecord
from domain.metering.deliveries.faults import SII_005, SII_006, SII_012
from domain.metering.reading import Kind, Rebuilt, RegisterValue

_FIGURES = (
    (Kind.ACTIVE, "Ea"),
    (Kind.REACTIVE, "Er"),
    (Kind.CAPACITIVE, "Erc"),
    (Kind.INDUCTIVE, "Eri"),
    (Kind.POWER, "Pot"),
)


def quantity(record: DatiPod) -> Rebuilt:
    """What `Consumo` states in the place of registers.

    Raises BadRecord: SII-005 a day or the active energy is missing, SII-006 a period or a total that cannot be, SII-012
    a transformer ratio other than 1.
    """
    consumo = record.consumption or Consumo()
    if not consumo.ea:
        raise BadRecord(SII_005.code, "Consumo has no active energy (EaF1 .. EaM)")
    if record.day is None:
        raise BadRecord(SII_005.code, "DataMisura is missing or empty: it is the day on which Consumo ends")
    start = _start(record, consumo)
    if start > record.day:
        raise BadRecord(SII_006.code, f"Consumo begins on {start}, after its end on {record.day} (DataMisura)")
    _check_ratios(record.point or PointData(), consumo)
    return Rebuilt(start, tuple(_values(consumo)))


def quantity_beside(record: DatiPod) -> Rebuilt | None:
    """What `Consumo` states beside registers, which tell where it does not join the reading before; None where it is
    not whole, and the registers tell anyway."""
    if record.consumption is None or record.consumption.starts_on is None:
        return None
    try:
        stated = quantity(record)
    except BadRecord:
        return None  # the record is taken for its registers; rule 31-beside tells of the quantity
    return Rebuilt(stated.start, stated.values, only_if_joined=True)


def _start(record: DatiPod, consumo: Consumo) -> dt.date:
    if consumo.starts_on is not None:
        return consumo.starts_on
    if record.month is not None:
        return record.month.start
    raise BadRecord(SII_005.code, "DataInizioPeriodo is missing or empty, and no MeseAnno states when Consumo begins")


def _check_ratios(point: PointData, consumo: Consumo) -> None:
    ratios = (
        ("Ka", point.ka, consumo.ea),
        ("Kr", point.kr, (*consumo.er, *consumo.erc, *consumo.eri)),
        ("Kp", point.kp, consumo.pot),
    )
    for name, ratio, figures in ratios:
        if figures and ratio == 0:
            raise BadRecord(SII_006.code, f"DatiPdp/{name}: found 0, expected a ratio above zero")
        if figures and ratio is not None and ratio != 1:
            raise BadRecord(
                SII_012.code,
                f"DatiPdp/{name} is {ratio}, and nothing states whether Consumo is multiplied by it already: ask the "
                "distributor, then record the quantity by hand",
            )


def _values(consumo: Consumo) -> Iterator[RegisterValue]:
    for kind, name in _FIGURES:
        figures: BandFigures = getattr(consumo, kind.value)
        by_band = dict(figures)
        total = by_band.pop("M", None)
        if total is not None and by_band and kind is not Kind.POWER:
            summed = sum(by_band.values(), Decimal(0))
            if summed != total:
                raise BadRecord(SII_006.code, f"Consumo/{name}M is {total}, its bands add up to {summed}")
        elif total is not None:
            by_band["M"] = total
        for band, value in by_band.items():
            yield RegisterValue(kind, band, value)

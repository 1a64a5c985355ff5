"""Writes the measure files of the demo, history/ and flows/, in the official structure.

    python -m examples.demo.make_flows

The same input gives the same bytes on every machine: zips are stored, not compressed, because compressed bytes
depend on the zlib at hand. What happens in the two billed months is `STORY` below; README.md tells it in words.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
from lxml import etree

from adapters.sii.flows.electricity import DatiPod
from adapters.sii.writer import curve_record, pno_record, write_file
from adapters.wire.converter import loads, read
from domain.commodities.electricity import ElectricityTerms
from domain.contracts.contract import Contract
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.validity import Period, month_of
from domain.meters.curve import DayCurve, MonthCurve
from domain.meters.reading import Action, Kind, Origin, Quality, Reading, Reason, RegisterValue
from examples.demo.usage import (
    FIRST_READING,
    Usage,
    chance,
    max_power_kw,
    month_curve,
    read_usage,
    registers,
)

HERE = Path(__file__).parent
ROME = ZoneInfo("Europe/Rome")
SMART, OLD = "09999990022", "09999990030"  # the distributor with 2G meters, the one with 1G meters
ANOTHER_RETAILER = "09999990097"
DISPATCHING = "DP0990"
SEPTEMBER, OCTOBER = month_of(dt.date(2026, 9, 1)), month_of(dt.date(2026, 10, 1))
HISTORY = Period(FIRST_READING.replace(day=1), SEPTEMBER.start)
ESTIMATED_DAYS = (18, 19, 20)
UNKNOWN_POINT = "IT999E99999901"
_ONE_DAY = dt.timedelta(days=1)
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)


@attrs.frozen
class Story:
    """Customers something happens to, by code."""

    moves_in: str = "C0011"  # 16 September, reading of the 15th
    moves_out: str = "C0012"  # 14 October
    never_read: str = "C0018"  # no reading at the end of October
    estimated: str = "C0019"  # the reading at the end of October is an estimate
    malformed: str = "C0021"  # September's record has a thousands separator
    corrected: str = "C0034"  # the reading of September is corrected in November
    recurved: str = "C0035"  # September's curve is estimated for some days, and corrected in November


STORY = Story()
CORRECTION = {"F1": Decimal(45), "F2": Decimal(10), "F3": Decimal(0)}  # too much, in units of the register


@attrs.frozen
class Supply:
    """A contract with its point and its use."""

    contract: Contract
    point: SupplyPoint
    usage: Usage

    @property
    def is_smart(self) -> bool:
        """Whether its distributor has 2G meters."""
        return self.point.distributor.vat_number == SMART

    def terms(self, day: dt.date) -> ElectricityTerms:
        """The terms of the supply on a day, or the first ones before they begin."""
        supply = self.contract.terms.on(max(day, self.contract.period.start)).supply
        if not isinstance(supply, ElectricityTerms):
            raise TypeError(f"contract {self.contract.number} is not of electricity: {supply}")
        return supply

    def is_read_on(self, day: dt.date) -> bool:
        """Whether the retailer gets the reading of a month's end: the supply is ours on that day or begins after it."""
        first, last = self.contract.period.start - _ONE_DAY, self.contract.period.last
        return first <= day <= last


@attrs.frozen
class Sender:
    """What the files of one retailer have in common: who it is, and its supplies."""

    retailer: str
    supplies: tuple[Supply, ...]

    def of(self, distributor: str) -> tuple[Supply, ...]:
        """The supplies of a distributor, by point."""
        mine = (supply for supply in self.supplies if supply.point.distributor.vat_number == distributor)
        return tuple(sorted(mine, key=lambda supply: supply.point.code))

    def customer(self, party: str) -> Supply:
        """The supply of a customer."""
        return next(supply for supply in self.supplies if supply.contract.party == party)

    def file(
        self,
        distributor: str,
        flow: str,
        month: Period,
        sent: str,
        records: Iterable[DatiPod],
        *,
        progressive: int = 1,
        addressee: str = "",
    ) -> tuple[str, bytes]:
        """A file by its official name. `sent` is local time, as YYYY-MM-DD HH:MM:SS."""
        return write_file(
            flow=flow,
            sender=distributor,
            addressee=addressee or self.retailer,
            dispatching_contract=DISPATCHING,
            month=month,
            sent_at=dt.datetime.fromisoformat(sent).replace(tzinfo=ROME),
            progressive=progressive,
            records=records,
            regime="R" if distributor == SMART else "NR",
        )


def load(folder: Path = HERE) -> Sender:
    """The supplies of the demo, from seller.json, customers.json and usage.csv."""
    registry = loads((folder / "customers.json").read_bytes())
    points = {point.code: point for point in (read(SupplyPoint, each) for each in registry["points"])}
    contracts = [read(Contract, each) for each in registry["contracts"]]
    usage = read_usage(folder / "usage.csv")
    retailer = loads((folder / "seller.json").read_bytes())["seller"]["partita_iva"]
    return Sender(retailer, tuple(Supply(each, points[each.point], usage[each.point]) for each in contracts))


def write_flows(target: Path, sender: Sender) -> tuple[Path, ...]:
    """Write every zip below `target` and return the paths, sorted."""
    written = []
    for distributor in (SMART, OLD):
        name = f"history/TME_{distributor}_{sender.retailer}_202508-202608.zip"
        written.append(_write(target / name, history(sender, distributor)))
    for folder, files in (("2026-09", september(sender)), ("2026-10", october(sender))):
        for name, xml in files:
            written.append(_write(target / "flows" / folder / f"{name.removesuffix('.xml')}.zip", [(name, xml)]))
    return tuple(sorted(written))


def history(sender: Sender, distributor: str) -> Iterator[tuple[str, bytes]]:
    """The registers at the end of each month before the first bill, a file a month, in the distributor's folders."""
    flow = "PNO2G" if distributor == SMART else "PNO"
    for month in HISTORY.months():
        sent = month.stop + dt.timedelta(days=4)
        read_then = [supply for supply in sender.of(distributor) if supply.is_read_on(month.last)]
        records = [register_record(supply, month.last, flow) for supply in read_then]
        name, xml = sender.file(distributor, flow, month, f"{sent} 05:30:12", records)
        yield f"{sent:%Y}/{sent:%m%d}/{name}", xml


def september(sender: Sender) -> Iterator[tuple[str, bytes]]:
    """The files that arrive by early October."""
    moved = sender.customer(STORY.moves_in)
    yield sender.file(OLD, "VNO", SEPTEMBER, "2026-09-18 21:05:44", [_voltura(moved, moved_in=True)])
    yield sender.file(SMART, "PNO2G", SEPTEMBER, "2026-10-05 05:41:10", _registers(sender, SMART, SEPTEMBER))
    yield sender.file(SMART, "PDO2G", SEPTEMBER, "2026-10-05 06:02:33", _curves(sender, SMART, SEPTEMBER))
    name, xml = sender.file(OLD, "PNO", SEPTEMBER, "2026-10-06 22:15:07", _registers(sender, OLD, SEPTEMBER))
    yield name, _with_thousands(xml, sender.customer(STORY.malformed).point.code)
    yield sender.file(OLD, "PDO", SEPTEMBER, "2026-10-06 22:40:51", _curves(sender, OLD, SEPTEMBER))
    strangers = [attrs.evolve(record, pod="IT999E99999902") for record in _registers(sender, OLD, SEPTEMBER)[:1]]
    yield sender.file(
        OLD,
        "PNO",
        SEPTEMBER,
        "2026-10-06 22:15:09",
        strangers,
        progressive=2,
        addressee=ANOTHER_RETAILER,
    )


def october(sender: Sender) -> Iterator[tuple[str, bytes]]:
    """The files that arrive by early November, corrections of September among them."""
    moved = sender.customer(STORY.moves_out)
    yield sender.file(OLD, "VNO", OCTOBER, "2026-10-16 20:48:03", [_voltura(moved, moved_in=False)])
    corrected = register_record(sender.customer(STORY.corrected), SEPTEMBER.last, "RNO", action=Action.REPLACE)
    yield sender.file(OLD, "RNO", SEPTEMBER, "2026-11-03 21:50:00", [corrected])
    recurved = curve_records(sender.customer(STORY.recurved), SEPTEMBER, "RFO", action=Action.REPLACE)
    yield sender.file(OLD, "RFO", SEPTEMBER, "2026-11-03 21:52:18", [recurved])
    records = _registers(sender, SMART, OCTOBER)
    unknown = attrs.evolve(records[0], pod=UNKNOWN_POINT)
    yield sender.file(SMART, "PNO2G", OCTOBER, "2026-11-04 05:39:52", [*records, unknown])
    yield sender.file(SMART, "PDO2G", OCTOBER, "2026-11-04 06:01:17", _curves(sender, SMART, OCTOBER))
    yield sender.file(OLD, "PNO", OCTOBER, "2026-11-05 22:11:30", _registers(sender, OLD, OCTOBER))
    yield sender.file(OLD, "PDO", OCTOBER, "2026-11-05 22:38:09", _curves(sender, OLD, OCTOBER))


def _registers(sender: Sender, distributor: str, month: Period) -> list[DatiPod]:
    day = month.last
    flow = "PNO2G" if distributor == SMART else "PNO"
    records = []
    for supply in sender.of(distributor):
        party = supply.contract.party
        if not (supply.usage.has_registers and supply.is_read_on(day)):
            continue
        if month == OCTOBER and party == STORY.never_read:
            continue
        wrong = month == SEPTEMBER and party == STORY.corrected
        estimated = month == OCTOBER and party == STORY.estimated
        records.append(register_record(supply, day, flow, estimated=estimated, too_much=CORRECTION if wrong else {}))
    return records


def _curves(sender: Sender, distributor: str, month: Period) -> list[DatiPod]:
    flow = "PDO2G" if distributor == SMART else "PDO"
    supplies = [supply for supply in sender.of(distributor) if supply.usage.has_curve]
    return [
        curve_records(supply, month, flow, estimated=month == SEPTEMBER and supply.contract.party == STORY.recurved)
        for supply in supplies
    ]


def _voltura(supply: Supply, *, moved_in: bool) -> DatiPod:
    period = supply.contract.period
    day = period.start - _ONE_DAY if moved_in else period.last
    record = register_record(supply, day, "VNO", reason=Reason.VOLTURA, case=f"VTE{day:%Y%m%d}0001")
    return attrs.evolve(record, service_day=day + _ONE_DAY if moved_in else day)


def register_record(
    supply: Supply,
    day: dt.date,
    flow: str,
    *,
    action: Action = Action.NEW,
    reason: Reason = Reason.PERIODIC,
    estimated: bool = False,
    too_much: dict[str, Decimal] | None = None,
    case: str | None = None,
) -> DatiPod:
    """The record of what the registers of a supply show at the end of `day`; 2G meters state their highest power."""
    wrong = too_much or {}
    shown = registers(supply.usage, day)
    power = supply.terms(day).committed_kw * (52 + chance(supply.point.code, day, below=45)) / 100
    reading = Reading(
        point=supply.point.code,
        day=day,
        values=tuple(RegisterValue(Kind.ACTIVE, band, shown[band] + wrong.get(band, 0)) for band in shown),
        quality=Quality.ESTIMATED if estimated else Quality.ACTUAL,
        reason=reason,
        action=action,
        flow=flow,
        origin=_NOWHERE,
        serial=None if supply.is_smart else _serial(supply),
        digits=None if supply.is_smart else supply.usage.digits,
        multiplier=Decimal(supply.usage.ka),
        max_power_kw=power if supply.is_smart else None,
        case=case,
    )
    record = pno_record(reading, flow=flow, estimate_motive="01" if estimated else None)
    return _described(record, supply, day)


def curve_records(
    supply: Supply, month: Period, flow: str, *, action: Action = Action.NEW, estimated: bool = False
) -> DatiPod:
    """The record of a month of quarter-hours; an estimated one has the days of the week before in ESTIMATED_DAYS."""
    days = month_curve(supply.usage, month)
    if estimated:
        before = {day.day: day.values for day in days}
        days = tuple(
            DayCurve(day.day, before[day.day - dt.timedelta(days=7)] if day.day.day in ESTIMATED_DAYS else day.values)
            for day in days
        )
    curve = MonthCurve(
        point=supply.point.code,
        kind=Kind.ACTIVE,
        month=month,
        days=days,
        quality=Quality.ESTIMATED if estimated else Quality.ACTUAL,
        action=action,
        flow=flow,
        origin=_NOWHERE,
        max_power_kw=max_power_kw(days),
    )
    return _described(curve_record(curve, flow=flow, estimate_motive="01" if estimated else None), supply, month.last)


_NOWHERE = Origin(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 0, 0, "", "")  # a record knows no file yet


def _serial(supply: Supply) -> str:
    return f"99E{chance('serial', supply.point.code, below=10**8):08d}"


def _described(record: DatiPod, supply: Supply, day: dt.date) -> DatiPod:
    """The record with the data of the point: the long form for 1G meters, the short one for 2G."""
    if record.point is None:
        return record
    terms = supply.terms(day)
    voltage = 230 if terms.is_domestic else 400
    if supply.is_smart:
        return attrs.evolve(record, point=attrs.evolve(record.point, voltage_v=voltage))
    point = attrs.evolve(
        record.point,
        zone="NORD",
        voltage_v=voltage,
        contract_power_kw=terms.committed_kw,
        available_power_kw=terms.available_kw,
        active_serial=_serial(supply),
        active_installed_on=dt.date(2009, 1, 1) + dt.timedelta(days=chance("installed", supply.point.code, below=1500)),
        active_digits=supply.usage.digits,
    )
    return attrs.evolve(record, point=point)


def _with_thousands(xml: bytes, point: str) -> bytes:
    """The file with a thousands separator in the first register of one point, which the format does not allow."""
    root = etree.fromstring(xml)
    value = root.xpath(f"DatiPod[Pod='{point}']/Misura/EaF1")[0]
    value.text = f"{value.text[:-7]}.{value.text[-7:]}"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _write(file: Path, members: Iterable[tuple[str, bytes]]) -> Path:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, date_time=_ZIP_MOMENT)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(stream.getvalue())
    return file


if __name__ == "__main__":
    write_flows(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE, load())

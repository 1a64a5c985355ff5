"""Files of measures as a distributor of electricity sends them, made of readings or of their records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from adapters.containers.unpack import ZipLimits
from adapters.sii.flows.electricity import DatiPod
from adapters.sii.writers.electricity import write_file
from domain.kernel.validity import Period, month_of
from domain.metering.deliveries.delivery import Delivery, RejectedFile
from domain.metering.reading import Action, Kind, MeasureReason, Origin, Quality, Reading, RegisterValue
from tests.support.measure_files import read_file

SENDER, OURS, OTHER = "09999990022", "09999990014", "09999990030"
RECEIVED = dt.datetime(2026, 11, 6, 8, 0, tzinfo=dt.UTC)
SENT = dt.datetime(2026, 11, 5, 8, 30, tzinfo=dt.UTC)
OCTOBER = month_of(dt.date(2026, 10, 1))
NOWHERE = Origin(RECEIVED, 0, 1, "", "")
NAME = f"{SENDER}_{OURS}_202610_PNO_20261105093000_1DP9001_NR.xml"


def read_all(name: str, data: bytes, limits: ZipLimits | None = None) -> tuple[Delivery | RejectedFile, ...]:
    return read_file(
        name=name, data=data, addressees=frozenset({OURS}), limits=limits or ZipLimits(), received_at=RECEIVED
    )


def delivered(name: str, data: bytes) -> Delivery:
    (found,) = read_all(name, data)
    assert isinstance(found, Delivery), found
    numbers = {reading.origin.record for reading in found.readings}
    numbers |= {curve.origin.record for curve in found.curves}
    assert len(numbers) + len(found.refused) == found.records
    assert numbers.isdisjoint(record.record for record in found.refused)
    return found


def file_of(
    *records: DatiPod, flow: str = "PNO", month: Period = OCTOBER, regime: str | None = "NR"
) -> tuple[str, bytes]:
    return write_file(
        flow=flow,
        sender=SENDER,
        addressee=OURS,
        dispatching_contract="DP9001",
        month=month,
        sent_at=max(SENT, dt.datetime(month.stop.year, month.stop.month, 5, tzinfo=dt.UTC)),
        progressive=1,
        records=records,
        regime=regime,
    )


def october_reading(action: Action = Action.NEW) -> Reading:
    return Reading(
        point="IT001E12345678",
        day=dt.date(2026, 10, 31),
        values=(RegisterValue(Kind.ACTIVE, "F1", Decimal("1204")),),
        quality=Quality.ACTUAL,
        reason=MeasureReason.PERIODIC,
        action=action,
        flow="PNO",
        origin=NOWHERE,
    )


def file_xml(*records: str, flow: str = "PNO", addressee: str = OURS) -> bytes:
    return (
        f'<FlussoMisure CodFlusso="{flow}"><IdentificativiFlusso><PIvaUtente>{addressee}</PIvaUtente>'
        f"<PIvaDistributore>{SENDER}</PIvaDistributore><CodContrDisp>DP9001</CodContrDisp></IdentificativiFlusso>"
        f"{''.join(records)}</FlussoMisure>"
    ).encode()


def pno_xml(
    pod: str = "IT001E12345678", day: str = "31/10/2026", misura: str = "<EaF1>1204,000</EaF1>", more: str = ""
) -> str:
    return (
        f"<DatiPod><Pod>{pod}</Pod><DataMisura>{day}</DataMisura>{more}<DatiPdp><Trattamento>F</Trattamento>"
        f"<Ka>1,000</Ka><Kr>1,000</Kr><Kp>1,000</Kp></DatiPdp><Misura><TipoDato>E</TipoDato>{misura}</Misura></DatiPod>"
    )

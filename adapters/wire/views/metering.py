"""Readings, findings, curves and historical consumption as they are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated

import attrs

from adapters.wire.view import WHOLE, At, view, views
from adapters.wire.views.fault import FaultView
from application.metering.customer_readings.forward_readings import ForwardedFile, ForwardedReadings
from application.metering.show_historical_consumption import HistoricalMonth, HistoryStatus
from domain.kernel.fault import Severity
from domain.metering.manual_readings.customer_reading import SelfReading, SelfReadingStatus
from domain.metering.reading import Quality
from domain.metering.validation.finding import Decision, FindingState
from domain.metering.validation.rule import RULES, Setting, ValidationSettings


@attrs.frozen
class RejectedReadingView:
    """A reading that was not recorded: its place in what was sent, from 0, and why."""

    place: int
    fault: FaultView


@attrs.frozen
class RecordedView:
    """How many readings were recorded, how many were known; what is doubted, what was rejected."""

    accepted: int
    known: int
    findings: tuple[FaultView, ...]
    rejected: tuple[RejectedReadingView, ...]


@attrs.frozen
class RejectedLineView:
    """A line of a list of readings that gave no reading, and why."""

    line: Annotated[int, At("record")]
    point: str | None
    fault: FaultView


@attrs.frozen
class ImportedListView:
    """What became of a list of readings; `unread` are meters that nobody read."""

    name: Annotated[str, At("file.name")]
    sha256: Annotated[str, At("file.sha256")]
    outcome: Annotated[str, At("file.outcome")]
    detail: Annotated[str, At("file.detail")]
    rows: Annotated[int, At("file.records")]
    accepted: Annotated[int, At("file.accepted")]
    known: Annotated[int, At("file.known")]
    rejected: Annotated[tuple[RejectedLineView, ...], At("file.rejected_records")]
    unread: tuple[RejectedLineView, ...]
    findings: Annotated[tuple[FaultView, ...], At("file.warnings")]


@attrs.frozen
class SelfReadingView:
    """A customer reading and what became of it."""

    id: str
    accepted: Annotated[bool, At("is_accepted")]
    status: SelfReadingStatus
    point: str
    contract: Annotated[str, At("stated.contract")]
    day: Annotated[dt.date, At("stated.day")]
    reasons: tuple[FaultView, ...]
    distributor: str
    forward_by: dt.date | None
    forwarded_on: dt.date | None
    file: Annotated[str, At("file_sha256")]
    answer: str


@attrs.frozen
class DueSelfReadingView:
    """A customer reading that is to be handed on, and whether that is late."""

    reading: Annotated[SelfReadingView, WHOLE]
    late: bool


def due_self_reading_views(readings: Iterable[SelfReading], today: dt.date) -> tuple[DueSelfReadingView, ...]:
    """The views of readings that are to be handed on."""
    return tuple(view(DueSelfReadingView, each, late=each.is_late(today)) for each in readings)


@attrs.frozen
class ForwardedView:
    """A file of customer readings for a distributor; `by_hand` where no channel sends it."""

    name: Annotated[str, At("file.name")]
    flow: Annotated[str, At("file.flow")]
    sha256: str
    distributor: str
    readings: tuple[str, ...]
    channel: str
    by_hand: bool


@attrs.frozen
class WaitingReadingView:
    """A customer reading that no file holds yet, and why."""

    code: str
    reading: Annotated[str, At("subject")]
    message: str


@attrs.frozen
class HandedOnView:
    """The files that were written, and why the other readings wait."""

    files: tuple[ForwardedView, ...]
    waiting: tuple[WaitingReadingView, ...]


def handed_on_view(done: ForwardedReadings) -> HandedOnView:
    """The view of what was handed on."""
    return HandedOnView(tuple(_forwarded(each) for each in done.files), views(WaitingReadingView, done.waiting))


def _forwarded(each: ForwardedFile) -> ForwardedView:
    ids = tuple(reading.id for reading in each.readings)
    return view(ForwardedView, each, readings=ids, by_hand=not each.channel)


@attrs.frozen
class FindingView:
    """A measure that breaks a rule: where it is, why it is doubted, what was decided."""

    id: str
    rule: str
    severity: Severity
    state: FindingState
    withholds: bool
    point: Annotated[str, At("measure.point")]
    register: Annotated[str, At("measure.register")]
    day: Annotated[dt.date, At("measure.day")]
    file: Annotated[str, At("measure.origin.file_sha256")]
    file_name: Annotated[str, At("measure.origin.file_name")]
    record: Annotated[int, At("measure.origin.record")]
    reasons: Annotated[str, At("current_reasons")]
    decisions: tuple[Decision, ...]


@attrs.frozen
class UsageView:
    """What was used in some days; `stop` is the day after the last."""

    start: Annotated[dt.date, At("period.start")]
    stop: Annotated[dt.date, At("period.stop")]
    used: Annotated[Decimal, At("total")]


@attrs.frozen
class FindingHistoryView:
    """A finding with the use before it, oldest first."""

    finding: Annotated[FindingView, At("finding", whole=True)]
    history: tuple[UsageView, ...]


@attrs.frozen
class RuleView:
    """A rule: its own severity, its setting, who set it; the default of a check of SII records is with its flow."""

    rule: str
    default: str
    setting: str
    by: str
    meaning: str
    remedy: str


def rule_views(settings: ValidationSettings) -> tuple[RuleView, ...]:
    """Every rule about measures with the setting of the tenant; then the record rules that are set."""
    found = []
    for code, kind in RULES.items():
        change, own = settings.of(code), kind.severity.value
        setting, by = (change.setting.value, change.who) if change else (own, "")
        found.append(RuleView(code, own, setting, by, kind.meaning, kind.remedy))
    for rule, setting in settings.record_rules().items():
        change = settings.of(rule)
        found.append(RuleView(rule, "", setting, change.who if change else "", "a check of SII records", ""))
    return tuple(found)


@attrs.frozen
class RuleSettingView:
    """How a rule is set."""

    rule: str
    setting: Setting


@attrs.frozen
class ValidationCountView:
    """What came of holding measures against the rules again."""

    measures: int
    new: int
    lapsed: int
    reopened: int


@attrs.frozen
class BandValueView:
    """The energy of a band, and its value."""

    band: str
    energy_kwh: Annotated[Decimal, At("energy")]
    value_eur: Annotated[Decimal, At("value")]


@attrs.frozen
class CurveValueView:
    """The energy of a month of a load curve by band, and its value; exact, nothing rounded."""

    point: str
    quality: Quality
    missing_days: int
    energy_kwh: Annotated[Decimal, At("energy")]
    value_eur: Annotated[Decimal, At("value")]
    bands: tuple[BandValueView, ...]


@attrs.frozen
class MirroredCurvesView:
    """How many curves of a month were written as Parquet."""

    month: str
    curves: int


@attrs.frozen
class HistoricalMonthView:
    """What a point used in a month before it was ours; of a curve the days it has and its Wh."""

    month: str
    status: HistoryStatus
    quality: Annotated[Quality, At("use.quality")]
    starts_on: Annotated[dt.date | None, At("use.starts_on")]
    bands: Mapping[str, Decimal]
    standard: Mapping[str, Decimal]
    curve_days: int
    curve_wh: int
    flow: Annotated[str, At("use.flow")]
    sent_at: Annotated[dt.datetime, At("use.origin.sent_at")]
    file: Annotated[str, At("use.origin.file_name")]
    sha256: Annotated[str, At("use.origin.file_sha256")]
    record: Annotated[int, At("use.origin.record")]


@attrs.frozen
class HistoricalConsumptionView:
    """What a point used before it was ours, month by month."""

    point: str
    months: tuple[HistoricalMonthView, ...]


def historical_consumption_view(point: str, months: tuple[HistoricalMonth, ...]) -> HistoricalConsumptionView:
    """The view of the historical consumption of a point."""
    return HistoricalConsumptionView(point, tuple(_month(each) for each in months))


def _month(shown: HistoricalMonth) -> HistoricalMonthView:
    use = shown.use
    return view(
        HistoricalMonthView,
        shown,
        month=f"{use.period.start:%Y-%m}",
        bands=dict(use.bands),
        standard=dict(use.standard),
        curve_days=len(use.days),
        curve_wh=sum(sum(day.values) for day in use.days),
    )

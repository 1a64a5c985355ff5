"""Gas volumes: from what a meter or a converter shows to standard cubic metres.

Smc = m3 x C, C with six decimals and of the plant. A converter, or a meter that reads Smc, needs none: its register
counts Smc already (ARERA notice of 7 August 2013). C comes with each reading; the formula of altitude and climate
only serves to doubt it (reference on SII flows 7.4).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.kernel.rounding import SIX_PLACES
from domain.metering.reading import (
    Action,
    Kind,
    MeasureReason,
    NewMeter,
    Origin,
    Quality,
    Reading,
    Rebuilt,
    RegisterValue,
)

_STANDARD_PRESSURE = Decimal("1.01325")  # bar
_STANDARD_KELVIN = Decimal("288.15")
_MEAN_KELVIN = Decimal("295.15")
_OVERPRESSURE = Decimal("0.020")  # bar, of low-pressure delivery
_LAPSE, _EXPONENT = Decimal("0.0000225577"), Decimal("5.2559")


class NoRegister(ValueError):
    """A reading shows neither the meter nor the converter, or the meter without its C."""


@attrs.frozen
class GasRegister:
    """The register a reading is billed on, and the C that turns its differences into Smc; None: it counts Smc."""

    value: Decimal
    coefficient: Decimal | None

    def __attrs_post_init__(self) -> None:
        if self.value < 0 or (self.coefficient is not None and not self.coefficient > 0):
            raise ValueError(f"a register is >= 0 and C above 0, got {self.value} and {self.coefficient}")


def billed_register(meter: Decimal | None, converter: Decimal | None, coefficient: Decimal | None) -> GasRegister:
    """The register that counts: the converter's where there is one, without C; else the meter's, with its C.

    `meter` is let_tot_prel in m3, `converter` let_tot_conv in Smc. NoRegister where both are missing, or the C of the
    one that counts.
    """
    if converter is not None:
        return GasRegister(converter, None)
    if meter is None:
        raise NoRegister("a gas reading needs the register of the meter or of the converter; both are empty")
    if coefficient is None:
        raise NoRegister(f"the meter shows {meter} m3 and no converter: give the coefficient C that makes them Smc")
    return GasRegister(meter, coefficient)


@attrs.frozen
class NewGasMeter:
    """A gas meter put in place of another at the end of a day: what it showed then (see GasReading)."""

    serial: str
    meter_m3: Decimal | None = None
    converter_smc: Decimal | None = None
    coefficient: Decimal | None = None
    digits: int | None = None

    def __attrs_post_init__(self) -> None:
        billed_register(self.meter_m3, self.converter_smc, self.coefficient)

    def new_meter(self) -> NewMeter:
        """The meter by its billed register."""
        billed = billed_register(self.meter_m3, self.converter_smc, self.coefficient)
        values = _values(billed, self.meter_m3)
        return NewMeter(self.serial, values, self.digits, coefficient=billed.coefficient)


@attrs.frozen
class RebuiltVolume:
    """A volume rebuilt by the distributor for the days from `start` to the reading's, as the billed register counts."""

    start: dt.date
    volume: Decimal


@attrs.frozen
class GasReading:
    """What a gas meter and its converter showed at the end of `day`.

    meter_m3       let_tot_prel
    converter_smc  let_tot_conv, billed where there is one; a meter that reads Smc fills it alone
    coefficient    C of the plant as it stood that day; a meter that is billed needs it
    serial         of the billed device: the converter where there is one, else the meter; digits: of its register
    exchange       what was put in its place at the end of the day; the registers are then the last of the old one
    rebuilt        what is billed up to this reading in place of the difference of registers, if a meter had failed
    """

    point: str
    day: dt.date
    quality: Quality
    reason: MeasureReason
    action: Action
    flow: str
    origin: Origin
    meter_m3: Decimal | None = None
    converter_smc: Decimal | None = None
    coefficient: Decimal | None = None
    serial: str | None = None
    digits: int | None = None
    case: str | None = None
    exchange: NewGasMeter | None = None
    rebuilt: RebuiltVolume | None = None

    def __attrs_post_init__(self) -> None:
        try:
            self.reading()
        except NoRegister as error:
            raise NoRegister(f"reading of {self.point} on {self.day}: {error}") from error

    def reading(self) -> Reading:
        """The reading of the billed register; the m3 of a meter behind a converter stay beside it."""
        values: tuple[RegisterValue, ...] = ()
        coefficient = None
        if self.action is not Action.CANCEL or self.meter_m3 is not None or self.converter_smc is not None:
            billed = billed_register(self.meter_m3, self.converter_smc, self.coefficient)
            values, coefficient = _values(billed, self.meter_m3), billed.coefficient
        return Reading(
            self.point,
            self.day,
            values,
            self.quality,
            self.reason,
            self.action,
            self.flow,
            self.origin,
            serial=self.serial,
            digits=self.digits,
            case=self.case,
            exchange=self.exchange.new_meter() if self.exchange is not None else None,
            coefficient=coefficient,
            rebuilt=self._rebuilt(),
        )

    def _rebuilt(self) -> Rebuilt | None:
        if self.rebuilt is None:
            return None
        return Rebuilt(self.rebuilt.start, (RegisterValue(Kind.ACTIVE, "M", self.rebuilt.volume),))


AnyReading = Reading | GasReading
"""A reading as it is told: of any meter by its registers, of a gas meter by what meter and converter show."""


def standard_volume(cubic_metres: Decimal, coefficient: Decimal) -> Decimal:
    """Smc of a difference of readings, six decimals, without trailing zeros.

    >>> standard_volume(Decimal(110), Decimal("1.027235"))
    Decimal('112.99585')
    """
    value = SIX_PLACES.apply(cubic_metres * coefficient)
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def expected_coefficient(altitude_m: Decimal, degree_days: Decimal, heating_days: Decimal) -> Decimal:
    """C of a low-pressure meter by altitude and climate, each step at six decimals; to compare with, never to bill.

    heating_days  days of the heating season of the climatic zone

    >>> expected_coefficient(Decimal(122), Decimal(2404), Decimal(183))
    Decimal('1.027235')
    """
    pressure = SIX_PLACES.apply(_STANDARD_PRESSURE * (1 - _LAPSE * altitude_m) ** _EXPONENT)
    by_pressure = SIX_PLACES.apply((pressure + _OVERPRESSURE) / _STANDARD_PRESSURE)
    mean_degrees = SIX_PLACES.apply(degree_days / heating_days)
    by_temperature = SIX_PLACES.apply(_STANDARD_KELVIN / (_MEAN_KELVIN - mean_degrees))
    return SIX_PLACES.apply(by_pressure * by_temperature)


def _values(billed: GasRegister, meter: Decimal | None) -> tuple[RegisterValue, ...]:
    counted = RegisterValue(Kind.ACTIVE, "M", billed.value)
    return (
        (counted,)
        if billed.coefficient is not None or meter is None
        else (
            counted,
            RegisterValue(Kind.VOLUME, "M", meter),
        )
    )

"""Gas volumes: from what a meter or a converter shows to standard cubic metres.

Smc = m3 x C, C with six decimals and of the plant. A converter, or a meter that reads Smc, needs none: its register
counts Smc already (ARERA notice of 7 August 2013). C comes with each reading; the formula of altitude and climate
only serves to doubt it (reference on SII flows 7.4).
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from domain.kernel.rounding import SIX_PLACES

_STANDARD_PRESSURE = Decimal("1.01325")  # bar
_STANDARD_KELVIN = Decimal("288.15")
_MEAN_KELVIN = Decimal("295.15")
_OVERPRESSURE = Decimal("0.020")  # bar, of low-pressure delivery
_LAPSE, _EXPONENT = Decimal("0.0000225577"), Decimal("5.2559")


class NoRegister(LookupError):
    """A reading shows neither the meter nor the converter."""


@attrs.frozen
class GasRegister:
    """The register a reading is billed on, and the coefficient that turns its differences into Smc."""

    value: Decimal
    coefficient: Decimal

    def __attrs_post_init__(self) -> None:
        if self.value < 0 or not self.coefficient > 0:
            raise ValueError(f"a register is >= 0 and C above 0, got {self.value} and {self.coefficient}")


def billed_register(meter: Decimal | None, converter: Decimal | None, coefficient: Decimal) -> GasRegister:
    """The register that counts: the converter's where there is one, with C = 1; else the meter's, with its C.

    `meter` is let_tot_prel in m3, `converter` let_tot_conv in Smc. NoRegister where both are missing.
    """
    if converter is not None:
        return GasRegister(converter, Decimal(1))
    if meter is None:
        raise NoRegister("a gas reading needs the register of the meter or of the converter; both are empty")
    return GasRegister(meter, coefficient)


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

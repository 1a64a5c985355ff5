"""Which excise a commodity pays, and by which values. Every commodity has an entry, if only one that taxes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from domain.commodities.electricity.excise import electricity_excise_values, taxed_energy
from domain.commodities.gas.excise import gas_excise_values, taxed_gas
from domain.pricing.taxes.excise import Excise, ExciseValues, no_values, untaxed

EXCISES: Mapping[str, Excise] = {
    "electricity": taxed_energy,
    "gas": taxed_gas,
    "telephony": untaxed,
    "services": untaxed,
    "water": untaxed,
    "heat": untaxed,
}

EXCISE_VALUES: Mapping[str, ExciseValues] = {
    "electricity": electricity_excise_values,
    "gas": gas_excise_values,
    "telephony": no_values,
    "services": no_values,
    "water": no_values,
    "heat": no_values,
}
"""Energy is cut where one of them changes, so that each piece is taxed by one of each."""

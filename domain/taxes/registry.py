"""Which excise a commodity pays. Every commodity has an entry, if only one that taxes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from domain.taxes.electricity_excise import taxed_energy
from domain.taxes.excise import Excise, untaxed
from domain.taxes.gas_excise import taxed_gas

EXCISES: Mapping[str, Excise] = {
    "electricity": taxed_energy,
    "gas": taxed_gas,
    "telephony": untaxed,
    "services": untaxed,
    "water": untaxed,
    "heat": untaxed,
}

"""The limits, tolerances and code lists of limits.toml, as values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs


@attrs.frozen
class Lengths:
    """The longest text of an element, in characters."""

    descrizione: int
    causale: int
    riferimento_normativo: int
    denominazione: int
    nome: int
    indirizzo: int
    comune: int
    numero_civico: int
    numero_rea: int
    id_documento: int
    codice_cig: int
    codice_cup: int
    tipo_dato: int
    riferimento_testo: int
    unita_misura: int
    nome_attachment: int
    telefono_min: int
    telefono_max: int


@attrs.frozen
class Tolerances:
    """Differences the controls allow, EUR, and the least rate, percent."""

    tax: Decimal = attrs.field(converter=Decimal)
    taxable: Decimal = attrs.field(converter=Decimal)
    line: Decimal = attrs.field(converter=Decimal)
    least_rate: Decimal = attrs.field(converter=Decimal)


@attrs.frozen
class ControlCodes:
    """Codes the controls treat apart: document types (TD..), natures (N..), destinations."""

    sdi_mailboxes: frozenset[str] = attrs.field(converter=frozenset)
    foreign_destination: str
    unknown_office: str
    rate_with_nature: frozenset[str] = attrs.field(converter=frozenset)
    reverse_charge_prefix: str
    generic_natures: frozenset[str] = attrs.field(converter=frozenset)
    credit_note: frozenset[str] = attrs.field(converter=frozenset)
    seller_differs: frozenset[str] = attrs.field(converter=frozenset)
    seller_is_buyer: frozenset[str] = attrs.field(converter=frozenset)
    foreign_seller: frozenset[str] = attrs.field(converter=frozenset)
    italian_seller: frozenset[str] = attrs.field(converter=frozenset)
    taxed_only: frozenset[str] = attrs.field(converter=frozenset)
    buyer_vat_number: frozenset[str] = attrs.field(converter=frozenset)


@attrs.frozen
class FatturapaLimits:
    """Everything limits.toml says, its sources aside."""

    max_bytes: int
    progressive_digits: int
    lengths: Lengths
    point_labels: Mapping[str, str]
    tolerances: Tolerances
    codes: ControlCodes

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> FatturapaLimits:
        """From the parsed file. TypeError where a key is missing or unknown."""
        return cls(
            **content["file"],
            lengths=Lengths(**content["lengths"]),
            point_labels=content["point_labels"],
            tolerances=Tolerances(**content["tolerances"]),
            codes=ControlCodes(**content["codes"]),
        )


LIMITS = FatturapaLimits.read(tomllib.loads((Path(__file__).parent / "limits.toml").read_text("utf-8")))

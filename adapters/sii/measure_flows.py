"""The port MeasureFlows over the SII formats: each result with the bytes it was read from."""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.intake import read_file
from adapters.sii.registry import FORMATS
from adapters.sii.rules import RuleSettings, rules
from adapters.sii.unpack import Limits, TooLarge, UnreadableZip, is_zip, members
from domain.kernel.digest import digest_of_bytes
from domain.meters.delivery import Delivery, RefusedFile


@attrs.frozen
class SiiMeasureFlows:
    """Reads measure files of electricity and gas as distributors send them, zipped or not."""

    limits: Limits = attrs.field(factory=Limits)

    def roots(self) -> frozenset[str]:
        """The root elements of the declared formats."""
        return frozenset(flow.shell.root.lower() for flow in FORMATS)

    def rules(self) -> frozenset[str]:
        """The ids in rules.toml."""
        return frozenset(rule.id for rule in rules())

    def read(
        self,
        *,
        name: str,
        data: bytes,
        addressee: str,
        received_at: dt.datetime,
        rule_settings: RuleSettings | None = None,
    ) -> tuple[tuple[bytes, Delivery | RefusedFile], ...]:
        """Each XML with its bytes and what was read; a container that cannot be opened stands for itself."""
        results = read_file(
            name=name,
            data=data,
            addressees=frozenset({addressee}),
            limits=self.limits,
            received_at=received_at,
            rule_settings=rule_settings or {},
        )
        contents = {digest_of_bytes(data): data} | self._inside(data)
        return tuple((contents[_sha256(result)], result) for result in results)

    def _inside(self, data: bytes) -> dict[str, bytes]:
        if not is_zip(data):
            return {}
        try:
            return {digest_of_bytes(member.data): member.data for member in members(data, self.limits)}
        except (TooLarge, UnreadableZip):
            return {}  # the whole container was refused: it is kept as it came


def _sha256(result: Delivery | RefusedFile) -> str:
    return result.sha256 if isinstance(result, RefusedFile) else result.envelope.sha256

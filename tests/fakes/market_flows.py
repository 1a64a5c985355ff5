"""Market messages as JSON lines, in memory: the smallest MarketFlows there can be."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence

import attrs

from application.ports.channels import Spooled
from application.ports.market_flows import MarketPart, UnwritableMessage
from domain.contracts.party import Party
from domain.kernel.digest import digest_of_bytes
from domain.kernel.fault import Fault
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.message_facts import MessageFacts
from domain.metering.deliveries.delivery import RejectedFile, RejectedRecord


@attrs.frozen
class MemoryMarketFlows:
    """Knows the codes it is given; a line a message. An answer 0100 has no place for a day."""

    codes: frozenset[str] = frozenset({"SE1.0050", "SE1.0100", "SWG1.0200"})
    secret: frozenset[str] = frozenset({"SWG1.0200"})

    def knows(self, code: str) -> bool:
        return code in self.codes

    def is_public(self, code: str) -> bool:
        return self.knows(code) and code not in self.secret

    def states_day(self, code: str) -> bool:
        return self.knows(code) and not code.endswith(".0100")

    def holds_messages(self, first_bytes: bytes) -> bool:
        return first_bytes.startswith(b'{"code"')

    def facts(self, message: MarketMessage) -> MessageFacts:
        return MessageFacts()

    def with_customer(
        self, message: MarketMessage, *, names: Iterable[str], customer: Party, day: dt.date
    ) -> MarketMessage:
        known = {name: customer.last_name for name in names if name == "COGNOME" and customer.last_name}
        return attrs.evolve(message, values=tuple((known | dict(message.values)).items()))

    def with_cancelled(self, message: MarketMessage, *, case: Case) -> MarketMessage:
        return message

    def read(self, *, name: str, data: bytes) -> tuple[MarketMessage | RejectedRecord, ...] | RejectedFile:
        try:
            lines = data.decode("utf-8").splitlines()
            code = json.loads(lines[0])["code"]
        except (ValueError, KeyError, IndexError, TypeError) as error:
            return RejectedFile(name, digest_of_bytes(data), Fault("SII-040", name, str(error)))
        if not self.knows(code):
            return RejectedFile(name, digest_of_bytes(data), Fault("SII-042", name, code))
        return tuple(_item(name, code, position, line) for position, line in enumerate(lines[1:], start=1))

    def parts(self, *, name: str, content: Spooled) -> Iterator[MarketPart]:
        found = self.read(name=name, data=b"".join(content.chunks()))
        yield from (found,) if isinstance(found, RejectedFile) else found

    def write(self, messages: Sequence[MarketMessage]) -> tuple[str, bytes]:
        codes = {message.code for message in messages}
        if len(codes) != 1 or not codes <= self.codes:
            raise UnwritableMessage(f"one known code, got {sorted(codes)}")
        lines = [json.dumps({"code": next(iter(codes))})]
        for message in messages:
            if message.code == "SE1.0050" and (message.effective is None or message.accepted is not None):
                raise UnwritableMessage(f"{message.code}: effective {message.effective}, accepted {message.accepted}")
            lines.append(json.dumps(attrs.asdict(message), default=dt.date.isoformat))
        return f"{messages[0].code}.json", "\n".join(lines).encode()


def _item(name: str, code: str, position: int, line: str) -> MarketMessage | RejectedRecord:
    try:
        found = json.loads(line)
        day = found["effective"]
        found |= {
            "effective": dt.date.fromisoformat(day) if day else None,
            "values": tuple((key, text) for key, text in found["values"]),
            "position": position,
        }
        return MarketMessage(**found)
    except (ValueError, KeyError, TypeError) as error:
        return RejectedRecord(position, None, Fault("SII-006", f"{name} record {position}", str(error)), line)

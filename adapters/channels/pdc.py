"""The PdC (Porta di Comunicazione) as a channel: an envelope is posted over HTTPS, its answer is a file that comes in.

What is in the envelope is the business of its format. Mutual TLS as the operator's certificates say. The official
specification of the PdC is not public: address, action and content type are settings (reference on SII flows 4.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import attrs
import httpx

from adapters.channels.kind import TLS_KEYS, ChannelEntry, ChannelKind
from adapters.channels.naming import plain_name
from adapters.channels.web import Tls, bounded, must_be_good, transport_faults
from application.ports.channels import NOT_ALLOWED, ChannelFault, ChannelItem, ChannelTerms, Returned

ANSWER_BYTES = 16 << 20
_FAULT_OF_SOAP = 500  # SOAP 1.1 section 6.2: a Fault comes with this status, and is an answer


@attrs.frozen
class PdcEndpoint:
    """One address of the gate. `headers` go with every envelope, as SOAPAction."""

    terms: ChannelTerms
    url: str
    tls: Tls = attrs.field(factory=Tls)
    content_type: str = "text/xml; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    timeout_seconds: int = 120

    def waiting(self) -> tuple[ChannelItem, ...]:
        """Nothing: answers come with what is sent."""
        return ()

    def fetch(self, item: ChannelItem) -> Iterator[bytes]:
        """Refused: nothing waits here."""
        raise ChannelFault(NOT_ALLOWED, f"{self.terms.name} has nothing to fetch, so not {item.path} either")

    def settle(self, item: ChannelItem, *, accepted: bool) -> None:
        """Nothing to put away."""

    def deliver(self, name: str, chunks: Iterable[bytes]) -> tuple[Returned, ...]:
        """Post the envelope; what is answered, a SOAP Fault too, is a file called {name}.answer.xml."""
        answered = f"{plain_name(name)}.answer.xml"
        headers = {"Content-Type": self.content_type, **dict(self.headers)}
        verify = self.tls.context() if urlsplit(self.url).scheme == "https" else False
        with (
            transport_faults(self.url),
            httpx.Client(verify=verify, timeout=self.timeout_seconds, trust_env=False) as client,
            client.stream("POST", self.url, content=b"".join(chunks), headers=headers) as answer,
        ):
            is_xml = "xml" in answer.headers.get("content-type", "")
            if not (answer.status_code == _FAULT_OF_SOAP and is_xml):
                must_be_good(answer)
            body = bounded(answer, ANSWER_BYTES)
        return (Returned(answered, body),) if body else ()


def _pdc(terms: ChannelTerms, entry: ChannelEntry) -> PdcEndpoint:
    headers = tuple(sorted(entry.values.get("headers", {}).items()))
    more = entry.given("content_type", "timeout_seconds")
    return PdcEndpoint(terms, entry.values["url"], tls=entry.tls(), headers=headers, **more)


PDC = ChannelKind(
    name="pdc",
    own=frozenset({"url", "content_type", "headers", "timeout_seconds"}) | TLS_KEYS,
    needed=("url",),
    make=_pdc,
)

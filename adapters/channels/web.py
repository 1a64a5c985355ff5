"""HTTP as channels use it: what an answer means, mutual TLS, and answers of bounded size."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator

import attrs
import httpx

from application.ports.channels import (
    NOT_ALLOWED,
    NOT_LET_IN,
    NOT_UNDERSTOOD,
    TOO_LARGE,
    UNREACHABLE,
    ChannelFault,
)

_DENIED = (401, 403, 407)
_LATER = (408, 425, 429)
_SERVER_FAULT = 500
_REFUSED = 400
_REDIRECT = 300


@attrs.frozen
class Tls:
    """How the other side is known and how we are known to it; files in PEM, empty where not used."""

    authority: str = ""
    certificate: str = ""
    key: str = ""
    key_password: str | None = attrs.field(default=None, repr=False)

    def context(self) -> ssl.SSLContext:
        """A context that always checks the other side; with a certificate, ours is shown (mutual TLS). ChannelFault."""
        try:
            made = ssl.create_default_context(cafile=self.authority or None)
            made.minimum_version = ssl.TLSVersion.TLSv1_2
            if self.certificate:
                made.load_cert_chain(self.certificate, self.key or None, self.key_password or "")
        except (OSError, ssl.SSLError) as error:
            message = f"the certificate {self.certificate or self.authority} or its key cannot be used: {error}"
            raise ChannelFault(NOT_LET_IN, message) from error
        return made


@contextlib.contextmanager
def transport_faults(url: str) -> Iterator[None]:
    """Errors of the transport as ChannelFault."""
    try:
        yield
    except httpx.TransportError as error:
        untrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
        code = NOT_LET_IN if untrusted else UNREACHABLE
        raise ChannelFault(code, f"{url}: {error}", retryable=not untrusted) from error
    except (httpx.InvalidURL, httpx.DecodingError) as error:
        raise ChannelFault(NOT_UNDERSTOOD, f"{url}: {error}") from error


def must_be_good(answer: httpx.Response) -> None:
    """ChannelFault where the status is no success."""
    status, where = answer.status_code, str(answer.request.url)
    if status in _DENIED:
        raise ChannelFault(NOT_LET_IN, f"{where}: {status}")
    if status in _LATER or status >= _SERVER_FAULT:
        raise ChannelFault(UNREACHABLE, f"{where}: {status}", retryable=True)
    if status >= _REFUSED:
        raise ChannelFault(NOT_ALLOWED, f"{where}: {status}")
    if status >= _REDIRECT:
        raise ChannelFault(NOT_UNDERSTOOD, f"{where}: {status}, redirects are not followed")


def bounded(answer: httpx.Response, limit_bytes: int) -> bytes:
    """The whole body of a streamed answer; ChannelFault TOO_LARGE beyond the limit."""
    held = bytearray()
    for piece in answer.iter_bytes():
        held += piece
        if len(held) > limit_bytes:
            raise ChannelFault(TOO_LARGE, f"{answer.request.url}: more than {limit_bytes} bytes")
    return bytes(held)

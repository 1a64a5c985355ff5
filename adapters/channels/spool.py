"""Bytes put aside in a temporary file while they are hashed: a file of any size never sits in memory."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from application.ports.channels import TOO_LARGE, ChannelFault, Spooled
from domain.kernel.digest import digest_of_bytes, digested


@contextlib.contextmanager
def spool_to_disk(chunks: Iterable[bytes], *, limit_bytes: int) -> Iterator[Spooled]:
    """The bytes in a temporary file, gone with the context. ChannelFault TOO_LARGE beyond `limit_bytes`."""
    size, sha256 = 0, digest_of_bytes(b"")
    with tempfile.NamedTemporaryFile(prefix="bollettario-") as file:
        for chunk, digest in digested(chunks):
            size, sha256 = size + len(chunk), digest
            if size > limit_bytes:
                raise ChannelFault(TOO_LARGE, f"more than {limit_bytes} bytes came; the rest was left")
            file.write(chunk)
        file.flush()
        path = Path(file.name)
        yield Spooled(sha256, size, lambda: path.open("rb"))

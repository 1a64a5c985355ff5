"""Serve the REST application with granian."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces


def serve(factory_target: str, host: str, port: int, *, workers: int = 1) -> None:
    """Serve until stopped. `factory_target` is "module:function", called once in each worker process.

    More workers are more processes, each with its own database connections and its own count of refused keys.
    """
    Granian(
        factory_target,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        factory=True,
        websockets=False,
        log_access=False,
    ).serve()

"""The limits of the REST adapter."""

from __future__ import annotations

import attrs


@attrs.frozen
class HttpSettings:
    """Limits on everything that comes from outside; the composition root reads them from the settings file.

    max_body_bytes         the largest body of any route: a measure file, a bulk registration, parameters
    max_thing_bytes        the largest body that describes one thing
    files_a_request        measure files in one multipart body
    refused_keys_a_minute  failed authentications of one address in a minute before it is told to wait
    refused_digits_a_minute  the same for wrong numbers or digits at the address on the paper of bills
    """

    max_body_bytes: int = 64 << 20
    max_thing_bytes: int = 1 << 20
    files_a_request: int = 200
    failed_keys_a_minute: int = 30
    failed_digits_a_minute: int = 30

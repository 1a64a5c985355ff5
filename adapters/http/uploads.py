"""Files that come in the body of a request: how a route takes them, and how they are described."""

from __future__ import annotations

from typing import Annotated, Any

import attrs
from litestar import Request, Router
from litestar.datastructures import UploadFile
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from adapters.http.openapi.describe import BINARY, wire
from adapters.http.settings import HttpSettings
from adapters.wire.converter import BadInput

_MULTIPART = "multipart/form-data"
FileName = Annotated[str, QueryParameter(description="The name of the file, where the body is its bytes.")]


@attrs.frozen
class Upload:
    """A file as it came."""

    name: str
    data: bytes = attrs.field(repr=False)


def accepts_files(response: Any) -> dict[str, Any]:
    """The description of a route that takes files."""
    return wire(
        request={"type": "object", "properties": {"file": BINARY}},
        accepts=(_MULTIPART, "application/octet-stream"),
        response=response,
    )


def upload_router(path: str, handler: HTTPRouteHandler, settings: HttpSettings) -> Router:
    """A route whose handler is given the files of the body as `uploads`, up to the limits of the installation."""

    async def uploads(request: Request[Any, Any, Any]) -> tuple[Upload, ...]:
        return await _read(request, settings.files_a_request)

    return Router(
        path,
        route_handlers=[handler],
        dependencies={"uploads": Provide(uploads)},
        request_max_body_size=settings.max_body_bytes,
    )


async def _read(request: Request[Any, Any, Any], at_most: int) -> tuple[Upload, ...]:
    """The files of a multipart body, or the body itself under the name in the address; BadInput where there is none."""
    if request.content_type[0] == _MULTIPART:
        form = await request.form()
        parts = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not 1 <= len(parts) <= at_most:
            raise BadInput((("body", f"expected 1 to {at_most} files, got {len(parts)}"),))
        return tuple([Upload(part.filename, await part.read()) for part in parts])
    name, data = request.query_params.get("name", ""), await request.body()
    if not name or not data:
        raise BadInput((("body", "send the file as multipart/form-data, or its bytes with ?name= in the address"),))
    return (Upload(str(name), data),)

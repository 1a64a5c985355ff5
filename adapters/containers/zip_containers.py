"""The port Containers over zips, as distributors, portals and people send them."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from adapters.containers.unpack import TooLarge, UnreadableZip, ZipLimits, is_zip, members
from application.ports.channels import Spooled
from application.ports.containers import Member
from domain.kernel.fault import Fault
from domain.metering.deliveries.faults import SII_001, SII_009


@attrs.frozen
class ZipContainers:
    """Opens zips; what comes out lies in a temporary file, none of it in memory."""

    limits: ZipLimits = attrs.field(factory=ZipLimits)

    def opens(self, first_bytes: bytes) -> bool:
        """Whether it begins as a zip does, an empty one included."""
        return is_zip(first_bytes)

    def members(self, *, name: str, content: Spooled) -> Iterator[Member]:
        """Every file inside in order; what is no zip, cannot be opened or exceeds a limit stands for itself."""

        def itself(code: str, message: str) -> Member:
            return Member(name, content, "", Fault(code, name, message))

        if not self.opens(content.head()):
            yield Member(name, content, "")
            return
        if content.size > self.limits.max_file_bytes:
            yield itself(SII_009.code, f"{content.size} bytes, at most {self.limits.max_file_bytes} are read")
            return
        try:
            with content.open() as source, members(source, self.limits) as inside:
                for each in inside:
                    error = each.error or ("a zip within a zip is not opened" if is_zip(each.content.head()) else "")
                    fault = SII_001.fault(each.path, f"in {name}: {error}") if error else None
                    yield Member(each.path, each.content, name, fault)
        except TooLarge as error:
            yield itself(SII_009.code, str(error))
        except UnreadableZip as error:
            yield itself(SII_001.code, str(error))
        else:
            if not inside:
                yield itself(SII_001.code, "the zip holds no file")

"""A tenant names a channel of the new kind: files are collected through it and sent through it by the use cases."""

from __future__ import annotations

import tempfile
from pathlib import Path

import attrs

from adapters.channels.build import build_channels, build_spool
from adapters.system_clock import FixedClock
from application.exchange.collect_files import Collector, collect_files
from application.exchange.retry import RetryPolicy
from application.exchange.send_files import send_files
from application.ports.flow_files import TO_BE_SENT, Direction, FlowFile
from domain.kernel.digest import digest_of_bytes
from tests.fakes.channels import CountedPause, PlainFileHandler
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.use_case_world import NOW, World

TOML = """
[[channel]]
tenant = "demo"
name = "clerk"
kind = "shelf"
shelf = "shelf"
theirs = "clerk-"
ours = "we-"
direction = "both"
"""

folder = Path(tempfile.mkdtemp())
shelf = folder / "shelf"
shelf.mkdir()
(folder / "channels.toml").write_text(TOML, "utf-8")
(shelf / "clerk-a.csv").write_bytes(b"CSV of the clerk")

world = World(MemoryUnitsOfWork(), "demo")
world.set_up()
channels = build_channels(lambda tenant: folder / "channels.toml", FixedClock(NOW)).of("demo")
retry, handlers = RetryPolicy(1, 1, 1), (PlainFileHandler(b"CSV"),)
able = Collector(world.units, world.actor, build_spool(), CountedPause(), handlers, retry)
collected = collect_files(collector=able, channels=channels)
assert [(each.channel, each.name, each.outcome) for each in collected] == [("clerk", "a.csv", "imported")], collected
assert collect_files(collector=able, channels=channels) == ()

content = b"what we answer"
with world.units("demo") as uow:
    uow.flow_files.add_content(digest_of_bytes(content), [content])
    file = FlowFile(digest_of_bytes(content), "b.csv", "", "SE1.0050", NOW, TO_BE_SENT)
    uow.flow_files.add(attrs.evolve(file, direction=Direction.OUT, channel="clerk"))
    uow.commit()
assert [each.outcome for each in send_files(collector=able, channels=channels)] == ["sent"]
assert {path.name for path in shelf.iterdir()} == {"clerk-a.csv.done", "we-b.csv"}
assert (shelf / "we-b.csv").read_bytes() == content

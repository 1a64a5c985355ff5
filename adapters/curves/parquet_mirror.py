"""The mirror of curves as Parquet, for duckdb, polars, pandas or Arrow: a folder `month=YYYY-MM` for each month.

One row a curve: its values as one list of 32-bit numbers (watt-hours in order of time), and the days they are of as
days of the month. Compressed by zstandard.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from domain.kernel.calendar import quarters_in
from domain.kernel.validity import Period, month_of
from domain.metering.curve import FlatCurve

_FILE = "curves.parquet"
_FOLDER = re.compile(r"month=([0-9]{4})-([0-9]{2})")
_SCHEMA = pa.schema(
    [
        pa.field("point", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("quality", pa.string(), nullable=False),
        pa.field("days", pa.list_(pa.int8()), nullable=False),
        pa.field("values", pa.list_(pa.int32()), nullable=False),
    ]
)


@attrs.frozen
class ParquetMirror:
    """Writes a month by groups of curves: memory does not grow with their number."""

    rows_a_group: int = 2_000

    def write(self, folder: Path, month: Period, curves: Iterable[FlatCurve]) -> int:
        """Put the curves of `month` in place of those the folder has. The file appears whole or not at all."""
        target = folder / f"month={month.start:%Y-%m}" / _FILE
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        written, remaining = 0, iter(curves)
        with pq.ParquetWriter(partial, _SCHEMA, compression="zstd", use_dictionary=["kind", "quality"]) as writer:
            while group := list(itertools.islice(remaining, self.rows_a_group)):
                writer.write_table(_table(group))
                written += len(group)
        partial.replace(target)
        return written

    def months(self, folder: Path) -> tuple[Period, ...]:
        """The months the folder has, in order."""
        found = (_FOLDER.fullmatch(path.parent.name) for path in sorted(folder.glob(f"month=*/{_FILE}")))
        return tuple(month_of(dt.date(int(name[1]), int(name[2]), 1)) for name in found if name)


def _table(group: list[FlatCurve]) -> pa.Table:
    counts = [sum(map(quarters_in, curve.days)) for curve in group]
    offsets = pa.array(np.cumsum([0, *counts], dtype=np.int32))
    values = pa.array(np.frombuffer(b"".join(curve.values for curve in group), dtype="<i4"))
    columns = [
        pa.array([curve.point for curve in group]),
        pa.array([curve.kind.value for curve in group]),
        pa.array([curve.version for curve in group], pa.int32()),
        pa.array([curve.quality.value for curve in group]),
        pa.array([[day.day for day in curve.days] for curve in group], pa.list_(pa.int8())),
        pa.ListArray.from_arrays(offsets, values),
    ]
    return pa.Table.from_arrays(columns, schema=_SCHEMA)

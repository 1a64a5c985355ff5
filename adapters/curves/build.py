"""What this package gives the house: load curves summed in bulk, and mirrored for analysis."""

from __future__ import annotations

from application.ports.curve_arithmetic import CurveArithmetic
from application.ports.curve_mirror import CurveMirror


def build_curve_arithmetic() -> CurveArithmetic:
    """Sums by numpy."""
    from adapters.curves.numpy_arithmetic import NumpyArithmetic

    return NumpyArithmetic()


def build_curve_mirror() -> CurveMirror:
    """Parquet files."""
    from adapters.curves.parquet_mirror import ParquetMirror

    return ParquetMirror()

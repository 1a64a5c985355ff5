"""Load curves in bulk: sums by numpy, and the mirror of them as Parquet files for analysis."""

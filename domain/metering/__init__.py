"""Metering: meters and readings, load curves, calls, validation (VEE), estimation, consumption."""

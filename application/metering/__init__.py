"""Metering: measures and readings in, validated, decided on, shown."""

"""The pure rules of a meter-to-cash platform: no I/O, no clock, no framework."""

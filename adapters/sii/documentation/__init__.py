"""The flows, messages and processes as pages and as a catalogue."""

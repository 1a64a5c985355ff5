"""Carrying out the chunks of a run: in this process, or in a pool of processes on this machine."""

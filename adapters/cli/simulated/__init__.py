"""Commands with simulated counterparts: the demo, the year, the simulator."""

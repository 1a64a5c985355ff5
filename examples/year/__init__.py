"""The utility of the year: customers that do not exist, fed by simulated counterparts."""

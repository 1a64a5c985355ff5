"""Estimates of consumption: by history, by the past before a point was ours, and how far off they were."""

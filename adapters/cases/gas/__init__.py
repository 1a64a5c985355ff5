"""Case files of natural gas."""

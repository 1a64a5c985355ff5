"""Case files of electricity."""

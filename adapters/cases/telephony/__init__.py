"""Case files of telephony."""

"""Case files of corrections: documents of any commodity, as billed then and as known now."""

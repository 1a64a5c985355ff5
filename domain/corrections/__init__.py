"""Corrections: the invoiced position, recalculation, conguaglio, credit notes."""

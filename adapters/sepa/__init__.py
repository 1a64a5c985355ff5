"""SEPA messages for banks: direct debits out, in the ISO 20022 form of the EPC, with bank profiles as data."""

"""What the ledger records: kinds of records, their fields and rules, and what follows from them.

Pure: no clock, no randomness, no disk, no network. Start with `schema.LEDGER`, the registry of all kinds.
"""

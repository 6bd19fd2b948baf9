"""Hearing mode: the ledger of a court day, kept by keyboard."""

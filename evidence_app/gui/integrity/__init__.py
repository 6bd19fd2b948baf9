"""Verification, certificates, backup and restore."""

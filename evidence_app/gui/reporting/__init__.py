"""Choosing and writing a report."""

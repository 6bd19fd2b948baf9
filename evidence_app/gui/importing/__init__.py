"""Bringing files in: progress, what went wrong with which file, and trying again."""

"""Exhibit numbers, Bates numbers, series and stickers."""

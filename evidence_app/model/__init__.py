"""The words of the field as frozen dataclasses and pure rules; standard library only."""

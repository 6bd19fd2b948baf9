"""Turns any exception of any reading library into a status and one sentence for the user."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

from evidence_app.model.errors import Encrypted, EvidenceError, MissingTool, TooBig
from evidence_app.model.imported import ReadStatus

_DAMAGED = "The file is damaged or not what its name says; it is kept, and its content is not searchable."
_MEMORY = "Reading this file needs more memory than is allowed; it is kept, and its content is not searchable."


def problem(error: BaseException) -> tuple[ReadStatus, str]:
    """``(status, reason)`` for an exception raised while reading one file."""
    if isinstance(error, Encrypted):
        return "password", str(error)
    if isinstance(error, TooBig):
        return "too big", str(error)
    if isinstance(error, MissingTool):
        return "unsupported", str(error)
    if isinstance(error, EvidenceError):
        return "damaged", str(error)
    if isinstance(error, (MemoryError, RecursionError)) or type(error).__name__ == "DecompressionBombError":
        return "too big", _MEMORY
    if isinstance(error, (zipfile.BadZipFile, ElementTree.ParseError)):
        return "damaged", _DAMAGED
    return "damaged", f"{_DAMAGED[:-1]} ({type(error).__name__})."

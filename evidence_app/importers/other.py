"""Files nobody here can read: kept as exhibits, not searchable, with the reason and a way out."""

from __future__ import annotations

from pathlib import Path

from evidence_app.importers.contract import Emit, ReadContext
from evidence_app.importers.guesses import guessed
from evidence_app.model.imported import ImportedExhibit

_ADVICE = {
    ".doc": "Old Word files cannot be read yet: save it as .docx or PDF and import that too.",
    ".wpd": "WordPerfect files cannot be read: save it as .docx or PDF and import that too.",
    ".xls": "Old Excel files cannot be read yet: save it as .xlsx or PDF and import that too.",
    ".ppt": "Old PowerPoint files cannot be read yet: save it as .pptx or PDF and import that too.",
    ".pst": "Outlook data files cannot be read: export the messages as .eml or .msg and import those.",
    ".zip": "This is an archive: unpack it and import the folder.",
    ".mp4": "Video is kept as it is; its words are not searchable: add a transcript as a text file.",
    ".mp3": "Sound is kept as it is; its words are not searchable: add a transcript as a text file.",
}
_BY_HEAD = (
    (b"\xffWPC", ".wpd"),
    (b"!BDN", ".pst"),
    (b"PK\x03\x04", ".zip"),
    (b"Rar!\x1a\x07", ".zip"),
    (b"7z\xbc\xaf\x27\x1c", ".zip"),
    (b"\x1f\x8b", ".zip"),
    (b"ID3", ".mp3"),
    (b"RIFF", ".mp3"),
)


class OtherImporter:
    """The last resort: no text, but never dropped."""

    name = "other"
    suffixes: tuple[str, ...] = ()

    def score(self, file_name: str, head: bytes) -> int:
        """Never chosen by score."""
        return 0

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """An exhibit without pages, status ``unsupported``."""
        with path.open("rb") as file:
            head = file.read(16)
        return unsupported(context, advice(context.suffix, head))


def advice(suffix: str, head: bytes = b"") -> str:
    """One sentence: why the file has no searchable text, and what to do."""
    proved = next((kind for magic, kind in _BY_HEAD if head.startswith(magic)), suffix)
    if head[4:8] == b"ftyp":
        proved = ".mp4"
    fallback = "This kind of file cannot be read; it is kept as an exhibit, and its content is not searchable."
    return _ADVICE.get(proved, fallback)


def unsupported(context: ReadContext, reason: str) -> ImportedExhibit:
    """The exhibit of a file that is kept but not read."""
    return guessed(ImportedExhibit("other", status="unsupported", reason=reason), context.file_name)

"""Plain text, Markdown, CSV, JSON, XML, source code and load files."""

from __future__ import annotations

from pathlib import Path

from evidence_app.importers.contract import BY_NAME, LIKELY, NO, Emit, ReadContext, named
from evidence_app.importers.guesses import guessed
from evidence_app.importers.text_pages import decode, looks_like_text, pages_of_text
from evidence_app.model.imported import DocumentKind, ImportedExhibit

_LOAD_FILES = (".dat", ".opt", ".lfp", ".dii", ".oll")
_TABLES = (".csv", ".tsv")
_FIELD, _QUOTE, _NEWLINE = "\x14", "\xfe", "\xae"
"""Concordance load files: field separator, text qualifier, newline inside a field."""


class TextImporter:
    """Any file that is itself text. A name alone never proves it: a renamed program is not text."""

    name = "text"
    suffixes = (
        ".txt",
        ".text",
        ".md",
        ".log",
        ".json",
        ".xml",
        ".yaml",
        ".yml",
        ".vtt",
        ".srt",
        *_TABLES,
        *_LOAD_FILES,
    )

    def score(self, file_name: str, head: bytes) -> int:
        """Bytes that look like text; more when the name agrees."""
        if not looks_like_text(head):
            return NO
        return LIKELY if named(file_name, self.suffixes) else BY_NAME // 2

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """Text cut into pages; no word boxes."""
        text, encoding = decode(path.read_bytes())
        is_load_file = text[:200].count(_FIELD) > 1 or context.suffix in _LOAD_FILES
        if is_load_file:
            text = _readable_load_file(text)
        pages, reason = pages_of_text(text, context.max_pages)
        if not pages:
            reason = "The file holds no text."
        return guessed(
            ImportedExhibit(
                "load file" if is_load_file else _kind(context.suffix),
                _media_type(context.suffix),
                pages=pages,
                status="partial" if reason and pages else "ok",
                reason=reason,
                metadata={"encoding": encoding},
            ),
            context.file_name,
        )


def _kind(suffix: str) -> DocumentKind:
    return "spreadsheet" if suffix in _TABLES else "text"


def _media_type(suffix: str) -> str:
    known = {".csv": "text/csv", ".md": "text/markdown", ".json": "application/json", ".xml": "application/xml"}
    return known.get(suffix, "text/plain")


def _readable_load_file(text: str) -> str:
    """Fields apart by bars, as a person would read the row."""
    return (
        text.replace(f"{_QUOTE}{_FIELD}{_QUOTE}", " | ")
        .replace(_FIELD, " | ")
        .replace(_QUOTE, "")
        .replace(_NEWLINE, " ")
    )

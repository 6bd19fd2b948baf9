"""Rich Text (.rtf, and .doc that is Rich Text inside): transcripts, letters and filings, read as Word files are."""

from __future__ import annotations

from pathlib import Path

from evidence_app.importers.contract import NO, SURE, Emit, Heartbeat, ReadContext
from evidence_app.importers.office import Inside, office_exhibit
from evidence_app.importers.rtf_text import RTF, RtfText, read_rtf
from evidence_app.model.imported import ImportedExhibit


class RtfImporter:
    """Rich Text, whatever the file is called: Word and case systems write it as .doc too."""

    name = "rtf"
    suffixes = (".rtf",)

    def score(self, file_name: str, head: bytes) -> int:
        """The first bytes; a name alone never proves it."""
        return SURE if RTF.match(head) else NO

    def read(self, path: Path, context: ReadContext, emit: Emit) -> ImportedExhibit:
        """Text as pages; unseen words are said to be so, and what is not read is named."""
        found = read_rtf(path.read_bytes(), Heartbeat(emit))
        inside = Inside(found.counts["pictures"], found.counts["objects"])
        return office_exhibit("word", "application/rtf", found.text, _facts(found), inside, context, *found.troubles)


def _facts(found: RtfText) -> dict[str, str]:
    """What the file states about itself, and how many embedded files it holds."""
    facts = dict(found.facts)
    if found.counts["objects"]:
        kinds = ", ".join(dict.fromkeys(found.objects))
        facts["embedded files"] = f"{found.counts['objects']}{f' ({kinds})' if kinds else ''}, not read"
    return facts

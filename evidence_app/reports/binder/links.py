"""Proof that a binder's index works: every entry's link is followed in the finished file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, TextStringObject

SCHEME = "evidence:"
MARK = "/EvidenceKey"
"""Key in a link's dictionary that says which entry it belongs to, so that the finished file can be checked."""


@dataclass(frozen=True)
class BinderLink:
    """A link of the index: the entry's key, the page it stands on and the page it leads to, both from 0 (-1 = nowhere)."""

    key: str
    page: int
    target: int


def make_links(writer: PdfWriter, front_pages: int, targets: dict[str, int]) -> None:
    """Turn the index's placeholder links into links to pages of the file; those without a target go."""
    for page in writer.pages[:front_pages]:
        kept = ArrayObject()
        for annotation in _annotations(page):
            key = _key(annotation)
            if key is None:
                kept.append(annotation.indirect_reference or annotation)
                continue
            target = targets.get(key)
            if target is None:
                continue
            annotation.pop(NameObject("/A"), None)
            place = writer.pages[target].indirect_reference
            assert place is not None
            annotation[NameObject("/Dest")] = ArrayObject(
                [place, NameObject("/XYZ"), NullObject(), NullObject(), NullObject()]
            )
            annotation[NameObject(MARK)] = TextStringObject(key)
            kept.append(annotation.indirect_reference or annotation)
        page[NameObject("/Annots")] = kept


def _annotations(page: PageObject) -> Iterator[DictionaryObject]:
    found = page.get("/Annots")
    for one in found.get_object() if found is not None else ():
        annotation = one.get_object()
        if isinstance(annotation, DictionaryObject):
            yield annotation


def _key(annotation: DictionaryObject) -> str | None:
    action: Any = annotation.get("/A")
    action = action.get_object() if action is not None else None
    target = str(action.get("/URI", "")) if isinstance(action, DictionaryObject) else ""
    return target.removeprefix(SCHEME) if target.startswith(SCHEME) else None


def check_links(path: Path) -> list[BinderLink]:
    """Every index link of a written binder, followed as a reader would follow it."""
    reader = PdfReader(path)
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages) if page.indirect_reference}
    found: list[BinderLink] = []
    for number, page in enumerate(reader.pages):
        links = [one for one in _annotations(page) if MARK in one]
        if not links and found:
            break
        for one in links:
            place = one.get("/Dest")
            raw = place.get_object() if place is not None else None
            target = raw[0] if isinstance(raw, ArrayObject) and raw else None
            idnum = getattr(target, "idnum", getattr(getattr(target, "indirect_reference", None), "idnum", -1))
            found.append(BinderLink(str(one[MARK]), number, numbers.get(idnum, -1)))
    return found

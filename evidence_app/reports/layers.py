"""Hidden layers of a PDF stay hidden when its pages go into another file."""

from __future__ import annotations

from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject


def keep_layers(writer: PdfWriter, reader: PdfReader) -> None:
    """Carry over which layers (optional content) are off. Without the catalogue's list every layer would show."""
    own = _dictionary(reader.trailer.get("/Root"), "/OCProperties")
    if not own:
        return
    groups = [one for one in _references(own.get("/OCGs")) if _copied(writer, reader, one)]
    if not groups:
        return
    config = _dictionary(own, "/D")
    on, off = (_ids(config.get(key)) for key in ("/ON", "/OFF"))
    all_off = config.get("/BaseState") == "/OFF"
    target = _properties(writer)
    for one in groups:
        copy = _copied(writer, reader, one)
        if copy in target["/OCGs"]:
            continue
        target["/OCGs"].append(copy)
        if one.idnum in off or (all_off and one.idnum not in on):
            target["/D"]["/OFF"].append(copy)


def _properties(writer: PdfWriter) -> Any:
    root = writer.root_object
    if "/OCProperties" not in root:
        config = DictionaryObject({NameObject("/OFF"): ArrayObject(), NameObject("/Order"): ArrayObject()})
        root[NameObject("/OCProperties")] = DictionaryObject(
            {NameObject("/OCGs"): ArrayObject(), NameObject("/D"): config}
        )
    return root["/OCProperties"]


def _copied(writer: PdfWriter, reader: PdfReader, one: IndirectObject) -> IndirectObject | None:
    """Where a layer went in the writer; None when no copied page uses it."""
    number = writer._id_translated.get(id(reader), {}).get(one.idnum)
    return IndirectObject(number, 0, writer) if number else None


def _dictionary(holder: Any, key: str) -> DictionaryObject:
    value = holder.get_object() if holder is not None else None
    found = value.get(key) if isinstance(value, DictionaryObject) else None
    inner = found.get_object() if found is not None else None
    return inner if isinstance(inner, DictionaryObject) else DictionaryObject()


def _references(value: Any) -> list[IndirectObject]:
    inner = value.get_object() if value is not None else None
    return [one for one in inner if isinstance(one, IndirectObject)] if isinstance(inner, ArrayObject) else []


def _ids(value: Any) -> set[int]:
    return {one.idnum for one in _references(value)}

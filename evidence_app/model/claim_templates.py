"""Claim templates: the elements of a claim as a proof chart, with where each rule was seen and from when.

A template is a starting point and never legal advice: every one carries its authority, the source of each authority,
an as-of date and ``verify``. Once used in a matter it is stored there as text by :func:`freeze`, so a later edition of
the list changes no matter.

The file is JSON: ``{"format": 1, "templates": [...]}``. A field that is missing takes its default; a field nobody knows
is refused, because a misspelt "burdn" would otherwise silently become "plaintiff".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from evidence_app.model.errors import NotFound, Unreadable

ElementKind = Literal["element", "exception", "relief", "timeliness"]
GroupRule = Literal["all", "any"]
Side = Literal["plaintiff", "defendant"]
Standard = Literal["preponderance", "clear and convincing", ""]
"""Standard of proof; empty when the template does not state one (class certification, standing)."""

FORMAT = 1


@dataclass(frozen=True)
class ElementTemplate:
    """One row of a proof chart. A row with ``elements`` is a group: ``rule`` says whether all or any one is needed.

    ``search_terms`` are starting queries in the program's own query language; only rows without sub-rows have them.
    ``if_at_issue`` marks a row to use only when the point is contested.
    """

    text: str
    kind: ElementKind = "element"
    rule: GroupRule = "all"
    burden: Side = "plaintiff"
    standard: Standard = "preponderance"
    authority: tuple[str, ...] = ()
    notes: str = ""
    if_at_issue: bool = False
    search_terms: tuple[str, ...] = ()
    elements: tuple[ElementTemplate, ...] = ()

    def walk(self, path: str) -> Iterator[tuple[str, ElementTemplate]]:
        """The row itself and all below it, each with its dotted path (``"4"``, ``"4.1"``, ``"4.2.1"``)."""
        yield path, self
        for position, child in enumerate(self.elements, 1):
            yield from child.walk(f"{path}.{position}")


@dataclass(frozen=True)
class ClaimTemplate:
    """A claim: its elements in proof-chart order, and how far its law can be trusted.

    ``sources`` pairs every authority with a note on where its text was seen, or "general knowledge: verify".
    ``as_of`` is an EDTF date: the edition of the text that was read, or when the list was put together.
    ``pseudo_claim`` marks charts that are not causes of action (class certification, standing).
    """

    id: str
    version: int
    name: str
    jurisdiction: str
    authority: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    as_of: str
    elements: tuple[ElementTemplate, ...]
    verify: bool = True
    pseudo_claim: bool = False
    burden: Side = "plaintiff"
    standard: Standard = "preponderance"
    limitation: str = ""
    relief: str = ""
    exceptions: str = ""
    notes: str = ""

    def walk(self) -> Iterator[tuple[str, ElementTemplate]]:
        """Every row of the chart with its dotted path, top to bottom."""
        for position, element in enumerate(self.elements, 1):
            yield from element.walk(str(position))

    def element(self, path: str) -> ElementTemplate:
        """The row at a dotted path such as ``"4.1"``; NotFound when there is none."""
        for where, element in self.walk():
            if where == path:
                return element
        raise NotFound(f"The template {self.id} has no element {path}.", "Its rows are numbered from 1.")

    def source_of(self, authority: str) -> str:
        """Where an authority of this template was seen; empty when it is not one of its authorities."""
        return dict(self.sources).get(authority, "")


def load_templates(text: str) -> tuple[ClaimTemplate, ...]:
    """Read a list of templates from JSON text; Unreadable names the template and the field that is wrong."""
    document = _parse(text)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _bad("the list", f'it has to be an object with "format": {FORMAT}')
    templates = tuple(_claim(raw, f"template {n}") for n, raw in enumerate(_list(document, "templates", "the list"), 1))
    ids = [template.id for template in templates]
    for template_id in ids:
        if ids.count(template_id) > 1:
            raise _bad(f"template {template_id}", "two templates have this id")
    return templates


def freeze(template: ClaimTemplate) -> str:
    """The template as canonical JSON: the same template always gives the same text. :func:`thaw` reads it back."""
    raw = asdict(template)
    raw["sources"] = dict(template.sources)
    return json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def thaw(frozen: str) -> ClaimTemplate:
    """The template that :func:`freeze` wrote; Unreadable when the text is anything else."""
    return _claim(_parse(frozen), "the stored template")


def fingerprint(template: ClaimTemplate) -> str:
    """SHA-256 (hex) of the frozen text: equal only for equal templates."""
    return hashlib.sha256(freeze(template).encode("utf-8")).hexdigest()


def _bad(where: str, what: str) -> Unreadable:
    """The one error of this module."""
    return Unreadable(f"The claim templates cannot be read: {where}: {what}.", "Correct the file and load it again.")


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _bad("the text", f"it is not JSON ({error})") from error


def _claim(raw: Any, where: str) -> ClaimTemplate:
    """One template, checked field by field."""
    if isinstance(raw, dict) and isinstance(raw.get("id"), str):
        where = f"template {raw['id']}"
    raw = _known_fields(raw, ClaimTemplate, where)
    rows = _list(raw, "elements", where)
    if not rows:
        raise _bad(where, "it has no elements")
    version = raw.get("version")
    if type(version) is not int or version < 1:
        raise _bad(where, '"version" has to be a whole number from 1')
    template = ClaimTemplate(
        id=_text(raw, "id", where, needed=True),
        version=version,
        name=_text(raw, "name", where, needed=True),
        jurisdiction=_text(raw, "jurisdiction", where, needed=True),
        authority=_texts(raw, "authority", where),
        sources=_pairs(raw, where),
        as_of=_text(raw, "as_of", where, needed=True),
        elements=tuple(_element(row, f"{where}, element {n}") for n, row in enumerate(rows, 1)),
        verify=_flag(raw, "verify", where, default=True),
        pseudo_claim=_flag(raw, "pseudo_claim", where),
        burden=_choice(raw, "burden", Side, where),
        standard=_choice(raw, "standard", Standard, where),
        **{name: _text(raw, name, where) for name in ("limitation", "relief", "exceptions", "notes")},
    )
    _check_sources(template, where)
    return template


def _element(raw: Any, where: str) -> ElementTemplate:
    """One row and the rows below it."""
    raw = _known_fields(raw, ElementTemplate, where)
    children = _list(raw, "elements", where)
    terms = _texts(raw, "search_terms", where)
    if children and terms:
        raise _bad(where, "a row with sub-rows has no search terms of its own; move them to the sub-rows")
    return ElementTemplate(
        text=_text(raw, "text", where, needed=True),
        kind=_choice(raw, "kind", ElementKind, where),
        rule=_choice(raw, "rule", GroupRule, where),
        burden=_choice(raw, "burden", Side, where),
        standard=_choice(raw, "standard", Standard, where),
        authority=_texts(raw, "authority", where),
        notes=_text(raw, "notes", where),
        if_at_issue=_flag(raw, "if_at_issue", where),
        search_terms=terms,
        elements=tuple(_element(child, f"{where}.{n}") for n, child in enumerate(children, 1)),
    )


def _check_sources(template: ClaimTemplate, where: str) -> None:
    """No citation without a note on where it comes from: the rule that keeps invented law out."""
    named = set(template.authority).union(*(row.authority for _, row in template.walk()))
    known = dict(template.sources)
    for authority in sorted(named):
        if not known.get(authority, "").strip():
            raise _bad(where, f"the authority {authority!r} has no source")


def _known_fields(raw: Any, cls: type, where: str) -> dict[str, Any]:
    """The object itself, after refusing what is not an object and names the dataclass does not have."""
    if not isinstance(raw, dict):
        raise _bad(where, "it has to be an object")
    unknown = sorted(set(raw) - {field.name for field in fields(cls)})
    if unknown:
        raise _bad(where, f"unknown field {unknown[0]!r}")
    return raw


def _text(raw: Mapping[str, Any], name: str, where: str, *, needed: bool = False) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise _bad(where, f'"{name}" has to be text' + (" and not empty" if needed else ""))
    return value


def _list(raw: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = raw.get(name, [])
    if not isinstance(value, list):
        raise _bad(where, f'"{name}" has to be a list')
    return value


def _texts(raw: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    values = _list(raw, name, where)
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise _bad(where, f'"{name}" has to be a list of texts, none of them empty')
    return tuple(values)


def _pairs(raw: Mapping[str, Any], where: str) -> tuple[tuple[str, str], ...]:
    value = raw.get("sources", {})
    if not isinstance(value, dict) or not all(isinstance(note, str) for note in value.values()):
        raise _bad(where, '"sources" has to give a text for each authority')
    return tuple(sorted(value.items()))


def _flag(raw: Mapping[str, Any], name: str, where: str, *, default: bool = False) -> bool:
    value = raw.get(name, default)
    if not isinstance(value, bool):
        raise _bad(where, f'"{name}" has to be true or false')
    return value


def _choice(raw: Mapping[str, Any], name: str, allowed: Any, where: str) -> Any:
    """One of the values of a Literal type; its first value is the default."""
    choices = get_args(allowed)
    value = raw.get(name, choices[0])
    if not isinstance(value, str) or value not in choices:
        raise _bad(where, f'"{name}" has to be one of ' + ", ".join(repr(choice) for choice in choices))
    return value

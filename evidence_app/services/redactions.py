"""Redaction marks of exhibits: where something is to be taken out of copies, and why. The originals are never touched.

A mark is bound to the file it was made on. When the exhibit's document is replaced, its marks need a look: they are not
applied, and nothing leaves the office with them, until somebody confirms, moves or removes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.pages import Word, unpack_words
from evidence_app.model.redaction import (
    Box,
    BoxMark,
    ListedMark,
    MarkCount,
    Secrets,
    check_words,
    covers,
    inside_page,
    marked_lines,
    mask,
    read_box,
    write_box,
)
from evidence_app.services import exhibits
from evidence_app.services.matter import Matter
from evidence_app.services.redaction_reasons import known_reason

BOXED_KINDS = frozenset({"pdf", "image"})
"""Exhibits whose pages are shown as they look; pages of the others are set from their text, and words are marked."""
_STATE = """CASE WHEN m.file_sha256 <> e.original_sha256 OR p.id IS NULL
                   OR (m.box <> '') <> (e.kind IN ('pdf', 'image'))
                   OR (m.box = '' AND substr(p.text, m.start + 1, length(m.quote)) <> m.quote)
              THEN 'needs a look' ELSE 'ok' END"""
_FROM = """FROM redaction_mark m JOIN exhibit e ON e.id = m.exhibit_id
           LEFT JOIN page p ON p.exhibit_id = m.exhibit_id AND p.number = m.page"""
Spans = Mapping[int, Sequence[tuple[int, int]]]
"""Character ranges of page texts, by page number from 1."""


def marks(matter: Matter, exhibit_id: int) -> list[ListedMark]:
    """The marks of an exhibit in reading order, with whether each may be applied."""
    sql = f"SELECT m.*, {_STATE} AS state {_FROM} WHERE m.exhibit_id = ? ORDER BY m.page, m.id"
    return sorted(matter.read.rows(ListedMark, sql, (exhibit_id,)), key=_place)


def _place(mark: ListedMark) -> tuple[int, int, int]:
    area = mark.area
    return (mark.page, area[1] // 600, area[0]) if area else (mark.page, mark.start, 0)


def counts(matter: Matter, exhibit_ids: Collection[int] | None = None) -> dict[int, MarkCount]:
    """How many marks the exhibits have, by exhibit id; those without marks are left out. None = every exhibit."""
    sql = f"""SELECT m.exhibit_id, count(*) AS marks, count(DISTINCT m.page) AS pages,
                sum({_STATE} <> 'ok') AS look {_FROM} GROUP BY m.exhibit_id"""
    found = matter.read.rows(MarkCount, sql)
    return {one.exhibit_id: one for one in found if exhibit_ids is None or one.exhibit_id in exhibit_ids}


# --- making marks -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _New:
    page: int
    box: str
    quote: str = ""
    start: int = -1
    reason: str = ""


def add_boxes(matter: Matter, exhibit_id: int, boxes: Sequence[BoxMark], *, seen: str | None = None) -> list[int]:
    """Mark boxes drawn on pages; returns the new marks' ids. A box that is marked already is left out.

    ``seen`` is the SHA-256 of the file the user was looking at. Raises UserError for an exhibit that is text or got
    another file meanwhile, a page it does not have, an empty box or an unknown reason code.
    """
    exhibit = _as_seen(matter, exhibit_id, seen)
    if exhibit.kind not in BOXED_KINDS:
        raise UserError(f"{exhibit.label} is text, so a box has no place on it.", "Select the words and mark those.")
    sizes = _sizes(matter, exhibit_id)
    new = []
    for one in boxes:
        if one.page not in sizes:
            raise UserError(f"{exhibit.label} has no page {one.page}.", f"It has {len(sizes)} pages.")
        box = write_box(inside_page(one.box, sizes[one.page]))
        new.append(_New(one.page, box, reason=known_reason(matter, one.reason)))
    return _add(matter, exhibit, new)


def _as_seen(matter: Matter, exhibit_id: int, seen: str | None) -> Exhibit:
    """The exhibit, as long as it has the file that was looked at; raises UserError after it was replaced."""
    exhibit = exhibits.get(matter, exhibit_id)
    if seen is not None and seen != exhibit.original_sha256:
        raise UserError(f"The document of {exhibit.label} was replaced meanwhile.", "Look at the new pages first.")
    return exhibit


def add_spans(matter: Matter, exhibit_id: int, spans: Spans, reason: str = "", *, seen: str | None = None) -> list[int]:
    """Mark words by their place in the page texts: one mark for each line they stand on; returns the new ids.

    ``seen`` as for boxes. Raises UserError when nothing is chosen, or where the words have no place on the page.
    """
    exhibit = _as_seen(matter, exhibit_id, seen)
    code = known_reason(matter, reason)
    pages = {one.number: one for one in exhibits.pages(matter, exhibit_id) if one.number in spans}
    new: list[_New] = []
    for number, ranges in sorted(spans.items()):
        page = pages.get(number)
        if page is None:
            raise UserError(f"{exhibit.label} has no page {number}.")
        if exhibit.kind in BOXED_KINDS:
            words = list(unpack_words(exhibits.page_words(matter, page.id)))
            size = (page.width, page.height)
            new += [made for span in ranges for made in _line_marks(number, page.text, words, span, size, code)]
        else:
            new += [_New(number, "", page.text[a:b], a, code) for a, b in ranges if page.text[a:b].strip()]
    if not new:
        raise UserError("There are no words to mark here.", "Draw a box instead.")
    return _add(matter, exhibit, new)


def _line_marks(
    number: int, text: str, words: Sequence[Word], span: tuple[int, int], size: tuple[int, int], reason: str
) -> Iterable[_New]:
    for line in marked_lines(words, *span):
        box = write_box(inside_page(line.box, size))
        yield _New(number, box, text[line.start : line.end], line.start, reason)


def add_words(matter: Matter, exhibit_id: int, words: Sequence[str], reason: str = "") -> list[int]:
    """Mark words or phrases wherever they stand in the exhibit's text, in any spelling; returns the new ids.

    Raises UserError when one is not found: it is a typing error, or stands on a page nobody has read.
    """
    wanted = check_words(words)
    secrets = Secrets(wanted)
    spans: dict[int, list[tuple[int, int]]] = {}
    missed = set(wanted)
    for page in exhibits.pages(matter, exhibit_id):
        for start, end, word in secrets.find(page.text):
            spans.setdefault(page.number, []).append((start, end))
            missed.discard(word)
    if missed or not wanted:
        told = f"“{min(missed)}” is not in the exhibit's text." if missed else "There are no words to mark."
        raise UserError(told, "Check the spelling, or draw a box; pages without text are not searched.")
    return add_spans(matter, exhibit_id, spans, reason)


def _add(matter: Matter, exhibit: Exhibit, wanted: Sequence[_New]) -> list[int]:
    """Store the new marks as one undo step, without those that others cover already."""
    there: dict[int, list[ListedMark | _New]] = {}
    for old in marks(matter, exhibit.id):
        if old.ready:
            there.setdefault(old.page, []).append(old)
    new: list[_New] = []
    for one in wanted:
        on_page = there.setdefault(one.page, [])
        if not any(_covered(one, old) for old in on_page):
            new.append(one)
            on_page.append(one)
    if not new:
        return []
    places = f"{len(new)} place{'s' * (len(new) != 1)}"
    with matter.operation(
        "Mark {places} of {exhibit} for redaction ({reason})", places=places, exhibit=exhibit.label,
        reason=", ".join(dict.fromkeys(one.reason for one in new)),
    ) as tx:  # fmt: skip
        return [
            tx.insert(
                "redaction_mark",
                {
                    "exhibit_id": exhibit.id, "page": one.page, "box": one.box, "quote": one.quote, "start": one.start,
                    "reason": one.reason, "file_sha256": exhibit.original_sha256,
                },
            )
            for one in new
        ]  # fmt: skip


def _covered(new: _New, old: ListedMark | _New) -> bool:
    if new.box and old.box:
        return covers(read_box(old.box), read_box(new.box))
    return (
        not new.box
        and not old.box
        and old.start <= new.start
        and old.start + len(old.quote) >= new.start + len(new.quote)
    )


def _sizes(matter: Matter, exhibit_id: int) -> dict[int, tuple[int, int]]:
    sql = "SELECT number, width, height FROM page WHERE exhibit_id = ?"
    return {number: (width, height) for number, width, height in matter.read.tuples(sql, (exhibit_id,))}


# --- changing marks ---------------------------------------------------------------------------------------------------


def move(matter: Matter, mark_id: int, box: Box, *, seen: str | None = None) -> Changes:
    """Move or resize a box. Where it was put is where it holds, so a mark that needed a look is settled by it.

    ``seen`` as for new boxes. Raises NotFound, or UserError for words of a text and for a box outside the page.
    """
    mark = _existing(matter, [mark_id])[0]
    if not mark.box:
        raise UserError("Marked words of a text cannot be moved.", "Remove the mark and select other words.")
    size = _sizes(matter, mark.exhibit_id).get(mark.page)
    if size is None:
        raise UserError(f"The exhibit has no page {mark.page} any more.", "Remove the mark.")
    exhibit = _as_seen(matter, mark.exhibit_id, seen)
    values = {"box": write_box(inside_page(box, size)), "file_sha256": exhibit.original_sha256}
    with matter.operation("Move a redaction mark on page {page} of {exhibit}", page=mark.page, exhibit=exhibit.label) as tx:  # fmt: skip
        tx.update("redaction_mark", mark_id, values)
    return tx.changes


def set_reason(matter: Matter, mark_ids: Collection[int], reason: str) -> Changes:
    """Give marks another reason code, as one undo step. Raises NotFound, UserError for an unknown code."""
    found, code = _existing(matter, mark_ids), known_reason(matter, reason)
    with matter.operation("Set the reason of {places} to {reason}", places=_places(found), reason=code) as tx:
        for one in found:
            if one.reason != code:
                tx.update("redaction_mark", one.id, {"reason": code})
    return tx.changes


def remove(matter: Matter, mark_ids: Collection[int]) -> Changes:
    """Take marks away, as one undo step. Raises NotFound."""
    found = _existing(matter, mark_ids)
    label = exhibits.get(matter, found[0].exhibit_id).label
    with matter.operation("Remove {places} of {exhibit}", places=_places(found), exhibit=label) as tx:
        tx.executemany("DELETE FROM redaction_mark WHERE id = ?", [(one.id,) for one in found])
    return tx.changes


def confirm(matter: Matter, mark_ids: Collection[int]) -> Changes:
    """Say that marks made on an earlier file hold for the present one, after looking at each.

    Raises NotFound, UserError where the page is gone or other words stand at the place.
    """
    found = _existing(matter, mark_ids)
    exhibit = exhibits.get(matter, found[0].exhibit_id)
    texts = dict(matter.read.tuples("SELECT number, text FROM page WHERE exhibit_id = ?", (exhibit.id,)))
    for one in found:
        words = texts.get(one.page, "")[one.start : one.start + len(one.quote)] if not one.box else one.quote
        if one.page not in texts or bool(one.box) != (exhibit.kind in BOXED_KINDS) or words != one.quote:
            raise UserError(
                f"A mark on page {one.page} does not fit the present file.", "Remove it and mark the place anew."
            )
    with matter.operation("Confirm {places} on the present file", places=_places(found)) as tx:
        for one in found:
            tx.update("redaction_mark", one.id, {"file_sha256": exhibit.original_sha256})
    return tx.changes


def _existing(matter: Matter, mark_ids: Collection[int]) -> list[ListedMark]:
    """The marks of these ids; raises NotFound for an unknown one, UserError for none or for several exhibits'."""
    wanted = sorted(set(mark_ids))
    if not wanted:
        raise UserError("No redaction mark is chosen.", "Select one on the page or in the list.")
    sql = f"SELECT m.*, {_STATE} AS state {_FROM} WHERE m.id IN ({', '.join('?' * len(wanted))}) ORDER BY m.id"
    found = matter.read.rows(ListedMark, sql, wanted)
    if len(found) != len(wanted):
        raise NotFound("There is no such redaction mark.", "List the exhibit's marks again.")
    if len({one.exhibit_id for one in found}) > 1:
        raise UserError("These marks belong to several exhibits.", "Change them exhibit by exhibit.")
    return found


def _places(found: Sequence[ListedMark]) -> str:
    return f"{len(found)} redaction mark{'s' * (len(found) != 1)}"


# --- applying marks ---------------------------------------------------------------------------------------------------


def applicable(matter: Matter, exhibit: Exhibit) -> list[ListedMark]:
    """The marks to be applied to a copy; raises UserError while one of them needs a look."""
    found = marks(matter, exhibit.id)
    look = sum(not one.ready for one in found)
    if look:
        raise UserError(
            f"{look} redaction mark{'s' * (look != 1)} of {exhibit.label} need{'s' * (look == 1)} a look: made on another file.",
            "Open it, and confirm, move or remove each.",
        )
    return found


def masked_texts(matter: Matter, exhibit_id: int, found: Iterable[ListedMark]) -> dict[int, str]:
    """The page texts of an exhibit that is text, by page number, without the marked words; only pages with marks."""
    spans: dict[int, list[tuple[int, int, str]]] = {}
    for one in found:
        if not one.box:
            spans.setdefault(one.page, []).append((one.start, one.start + len(one.quote), one.reason))
    if not spans:
        return {}
    texts = dict(matter.read.tuples("SELECT number, text FROM page WHERE exhibit_id = ?", (exhibit_id,)))
    return {number: mask(texts[number], own) for number, own in spans.items()}

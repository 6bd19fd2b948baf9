"""Giving exhibits their numbers: next in the series, by hand, or renumbering with an old-to-new table first.

A number is unique in the matter, and from being served on it never changes (courts keep numbers even when exhibits
are stricken). Links, lists and stamps refer to exhibits, not to numbers, so a new number shows everywhere at once; what
people typed about an exhibit by its number is rewritten in the same step (see ``mentions``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence_app.model.changes import Changes
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import FROZEN_STATUSES, number_sort_key
from evidence_app.model.numbering import Series
from evidence_app.services import history
from evidence_app.services.matter import Matter, Operation
from evidence_app.services.mentions import Mentions, TextPlace, mentions, preview, renumbering_of, rewrite
from evidence_app.storage.database import Rows


@dataclass(frozen=True)
class NewNumber:
    """One line of a renumbering: ``old`` is None for an exhibit that had no number."""

    exhibit_id: int
    title: str
    old: str | None
    new: str


def series_of(rows: Rows, party_id: int | None) -> Series:
    """A party's series; without a party the plain series 1, 2, 3. Raises NotFound for an unknown party."""
    if party_id is None:
        return Series()
    sql = "SELECT prefix, first_number, last_number, number_width, lettering FROM party WHERE id = ?"
    found = rows.tuples(sql, (party_id,))
    if not found:
        raise NotFound("There is no such party.", "Open the matter page and choose one of its parties.")
    return Series(*found[0])


def _taken(rows: Rows) -> dict[str, str]:
    """Sort key -> number of every number in use."""
    sql = "SELECT number_sort, number FROM exhibit WHERE number IS NOT NULL"
    return {str(key): str(number) for key, number in rows.tuples(sql)}


def _highest(series: Series, numbers: Iterable[str]) -> int:
    positions = (series.position(number) for number in numbers)
    return max((p for p in positions if p is not None and (not series.last or p <= series.last)), default=0)


def next_number(matter: Matter, party_id: int | None) -> str:
    """The next free number of a party's series. Raises UserError when its block is full."""
    series, taken = series_of(matter.read, party_id), _taken(matter.read)
    return series.label(series.after(_highest(series, taken.values()), taken))


def number_next(matter: Matter, exhibit_ids: Iterable[int], party_id: int | None) -> Changes:
    """Give unnumbered exhibits the next numbers of a party's series, in the order given, as one undo step."""
    with matter.operation("Number {count} exhibits in the series of {party}") as tx:
        series, taken = series_of(tx, party_id), _taken(tx)
        highest, count = _highest(series, taken.values()), 0
        for exhibit_id in exhibit_ids:
            if tx.value("SELECT id FROM exhibit WHERE id = ? AND number IS NULL", (exhibit_id,)) is None:
                continue
            highest = series.after(highest, taken)
            number, count = series.label(highest), count + 1
            row = {"number": number, "number_sort": number_sort_key(number), "status": "numbered"}
            tx.update("exhibit", exhibit_id, row | ({"party_id": party_id} if party_id else {}))
        tx.describe(count=count, party=tx.value("SELECT name FROM party WHERE id = ?", (party_id,)) or "the matter")
    return tx.changes


def set_number(matter: Matter, exhibit_id: int, number: str | None, *, follow: bool = True) -> Changes:
    """Give, change or clear one exhibit number; refuses a number in use and a number already served."""
    return set_numbers(matter, {exhibit_id: number}, follow=follow)


def set_numbers(
    matter: Matter, numbers: Mapping[int, str | None], *, follow: bool = True, leave: Collection[TextPlace] = ()
) -> Changes:
    """Give many numbers at once (a renumbering): all or nothing, one undo step, duplicates refused by name.

    Typed texts that mention an old number follow in the same step, but for the places in ``leave``; with ``follow``
    False they all stay. :func:`followed` says how many did.
    """
    wanted = _wanted(numbers)
    _refuse_duplicates(matter, wanted)
    first = next(iter(wanted.values()), None)
    message = "Number {count} exhibits" if len(wanted) > 1 else "Number an exhibit “{number}”"
    with matter.operation(message, count=len(wanted), number=first or "(none)") as tx:
        before = _numbers(tx, wanted)
        changing = [e for e, n in wanted.items() if e in before and before[e] != n]
        found = mentions(tx, renumbering_of(tx, {e: wanted[e] for e in changing})) if follow else Mentions()
        # first take old numbers away that another exhibit gets, because two that swap would collide on the way
        given = {wanted[e] for e in changing}
        clear = "UPDATE exhibit SET number = NULL, number_sort = '~' WHERE id = ?"
        tx.executemany(clear, [(e,) for e in changing if before[e] in given])
        for exhibit_id in changing:
            number = wanted[exhibit_id]
            sql = """UPDATE exhibit SET number = ?, number_sort = ?,
                     status = CASE WHEN status IN ('draft', 'numbered') THEN ? ELSE status END WHERE id = ?"""
            tx.execute(sql, (number, number_sort_key(number), "numbered" if number else "draft", exhibit_id))
        _follow(tx, found, leave)
    return tx.changes


def _numbers(rows: Rows, ids: Iterable[int]) -> dict[int, str | None]:
    numbers = dict(rows.tuples("SELECT id, number FROM exhibit"))
    return {e: numbers[e] for e in ids if e in numbers}


def _wanted(numbers: Mapping[int, str | None]) -> dict[int, str | None]:
    return {e: " ".join(n.split()) if n and n.strip() else None for e, n in numbers.items()}


def _follow(tx: Operation, found: Mentions, leave: Collection[TextPlace]) -> None:
    texts = rewrite(tx, found, leave)
    left = [[one.where, one.excerpt, one.reason] for one in found.left]
    left += [[one.where, one.text.excerpts()[0], "left on request"] for one in found.changing if one.place in leave]
    if texts or left:
        tx.describe(texts=texts, mentions_left=left)


@dataclass(frozen=True)
class Follows:
    """How many typed texts followed a change of numbers, and the mentions that were left: where, words, why."""

    texts: int = 0
    left: tuple[tuple[str, str, str], ...] = ()

    def words(self) -> str:
        """A sentence or two for after the change; nothing when no text mentioned the numbers."""
        parts = []
        if self.texts:
            many = self.texts != 1
            parts.append(
                f"{self.texts:,} text{'s that mention' if many else ' that mentions'} it follow{'s' * (not many)}."
            )
        if self.left:
            many = len(self.left) != 1
            parts.append(
                f"{len(self.left):,} mention{'s were' if many else ' was'} left as written: look at them in the history."
            )
        return " ".join(parts)


def followed(matter: Matter, changes: Changes) -> Follows:
    """What became of typed texts in a change of numbers, as its entry in the history tells."""
    sql = "SELECT coalesce(json_extract(detail, '$.texts'), 0) FROM audit_entry WHERE id = ?"
    left = history.mentions_left(matter, changes.entry)
    return Follows(matter.read.value(sql, (changes.entry,)) or 0, tuple(left))


def _refuse_duplicates(matter: Matter, wanted: Mapping[int, str | None]) -> None:
    keys: dict[str, int] = {}
    for exhibit_id, number in wanted.items():
        if number and keys.setdefault(number_sort_key(number), exhibit_id) != exhibit_id:
            raise UserError(f"The number {number} would be given twice.", "Give each exhibit its own number.")
    others = matter.read.tuples("SELECT id, number, number_sort, title, status FROM exhibit WHERE number IS NOT NULL")
    for exhibit_id, number, key, title, status in others:
        if exhibit_id not in wanted:
            if key in keys:
                raise UserError(f"The number {number} belongs to “{title}”.", "Choose another number.")
        elif status in FROZEN_STATUSES and wanted[exhibit_id] != number:
            hint = "Withdraw it and number another exhibit."
            raise UserError(f"{number} has been {status}, so its number cannot change.", hint)


def renumbering(matter: Matter, exhibit_ids: Sequence[int], party_id: int | None, start: int = 0) -> list[NewNumber]:
    """What renumbering these exhibits in this order would do, old to new; nothing is changed yet.

    Numbers of exhibits outside the selection are skipped. ``start`` 0 begins at the series' first number.
    """
    series = series_of(matter.read, party_id)
    chosen = set(exhibit_ids)
    rows = {r[0]: r[1:] for r in matter.read.tuples("SELECT id, title, number, number_sort FROM exhibit")}
    taken = {key for e, (_title, number, key) in rows.items() if number and e not in chosen}
    position = (start or series.first) - 1
    lines = []
    for exhibit_id in exhibit_ids:
        position = series.after(position, taken)
        title, old, _key = rows[exhibit_id]
        lines.append(NewNumber(exhibit_id, title, old, series.label(position)))
    return lines


def texts_to_follow(matter: Matter, lines: Sequence[NewNumber]) -> Mentions:
    """What applying a renumbering would do to typed texts that mention the exhibits; nothing is changed yet."""
    return preview(matter, {line.exhibit_id: line.new for line in lines})


def renumber(
    matter: Matter, lines: Sequence[NewNumber], *, follow: bool = True, leave: Collection[TextPlace] = ()
) -> Changes:
    """Apply a renumbering as previewed, as one undo step; the old-to-new table stays in the history.

    Typed texts follow as in :func:`set_numbers`.
    """
    with matter.operation("Renumber {count} exhibits", count=len(lines)) as tx:
        set_numbers(matter, {line.exhibit_id: line.new for line in lines}, follow=follow, leave=leave)
        tx.describe(table=[[line.old, line.new] for line in lines if line.old != line.new])
    return tx.changes

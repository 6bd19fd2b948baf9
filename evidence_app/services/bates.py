"""Bates numbers of a matter: given in one step that can be undone, never twice, families together and parents first.

A number that has left the office (:func:`issue`) is never given to another exhibit, even when its range was taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from evidence_app.model.bates import WIDEST, BatesNumber, BatesRange, check_prefix, parse
from evidence_app.model.bates import gaps as missing_between
from evidence_app.model.changes import Changes
from evidence_app.model.errors import UserError
from evidence_app.services import families
from evidence_app.services.matter import Matter, Operation
from evidence_app.storage.database import Rows
from evidence_app.storage.journal import utc_now

DEFAULT_WIDTH = 6
NATIVE_KINDS = frozenset({"spreadsheet", "load file"})
"""Produced as the file itself behind one slip-sheet with one number; printing them would lose what they hold.
So is a file no page could be read from."""


@dataclass(frozen=True)
class BatesAssignment:
    """The numbers of one exhibit. ``per_page`` is False for a native: one number for the whole file."""

    exhibit_id: int
    range: BatesRange
    per_page: bool


@dataclass(frozen=True)
class BatesRun:
    """What one run gave out. ``kept`` had numbers before and keep them; ``withheld`` are privileged or sequestered."""

    given: tuple[BatesAssignment, ...] = ()
    kept: tuple[int, ...] = ()
    withheld: tuple[int, ...] = ()
    changes: Changes = field(default_factory=Changes)

    @property
    def pages(self) -> int:
        """How many numbers were given."""
        return sum(one.range.pages for one in self.given)

    @property
    def natives(self) -> int:
        """How many exhibits got one number for a whole file."""
        return sum(not one.per_page for one in self.given)


@dataclass(frozen=True)
class BatesGap:
    """Numbers of a series that no exhibit has, and why as far as it is known."""

    range: BatesRange
    reason: str


@dataclass(frozen=True)
class _Used:
    """A range somebody has, and the title it is told by."""

    range: BatesRange
    exhibit_id: int
    title: str
    gone: bool = False


def assign(
    matter: Matter, exhibit_ids: Collection[int], producer_prefix: str, width: int = 0, start: int | None = None
) -> BatesRun:
    """Give the next numbers of a producer's series to exhibits and their families, in the order given; one undo step.

    ``width`` 0 keeps the series' width (6 for a new one); ``start`` None continues after the highest number ever used.
    Exhibits that have numbers keep them. Raises UserError, and changes nothing, when a number is taken, the width
    differs from the series', or the series would run out of digits.
    """
    with matter.operation(_GIVE) as tx:
        run = _planned(tx, exhibit_ids, producer_prefix, width, start)
        _give(tx, run)
    return replace(run, changes=tx.changes)


_GIVE = "Give Bates numbers {begin} to {end} to {count} exhibits"


def record(matter: Matter, run: BatesRun) -> Changes:
    """Give exactly the numbers of a :func:`plan`, once what bears them is written; one undo step.

    Raises UserError, and changes nothing, when one of the numbers or exhibits was taken in the meantime.
    """
    with matter.operation(_GIVE) as tx:
        if run.given:
            _refuse(run.given, _used(tx), run.given[0].range.begin.width)
        for one in run.given:
            if tx.value("SELECT bates_begin <> '' FROM exhibit WHERE id = ?", (one.exhibit_id,)):
                raise UserError("One of the exhibits was given other numbers in the meantime.", "Start again.")
        _give(tx, run)
    return tx.changes


def _give(tx: Operation, run: BatesRun) -> None:
    for one in run.given:
        _write(tx, one)
    if run.given:
        begin, end = run.given[0].range.begin, run.given[-1].range.end
        tx.describe(begin=str(begin), end=str(end), count=len(run.given))


def plan(
    matter: Matter, exhibit_ids: Collection[int], producer_prefix: str, width: int = 0, start: int | None = None
) -> BatesRun:
    """What :func:`assign` would do, without doing it; raises the same UserErrors."""
    return _planned(matter.read, exhibit_ids, producer_prefix, width, start)


def _planned(rows: Rows, exhibit_ids: Collection[int], prefix: str, width: int, start: int | None) -> BatesRun:
    series = check_prefix(prefix)
    used = _used(rows)
    digits = _width(used, series, width)
    number = BatesNumber(series, _start(used, series, start), digits)
    given: list[BatesAssignment] = []
    kept: list[int] = []
    withheld: list[int] = []
    for exhibit_id, pages, kind, outward, begin in _with_families(rows, exhibit_ids):
        if not outward:
            withheld.append(exhibit_id)
        elif begin:
            kept.append(exhibit_id)
        else:
            per_page = kind not in NATIVE_KINDS and pages > 0
            end = number.plus((pages if per_page else 1) - 1)
            given.append(BatesAssignment(exhibit_id, BatesRange(number, end), per_page))
            number = end.plus(1)
    _refuse(given, used, digits)
    return BatesRun(tuple(given), tuple(kept), tuple(withheld))


def with_families(matter: Matter, exhibit_ids: Collection[int]) -> list[int]:
    """The exhibits and the rest of their families that may leave the office, parents first, in the order given."""
    return [one[0] for one in _with_families(matter.read, exhibit_ids) if one[3]]


def _with_families(rows: Rows, exhibit_ids: Collection[int]) -> list[tuple[int, int, str, bool, str]]:
    """(id, pages, kind, outward, begin): every chosen exhibit with its whole family, parent first, each once."""
    found: dict[int, tuple[int, int, str, bool, str]] = {}
    sql = "SELECT page_count, kind, privilege = '' AND sequestered = 0, bates_begin FROM exhibit WHERE id = ?"
    for exhibit_id in exhibit_ids:
        if exhibit_id in found:
            continue
        for one in families.members(rows, exhibit_id):
            pages, kind, outward, begin = rows.tuples(sql, (one,))[0]
            found[one] = (one, pages, kind, bool(outward), begin)
    return list(found.values())


def _used(rows: Rows) -> list[_Used]:
    """Every range in use: given here, gone out before, or typed in as another side's number."""
    found = [
        _Used(_range(prefix, width, first, last), exhibit_id, title, bool(gone))
        for prefix, width, first, last, exhibit_id, title, gone in rows.tuples(
            """SELECT b.prefix, b.width, b.first, b.last, b.exhibit_id, e.title, 0 FROM bates_range b
               JOIN exhibit e ON e.id = b.exhibit_id
               UNION ALL SELECT prefix, width, first, last, exhibit_id, title, 1 FROM bates_issue"""
        )
    ]
    typed = """SELECT id, title, bates_begin, bates_end FROM exhibit
               WHERE bates_begin <> '' AND id NOT IN (SELECT exhibit_id FROM bates_range)"""
    for exhibit_id, title, begin, end in rows.tuples(typed):
        read = _typed(begin, end)
        if read is not None:
            found.append(_Used(read, exhibit_id, title))
    return found


def _range(prefix: str, width: int, first: int, last: int) -> BatesRange:
    return BatesRange(BatesNumber(prefix, first, width), BatesNumber(prefix, last, width))


def _typed(begin: str, end: str) -> BatesRange | None:
    """A range typed by a person; None when it cannot be read, which is no reason to stop a run."""
    try:
        return BatesRange(parse(begin), parse(end or begin))
    except UserError:
        return None


def _width(used: Sequence[_Used], prefix: str, wanted: int) -> int:
    known = {u.range.begin.width for u in used if u.range.begin.prefix.casefold() == prefix.casefold()}
    if wanted and not 1 <= wanted <= WIDEST:
        raise UserError(f"A Bates number cannot have {wanted} digits.", f"Choose 1 to {WIDEST}; 6 to 8 are usual.")
    if known and wanted and wanted not in known:
        raise UserError(
            f"The series {prefix} has {max(known)} digits, not {wanted}.", "Keep its width, or use another prefix."
        )
    return wanted or max(known, default=DEFAULT_WIDTH)


def _start(used: Iterable[_Used], prefix: str, start: int | None) -> int:
    if start is not None:
        if start < 0:
            raise UserError("A Bates number cannot be negative.", "Start at 1.")
        return start
    same = (u.range.end.number for u in used if u.range.begin.prefix.casefold() == prefix.casefold())
    return 1 + max(same, default=0)


def _refuse(given: Sequence[BatesAssignment], used: Sequence[_Used], digits: int) -> None:
    """Raise UserError for a number in use or too long. The whole run is one block, so one comparison is enough."""
    if not given:
        return
    block = BatesRange(given[0].range.begin, given[-1].range.end)
    if len(str(block.end.number)) > digits:
        raise UserError(
            f"The series {block.begin.prefix} runs out of numbers with {digits} digits at {block.end}.",
            "Continue under another prefix; the width of a series never changes.",
        )
    own = {one.exhibit_id: one.range for one in given}
    for other in used:
        if not other.range.overlaps(block):
            continue
        if other.gone and own.get(other.exhibit_id) == other.range:
            continue
        first = max(other.range.begin.number, block.begin.number)
        taken = other.range.begin.plus(first - other.range.begin.number)
        how = "was already sent out for" if other.gone else "belongs to"
        raise UserError(f"{taken} {how} “{other.title}”.", "Leave the start empty to continue after the last number.")


def _write(tx: Operation, one: BatesAssignment) -> None:
    begin, end = one.range.begin, one.range.end
    values = (one.exhibit_id, begin.prefix, begin.width, begin.number, end.number, int(one.per_page))
    tx.execute(
        "INSERT INTO bates_range (exhibit_id, prefix, width, first, last, per_page) VALUES (?, ?, ?, ?, ?, ?)", values
    )
    tx.update("exhibit", one.exhibit_id, {"bates_begin": str(begin), "bates_end": str(end)})


def take_back(matter: Matter, exhibit_ids: Collection[int]) -> Changes:
    """Remove numbers given here; refuses (UserError) for an exhibit whose numbers have left the office."""
    with matter.operation("Take back the Bates numbers of {count} exhibits", count=len(exhibit_ids)) as tx:
        for exhibit_id in exhibit_ids:
            gone = tx.value("SELECT title FROM bates_issue WHERE exhibit_id = ?", (exhibit_id,))
            if gone is not None:
                raise UserError(
                    f"The numbers of “{gone}” have been sent out.", "They stay; withdraw the exhibit instead."
                )
            tx.execute("DELETE FROM bates_range WHERE exhibit_id = ?", (exhibit_id,))
            tx.update("exhibit", exhibit_id, {"bates_begin": "", "bates_end": ""})
    return tx.changes


def ranges(matter: Matter, exhibit_ids: Collection[int] | None = None) -> dict[int, BatesAssignment]:
    """The ranges given here by exhibit id, in the order of the numbers; all, or those of the given exhibits."""
    sql = "SELECT exhibit_id, prefix, width, first, last, per_page FROM bates_range ORDER BY prefix, first"
    wanted = None if exhibit_ids is None else set(exhibit_ids)
    return {
        exhibit_id: BatesAssignment(exhibit_id, _range(prefix, width, first, last), bool(per_page))
        for exhibit_id, prefix, width, first, last, per_page in matter.read.tuples(sql)
        if wanted is None or exhibit_id in wanted
    }


def gaps(matter: Matter, planned: Collection[BatesRange] = ()) -> list[BatesGap]:
    """Numbers missing within each series, with the reason where it is known; ``planned`` count as given."""
    used = _used(matter.read)
    live = [*(u.range for u in used if not u.gone), *planned]
    gone = [u for u in used if u.gone]
    every = missing_between([*live, *(u.range for u in gone)])
    taken_back = [u for u in gone if not any(u.range.overlaps(r) for r in live)]
    found = [BatesGap(gap, "Never given.") for gap in every]
    found += [BatesGap(u.range, f"Sent out for “{u.title}”, then taken back; not given again.") for u in taken_back]
    return sorted(found, key=lambda g: g.range.begin.key)


def issue(matter: Matter, exhibit_ids: Collection[int]) -> Changes:
    """Record that the numbers of these exhibits have left the office; cannot be undone, repeating it is harmless."""
    with matter.operation("Send out the Bates numbers of {count} exhibits", undoable=False) as tx:
        sql = """INSERT OR IGNORE INTO bates_issue (exhibit_id, prefix, width, first, last, title, issued_at)
                 SELECT b.exhibit_id, b.prefix, b.width, b.first, b.last, e.title, ? FROM bates_range b
                 JOIN exhibit e ON e.id = b.exhibit_id WHERE b.exhibit_id = ?"""
        moment = utc_now()
        tx.executemany(sql, [(moment, exhibit_id) for exhibit_id in exhibit_ids])
        tx.describe(count=len(exhibit_ids))
    return tx.changes

"""The exhibit register: states in order, lists frozen when served, and the ledger of a hearing day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from evidence_app.model.changes import Changes
from evidence_app.model.chronology import show_date
from evidence_app.model.errors import NotFound, UserError
from evidence_app.model.exhibits import DESIGNATIONS, Exhibit
from evidence_app.model.register import (
    HEARING_ACTIONS,
    HearingAction,
    HearingEvent,
    ListChange,
    NumberedExhibit,
    ServedList,
    ServedRow,
    check_step,
    compare,
)
from evidence_app.services import families
from evidence_app.services.matter import Matter
from evidence_app.services.parties import parties, series_place
from evidence_app.storage.journal import utc_now
from evidence_app.turns import give_way

_STATUS_OF = {"marked": "marked", "offered": "offered", "admitted": "admitted", "limited": "limited", "refused": "refused", "withdrawn": "withdrawn"}  # fmt: skip
_DATE_OF = {"marked": "marked_on", "offered": "offered_on", "admitted": "admitted_on", "limited": "admitted_on", "ruling": "ruled_on", "refused": "ruled_on"}  # fmt: skip
_TEXT_OF = {
    "objection": "objections",
    "response": "objection_response",
    "ruling": "ruling",
    "limited": "limited_purpose",
}


def move(matter: Matter, exhibit_ids: Collection[int], status: str) -> Changes:
    """Bring exhibits into a state; each must be able to get there from where it is (all or nothing)."""
    with matter.operation("Set {count} exhibits to {status}", count=len(exhibit_ids), status=status) as tx:
        for exhibit_id in exhibit_ids:
            found = tx.tuples("SELECT number, status FROM exhibit WHERE id = ?", (exhibit_id,))
            if not found:
                raise NotFound("There is no such exhibit.")
            check_step(found[0][0], found[0][1], status)
            tx.update("exhibit", exhibit_id, {"status": status})
    return tx.changes


def serve(matter: Matter, title: str, party_id: int | None = None, served_on: str = "") -> ServedList:
    """Freeze the present list of a party (or of all) as served: its exhibits get the state "served", the list never changes.

    Privileged, sequestered, unnumbered and impeachment-only exhibits are not on it. A second list of the same party is
    "Amended" and refers to the one before.
    """
    rows = _rows(matter, party_id)
    if not rows:
        raise UserError("There is no numbered exhibit to serve.", "Number exhibits first (key N).")
    text = json.dumps([asdict(row) for row in rows], ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    earlier = latest_served(matter, party_id)
    name = title.strip() or "Exhibit list"
    if earlier and not name.casefold().startswith("amended"):
        name = f"Amended {name}"
    on = served_on or court_time(matter)[:10]
    with matter.operation("Serve “{title}” ({count} exhibits)", title=name, count=len(rows), sha256=digest) as tx:
        fresh = [r.exhibit_id for r in rows if r.status == "numbered"]
        tx.executemany("UPDATE exhibit SET status = 'served' WHERE id = ?", [(e,) for e in fresh])
        values = {
            "title": name, "party_id": party_id, "served_on": on, "amends": earlier.id if earlier else None,
            "rows": text, "rows_sha256": digest, "created_at": utc_now(),
        }  # fmt: skip
        list_id = tx.insert("served_list", values)
    return served_list(matter, list_id)


def _rows(matter: Matter, party_id: int | None) -> list[ServedRow]:
    where = "AND party_id = ?" if party_id is not None else ""
    sql = f"""SELECT * FROM exhibit WHERE number IS NOT NULL AND privilege = '' AND sequestered = 0
              AND offer_class != 'impeachment_only' AND exhibit_kind != 'impeachment' {where} ORDER BY number_sort, id"""
    found = matter.read.rows(Exhibit, sql, (party_id,) if party_id is not None else ())
    place = series_place(parties(matter))
    found.sort(key=lambda one: place(one.number))
    sides = dict(matter.read.tuples("SELECT id, side FROM party"))
    parents = set(matter.read.column("SELECT DISTINCT parent_id FROM exhibit WHERE parent_id IS NOT NULL"))
    attached = {one.id: _attached(matter, one) for one in found if one.id in parents}
    rows = []
    for e in found:
        give_way()
        rows.append(ServedRow(
            e.id, e.number or "", e.description or e.title, show_date(e.listed_date),
            " - ".join(dict.fromkeys(filter(None, (e.bates_begin, e.bates_end)))), e.sponsor, e.status,
            sides.get(e.party_id, ""), e.exhibit_kind, e.offer_class, _highest(e, attached.get(e.id, [])), e.stipulations, e.objections,
            e.objection_response, sum(number is None for _designation, number in attached.get(e.id, [])),
        ))  # fmt: skip
    return rows


Attached = list[tuple[str, str | None]]


def _highest(one: Exhibit, attached: Attached) -> str:
    """The highest designation of an exhibit and everything in it that may leave: a list never downgrades."""
    order = list(DESIGNATIONS)
    return max([one.designation, *(designation for designation, _number in attached)], key=order.index)


def _attached(matter: Matter, one: Exhibit) -> Attached:
    """Designation and number of what came inside an exhibit and may leave the office."""
    inside = families.inside(matter.read, one.id)
    sql = f"""SELECT designation, number FROM exhibit WHERE privilege = '' AND sequestered = 0
              AND id IN ({", ".join("?" * len(inside))})"""
    return matter.read.tuples(sql, inside) if inside else []  # type: ignore[return-value]


def numbered(matter: Matter) -> list[NumberedExhibit]:
    """Every numbered exhibit that is not sequestered, in the order of numbers."""
    sql = """SELECT id, number, number_sort, title, description, status FROM exhibit
             WHERE number IS NOT NULL AND sequestered = 0 ORDER BY number_sort, id"""
    return [NumberedExhibit(*row) for row in matter.read.tuples(sql)]


def states(matter: Matter) -> tuple[list[int], dict[str, int]]:
    """The numbered exhibits that are not sequestered, in the order of numbers, and how many are in each state."""
    where = "FROM exhibit WHERE number IS NOT NULL AND sequestered = 0"
    ids = matter.read.column(f"SELECT id {where} ORDER BY number_sort, id")
    return ids, dict(matter.read.tuples(f"SELECT status, count(*) {where} GROUP BY 1"))


def served_lists(matter: Matter) -> list[ServedList]:
    """Every list as served, newest first."""
    return matter.read.rows(ServedList, "SELECT * FROM served_list ORDER BY id DESC")


def line_counts(matter: Matter) -> dict[int, int]:
    """How many lines each served list has."""
    sql = "SELECT id, CASE WHEN json_valid(rows) THEN json_array_length(rows) ELSE 0 END FROM served_list"
    return dict(matter.read.tuples(sql))


def served_list(matter: Matter, list_id: int) -> ServedList:
    """One served list; raises NotFound."""
    found = matter.read.row(ServedList, "SELECT * FROM served_list WHERE id = ?", (list_id,))
    if found is None:
        raise NotFound("There is no such served list.")
    return found


def latest_served(matter: Matter, party_id: int | None) -> ServedList | None:
    """The list a party served last, or None."""
    sql = "SELECT * FROM served_list WHERE party_id IS ? ORDER BY id DESC LIMIT 1"
    return matter.read.row(ServedList, sql, (party_id,))


def changes_since_service(matter: Matter, party_id: int | None = None) -> list[ListChange]:
    """What the present list changes against the one served last: the change report of an amended list."""
    earlier = latest_served(matter, party_id)
    return compare(earlier.lines() if earlier else [], _one_by_one(_rows(matter, party_id)))


def _one_by_one(rows: Iterable[ServedRow]) -> Iterator[ServedRow]:
    for row in rows:
        give_way()
        yield row


def court_time(matter: Matter) -> str:
    """The present moment in the court's zone (or the computer's), ISO 8601 with offset, to the second."""
    zone = matter.record.court_zone
    now = datetime.now(ZoneInfo(zone)) if zone else datetime.now().astimezone()
    return now.isoformat(timespec="seconds")


def note(
    matter: Matter, exhibit_id: int, action: HearingAction, words: str = "", *, witness: str = "", at: str = ""
) -> HearingEvent:
    """Enter what just happened to an exhibit in the hearing ledger; its state, date and text follow.

    Raises UserError when the state cannot follow (nothing is admitted that was never offered).
    """
    if action not in HEARING_ACTIONS:
        raise UserError(f"{action!r} is not an entry of the ledger.", f"Known: {', '.join(HEARING_ACTIONS)}.")
    row = matter.read.row(Exhibit, "SELECT * FROM exhibit WHERE id = ?", (exhibit_id,))
    if row is None:
        raise NotFound("There is no such exhibit.")
    moment = at or court_time(matter)
    values = _entered(row, action, words, moment[:10])
    with matter.operation("{exhibit}: {entry} {words}", exhibit=row.label, entry=action, words=words) as tx:
        entry = {"exhibit_id": exhibit_id, "at": moment, "action": action, "words": words, "witness": witness}
        event_id = tx.insert("hearing_event", entry)
        if values:
            tx.update("exhibit", exhibit_id, values)
    return HearingEvent(event_id, exhibit_id, moment, action, words, witness)


def _entered(row: Exhibit, action: str, words: str, day: str) -> dict[str, str]:
    values: dict[str, str] = {}
    status = _STATUS_OF.get(action)
    if status:
        check_step(row.number, row.status, status)
        values["status"] = status
    if action in _DATE_OF:
        values[_DATE_OF[action]] = day
    if action in _TEXT_OF and words:
        column = _TEXT_OF[action]
        before = str(getattr(row, column))
        values[column] = f"{before}; {words}" if before and words not in before else words
    return values


def ledger(matter: Matter, day: str = "") -> list[tuple[HearingEvent, Exhibit]]:
    """The hearing ledger in time order, with each exhibit; ``day`` (YYYY-MM-DD) limits it to one court day."""
    where, params = ("WHERE at LIKE ?", (f"{day}%",)) if day else ("", ())
    events = matter.read.rows(HearingEvent, f"SELECT * FROM hearing_event {where} ORDER BY at, id", params)
    sql = "SELECT * FROM exhibit WHERE id IN (SELECT value FROM json_each(?))"
    wanted = json.dumps([event.exhibit_id for event in events])
    known = {e.id: e for e in matter.read.rows(Exhibit, sql, (wanted,))}
    return [(event, known[event.exhibit_id]) for event in events]  # type: ignore[index]


def hearing_days(matter: Matter) -> list[str]:
    """The days the ledger has entries for, newest first."""
    return matter.read.column("SELECT DISTINCT substr(at, 1, 10) FROM hearing_event ORDER BY 1 DESC")

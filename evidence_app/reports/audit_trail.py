"""The audit log in words: who did what, when, and the chained hash of each entry."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_app.model.errors import UserError
from evidence_app.reports.caption import WORK_PRODUCT, footer, matter_facts
from evidence_app.reports.contract import option
from evidence_app.reports.document import ListColumn, ListDocument, ListGroup, ListRow
from evidence_app.reports.lists import ListReport
from evidence_app.reports.quotes import Quotes
from evidence_app.services import history
from evidence_app.services.history import HistoryEntry
from evidence_app.services.matter import Matter
from evidence_app.turns import give_way

COLUMNS = (
    ListColumn("entry", "Entry", 0.6, strong=True),
    ListColumn("at", "When (UTC)", 1.5),
    ListColumn("actor", "Who", 1.0),
    ListColumn("words", "What", 4.4),
    ListColumn("rows", "Rows changed", 0.75),
    ListColumn("hash", "Hash (first 16)", 1.5, mono=True),
)
_TELLING = frozenset({("redaction_mark", "quote"), ("evidence_link", "before"), ("evidence_link", "after")})


@dataclass(frozen=True)
class AuditTrailOptions:
    """Which entries."""

    since: str = option("", "From this day on (UTC): 2026-11-23.", (), "From")
    until: str = option("", "Up to and with this day (UTC).", (), "To")
    fields: bool = option(False, "Print each changed field with its old and new value.", (), "Changed fields")
    newest_first: bool = option(False, "Newest entry first.", (), "Newest first")
    work_product: bool = option(True, "Mark every page ATTORNEY WORK PRODUCT.", (), "Work-product marking")


def rows(matter: Matter, options: AuditTrailOptions) -> list[HistoryEntry]:
    """The entries chosen, in order."""
    for day in (options.since, options.until):
        if day and not (len(day) == 10 and day[:4].isdigit() and day[4] == day[7] == "-"):
            raise UserError(f"{day!r} is not a day.", "Write it as 2026-11-23.")
    found = [
        one for one in history.entries(matter, limit=-1)
        if one.at[:10] >= options.since and (not options.until or one.at[:10] <= options.until)
    ]  # fmt: skip
    return found if options.newest_first else found[::-1]


def build(matter: Matter, options: AuditTrailOptions) -> ListDocument:
    """The log as a document."""
    quotes = Quotes(matter)
    made = []
    for one in rows(matter, options):
        give_way()
        made.append(_row(matter, one, options.fields, quotes))
    entry, digest = history.head(matter)
    return ListDocument(
        title="Audit trail",
        columns=COLUMNS,
        groups=(ListGroup("", tuple(made), empty="No entries in these days."),),
        marking=WORK_PRODUCT if options.work_product else "",
        facts=(*matter_facts(matter), ("Last entry", f"{entry}, hash {digest}")),
        lead=(
            "Each entry's hash covers the entry before it, so that a later change of an old entry can be found by "
            "verifying the matter. The log shows editing; it cannot show a log that was made anew as a whole.",
        ),
        footer=footer(matter, "Audit trail"),
        text_size=10,
        notes=quotes.notes,
    )


def _row(matter: Matter, one: HistoryEntry, fields: bool, quotes: Quotes) -> ListRow:
    words = quotes.anywhere(one.words) + (" (undone later)" if one.undone else "")
    if fields and one.rows:
        changed = history.changed_rows(matter, one.id)
        words += "".join(
            f"\n{table}.{name}: {_value(table, name, before, quotes)} \u2192 {_value(table, name, after, quotes)}"
            for table, name, before, after in changed
        )
    when = one.at.replace("T", " ")[:19]
    return ListRow((str(one.id), when, one.actor, words, str(one.rows), one.hash[:16]))


def _value(table: str, name: str, text: str, quotes: Quotes) -> str:
    """A field's value without words marked for redaction; the marks' own words and parts of sentences say too much."""
    if text and quotes.any_marks and (table, name) in _TELLING:
        return "(not printed)"
    return _cut(quotes.anywhere(text))


def _cut(text: str) -> str:
    if not text:
        return "(empty)"
    return text if len(text) <= 200 else text[:200] + "…"


REPORT = ListReport(
    "audit-trail", "Audit trail", AuditTrailOptions, build,
    about="Who changed what and when, as the log has it.",
)  # fmt: skip

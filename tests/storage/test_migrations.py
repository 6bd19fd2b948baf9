"""The schema: strict, equal however it came about, and never newer than the program that opens it."""

import dataclasses
import os
import sqlite3
from pathlib import Path

import pytest
import sqlite_utils

from evidence_app.model.chronology import Event, EventSource
from evidence_app.model.errors import MatterTooNew
from evidence_app.model.exhibits import Exhibit, Page
from evidence_app.model.matter import MatterRecord, Party
from evidence_app.model.proof import Claim, Element, EvidenceLink
from evidence_app.model.redaction import RedactionMark
from evidence_app.model.register import HearingEvent, ServedList
from evidence_app.model.versions import ExhibitVersion
from evidence_app.services import history
from evidence_app.services.matter import create_matter, open_matter
from evidence_app.services.productions import Production
from evidence_app.storage.migrations import JOURNALED, matter_migrations

SCHEMA = Path(__file__).parents[1] / "data" / "schema.sql"


def schema_of(connection: sqlite3.Connection) -> str:
    sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY type DESC, name"
    return "\n".join(row[0] + ";" for row in connection.execute(sql)) + "\n"


def fresh() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    matter_migrations.apply(sqlite_utils.Database(connection))
    return connection


def test_the_checked_in_schema_is_the_schema():
    """Set EVIDENCE_WRITE_SCHEMA=1 to refresh the file after a new migration; reviewers read the difference."""
    text = schema_of(fresh())
    if os.environ.get("EVIDENCE_WRITE_SCHEMA"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("cls", "table"),
    [
        (MatterRecord, "matter"), (Party, "party"), (Exhibit, "exhibit"), (Page, "page"), (Claim, "claim"),
        (Element, "element"), (EvidenceLink, "evidence_link"), (Event, "event"), (EventSource, "event_source"),
        (ServedList, "served_list"), (HearingEvent, "hearing_event"), (ExhibitVersion, "exhibit_version"), (RedactionMark, "redaction_mark"),
        (Production, "production"),
    ],
)  # fmt: skip
def test_dataclass_fields_are_the_columns(cls, table):
    columns = {row[1] for row in fresh().execute(f"PRAGMA table_info({table})")}
    assert {field.name for field in dataclasses.fields(cls)} == columns


def test_journaled_tables_are_strict_and_exact():
    connection = fresh()
    strict = {row[1]: row[5] for row in connection.execute("PRAGMA table_list")}
    for table in JOURNALED:
        assert strict[table] == 1, table
        assert {row[2] for row in connection.execute(f"PRAGMA table_info({table})")} <= {"INTEGER", "TEXT"}


def test_a_matter_of_a_newer_program_is_refused_untouched(tmp_path):
    create_matter(tmp_path / "m", "A v. B").close()
    database = tmp_path / "m" / "matter.sqlite"
    connection = sqlite3.connect(database)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('matter', 'm9999_future', 'x')"
    )
    connection.commit()
    connection.close()
    before = database.read_bytes()
    with pytest.raises(MatterTooNew, match="newer version"):
        open_matter(tmp_path / "m")
    assert database.read_bytes() == before


def test_an_older_matter_is_copied_upgraded_and_the_upgrade_is_logged(tmp_path):
    """A matter as the first schema step left it, with a row in it."""
    folder = tmp_path / "m"
    for name in ("originals", "derived", "index"):
        (folder / name).mkdir(parents=True)
    connection = sqlite3.connect(folder / "matter.sqlite", isolation_level=None)
    matter_migrations.apply(sqlite_utils.Database(connection), stop_before="m0002_search_words")
    connection.execute(
        "INSERT INTO matter (id, uid, name, created_at) VALUES (1, 'abc', 'Old v. Matter', '2026-01-01')"
    )
    connection.execute("INSERT INTO exhibit (title) VALUES ('Kept')")
    connection.close()
    with open_matter(folder) as matter:
        assert matter.read.column("SELECT title FROM exhibit") == ["Kept"]
        assert schema_of(matter.database.reader.connection) == schema_of(fresh())
        assert history.entries(matter)[-1].words.startswith("Upgrade the matter")
    copies = [p.name for p in folder.iterdir() if ".before-" in p.name]
    assert copies == ["matter.sqlite.before-m0002"]

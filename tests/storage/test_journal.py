"""The audit log is the undo log: whatever was done can be undone, redone, proved and not forged."""

import hashlib
import json
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_app.model.changes import AuditEntry, RowChange
from evidence_app.model.errors import StaleUndo
from evidence_app.services import evidence_links, exhibits, history, numbering, proof, tags
from evidence_app.services.matter import Matter, create_matter, open_matter
from evidence_app.storage import journal
from evidence_app.storage.migrations import JOURNALED


def dump(matter: Matter) -> dict[str, list[tuple]]:
    """Every journaled row."""
    return {table: sorted(matter.read.tuples(f"SELECT * FROM {table}"), key=repr) for table in JOURNALED}


def test_a_write_outside_an_operation_aborts(matter):
    with pytest.raises(sqlite3.IntegrityError, match="outside an operation"):
        matter.database.writer.execute("INSERT INTO tag (name) VALUES ('hot')")


def test_the_log_cannot_be_edited(matter):
    for sql in ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "DELETE FROM audit_change"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            matter.database.writer.execute(sql)


def test_journaled_tables_hold_only_integers_and_text(matter):
    for table in JOURNALED:
        types = {row[2] for row in matter.read.tuples(f"PRAGMA table_info({table})")}
        assert types <= {"INTEGER", "TEXT"}, table


def test_the_hash_written_in_pieces_is_the_hash_of_the_whole():
    entry = AuditEntry(7, "2026-01-01", "Ana", "Do “{x}”", '{"x": "é"}', None, "0" * 64, "")
    rows = [
        RowChange(i, 7, "tag", f"[{i}]", None if i == 1 else f'{{"name": "old {i}"}}', "\ud800 ] , [") for i in range(3)
    ]
    for changed in ([], rows[:1], rows):
        images = [[c.tbl, c.row_key, c.before, c.after] for c in changed]
        fields = [entry.prev_hash, entry.id, entry.at, entry.actor, entry.action, entry.detail, entry.undoes, images]
        whole = json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")
        assert journal.entry_hash(entry, changed) == hashlib.sha256(whole).hexdigest()


def test_undo_names_only_the_columns_that_changed(matter, add_exhibit):
    """With the key among them SQLite looks for children in every table: 2,000 rows back took eight seconds."""
    first = add_exhibit("Letter")
    exhibits.describe(matter, [first], sponsor="A. Rivera")
    said: list[str] = []
    matter.database.writer.set_trace_callback(said.append)
    history.undo(matter)
    matter.database.writer.set_trace_callback(None)
    assert {sql for sql in said if sql.startswith("UPDATE exhibit")} == {
        f"UPDATE exhibit SET sponsor = '' WHERE id IS {first}"
    }


def test_tagging_200_exhibits_is_one_undo_step_that_redoes_exactly(matter, add_exhibit):
    ids = [add_exhibit(f"Exhibit {i}") for i in range(200)]
    before = dump(matter)
    tags.add_tag(matter, ids, "hot")
    after = dump(matter)
    assert history.undo_state(matter).undo == "Tag 200 exhibits as “hot”"
    history.undo(matter)
    assert dump(matter) == before
    assert history.undo_state(matter).redo == "Tag 200 exhibits as “hot”"
    history.redo(matter)
    assert dump(matter) == after
    assert journal.first_broken_entry(matter.read) is None


def test_removing_a_claim_comes_back_with_elements_and_links(matter, add_exhibit):
    exhibit = add_exhibit("Policy", "private messages are never disclosed")
    claim = proof.add_claim_from_template(matter, "us_sca_2702")
    leaf = matter.read.value("SELECT max(id) FROM element")
    evidence_links.link_evidence(matter, leaf, exhibit)
    before = dump(matter)
    proof.remove_claim(matter, claim)
    assert matter.read.value("SELECT count(*) FROM evidence_link") == 0
    history.undo(matter)
    assert dump(matter) == before


def test_an_outdated_undo_changes_nothing(matter, add_exhibit):
    exhibit = add_exhibit("Policy")
    exhibits.describe(matter, [exhibit], title="First")
    first = matter.undo_stack[-1]
    exhibits.describe(matter, [exhibit], title="Second")
    matter.undo_stack[:] = [first]
    with pytest.raises(StaleUndo):
        history.undo(matter)
    assert exhibits.get(matter, exhibit).title == "Second"


def test_an_exception_rolls_everything_back(matter, add_exhibit):
    exhibit = add_exhibit("Policy")
    before, entries = dump(matter), history.head(matter)
    with pytest.raises(ZeroDivisionError), matter.operation("Break") as tx:
        tx.update("exhibit", exhibit, {"title": "changed"})
        raise ZeroDivisionError
    assert dump(matter) == before
    assert history.head(matter) == entries


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_change SET after = replace(after, 'Policy', 'Forged')",
        "UPDATE audit_entry SET at = '2020-01-01T00:00:00.000Z' WHERE id = 2",
        "DELETE FROM audit_entry WHERE id = 2",
        "DELETE FROM audit_change WHERE entry_id = 2",
    ],
)
def test_forging_the_log_in_the_file_is_found(tmp_path, sql):
    with create_matter(tmp_path / "m", "A v. B") as matter:
        with matter.operation("Seed") as tx:
            tx.insert("exhibit", {"title": "Policy"})
        tags.add_tag(matter, [1], "hot")
    connection = sqlite3.connect(tmp_path / "m" / "matter.sqlite")
    for name in ("audit_entry_no_update", "audit_entry_no_delete", "audit_change_no_update", "audit_change_no_delete"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(sql)
    connection.commit()
    connection.close()
    with open_matter(tmp_path / "m") as matter:
        assert journal.first_broken_entry(matter.read) is not None


def test_a_row_edited_behind_the_program_is_found(tmp_path):
    with create_matter(tmp_path / "m", "A v. B") as matter, matter.operation("Seed") as tx:
        tx.insert("exhibit", {"title": "Policy"})
    connection = sqlite3.connect(tmp_path / "m" / "matter.sqlite")
    connection.execute("UPDATE exhibit SET title = 'Forged'")
    connection.commit()
    connection.close()
    with open_matter(tmp_path / "m") as matter:
        assert journal.rows_not_in_log(matter.read, "exhibit") == ["[1]"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tag"), st.integers(0, 3), st.sampled_from(["hot", "key", "later"])),
        st.tuples(st.just("untag"), st.integers(0, 3), st.sampled_from(["hot", "key"])),
        st.tuples(st.just("rename"), st.sampled_from(["hot", "key"]), st.sampled_from(["hot", "key", "new"])),
        st.tuples(st.just("title"), st.integers(0, 3), st.text(min_size=1, max_size=8)),
        st.tuples(st.just("number"), st.integers(0, 3), st.one_of(st.none(), st.integers(1, 9).map(str))),
        st.tuples(st.just("custodian"), st.integers(0, 3), st.sampled_from(["Ana Rivera", "Kim Lee", ""])),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=14,
)


def perform(matter: Matter, ids: list[int], step: tuple) -> None:
    verb, *rest = step
    actions = {
        "tag": lambda i, name: tags.add_tag(matter, [ids[i], ids[0]], name),
        "untag": lambda i, name: tags.remove_tag(matter, [ids[i]], name),
        "rename": lambda old, new: tags.rename_tag(matter, old, new),
        "title": lambda i, text: exhibits.describe(matter, [ids[i]], title=text),
        "number": lambda i, number: numbering.set_number(matter, ids[i], number),
        "custodian": lambda i, name: exhibits.set_custodian(matter, [ids[i]], name),
        "undo": lambda: history.undo(matter),
        "redo": lambda: history.redo(matter),
    }
    actions[verb](*rest)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_sequence_of_operations_undoes_to_where_it_began(tmp_path_factory, steps):
    with create_matter(tmp_path_factory.mktemp("j") / "m", "A v. B") as matter:
        with matter.operation("Seed", undoable=False) as tx:
            ids = [tx.insert("exhibit", {"title": f"E{i}", "number_sort": "~"}) for i in range(4)]
        before = dump(matter)
        from evidence_app.model.errors import UserError

        for step in steps:
            try:
                perform(matter, ids, step)
            except UserError:
                continue
        while matter.undo_stack:
            history.undo(matter)
        assert dump(matter) == before
        assert journal.first_broken_entry(matter.read) is None
        assert all(not journal.rows_not_in_log(matter.read, table) for table in JOURNALED)


def test_an_entry_is_undone_until_its_undo_is_taken_back(matter, add_exhibit):
    first = add_exhibit("Letter")
    exhibits.describe(matter, [first], sponsor="A. Rivera")
    done = matter.undo_stack[-1]

    def undone() -> set[int]:
        return {entry.id for entry in history.entries(matter) if entry.undone}

    assert not undone()
    back = history.undo(matter).entry
    assert undone() == {done}
    history.redo(matter)
    assert undone() == {back}

"""The chain of one exhibit: import first, stated events and captures after, corrections beside what they correct."""

import hashlib
import sqlite3
from dataclasses import replace

import pytest

from evidence_app.jobs import CancelToken, SerialPool
from evidence_app.model.custody import WebCapture
from evidence_app.model.errors import Cancelled, FileProblem, NotFound, UserError
from evidence_app.reports import custody as report
from evidence_app.services import custody, exhibits, history, importing, numbering, replacing, web_capture


@pytest.fixture
def exhibit(matter, tmp_path):
    source = tmp_path / "in" / "note.txt"
    source.parent.mkdir()
    source.write_text("A note.", encoding="utf-8")
    importing.import_paths(matter, [source], importing.ImportOptions(custodian="Rivera, Ana"))
    numbering.set_number(matter, 1, "P-1")
    return 1


SHA = hashlib.sha256(b"A note.").hexdigest()
PAGE = WebCapture(
    "https://example.com/faq", "2024-09-18T14:05:00-07:00", "America/Los_Angeles", "Firefox 130", "A. Rivera", "Shot 2"
)


def test_import_is_the_first_event_without_the_users_paths(matter, exhibit, tmp_path):
    first = custody.receipt(matter, exhibit)
    assert (first.file_name, first.sha256, first.bytes, first.custodian) == ("note.txt", SHA, 7, "Rivera, Ana")
    assert first.received_by == matter.actor and first.entry and first.entry_hash
    step = custody.chain(matter, exhibit)[0]
    assert step.kind == "import" and SHA in step.words and str(tmp_path) not in step.words


def test_events_stand_in_order_of_what_happened_and_are_only_ever_corrected(matter, exhibit):
    taken = custody.add_event(matter, exhibit, "collected", "2024-09-18", received_by="A. Rivera", hash_after=SHA)
    custody.add_event(matter, exhibit, "transferred", "2026-01-05T09:00:00-08:00", released_by="A. River")
    wrong = custody.events(matter, exhibit)[-1].entry
    right = custody.correct_event(matter, wrong, released_by="A. Rivera")
    steps = custody.chain(matter, exhibit)
    assert [step.entry for step in steps if step.kind == "stated"] == [taken, wrong, right]
    assert steps[0].entry == taken and "equals the SHA-256 computed at import" in steps[0].words
    assert [step.corrected_by for step in steps if step.entry == wrong] == [right]
    assert next(s for s in steps if s.entry == right).words.startswith(f"Correction of entry {wrong}.")
    with pytest.raises(NotFound):
        custody.correct_event(matter, 1, released_by="X")
    with pytest.raises(NotFound):
        custody.add_event(matter, exhibit, "copied", "2024", corrects=9999)


def test_events_are_never_undone_and_cannot_be_changed_in_the_database(matter, exhibit):
    before = len(matter.undo_stack)
    entry = custody.add_event(matter, exhibit, "copied", "2024")
    assert len(matter.undo_stack) == before
    history.recall(matter)
    assert entry not in matter.undo_stack
    outside = sqlite3.connect(matter.folder.database)
    for sql in ("UPDATE audit_entry SET detail = '{}' WHERE id = ?", "DELETE FROM audit_entry WHERE id = ?"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            outside.execute(sql, (entry,))
    outside.close()


def test_what_cannot_be_right_is_refused_and_nothing_is_written(matter, exhibit):
    head = history.head(matter)
    for event, at, stated in (
        ("stolen", "2024", {}), ("copied", "soon", {}), ("copied", "2024", {"hash_after": "12"}), ("copied", "2024", {"colour": "red"}),
    ):  # fmt: skip
        with pytest.raises(UserError):
            custody.add_event(matter, exhibit, event, at, **stated)
    with pytest.raises(NotFound):
        custody.add_event(matter, 99, "copied", "2024")
    assert history.head(matter) == head


def test_a_hash_that_differs_is_said_to_differ(matter, exhibit):
    custody.add_event(matter, exhibit, "copied", "2024", hash_before="00" * 32, hash_after="ab" * 16)
    words = custody.chain(matter, exhibit)[0].words
    assert "Hash before: differs from the SHA-256 computed at import" in words and "MD5 after" in words
    assert "Hash after: " not in words  # another algorithm: nothing is claimed


def test_a_capture_keeps_utc_and_the_hash_of_each_file(matter, exhibit, tmp_path):
    same, other = tmp_path / "note.txt", tmp_path / "page.png"
    same.write_text("A note.", encoding="utf-8")
    other.write_bytes(b"png")
    record = web_capture.add_capture(matter, exhibit, PAGE, [same, other])
    assert record.capture.captured_at == "2024-09-18T21:05:00Z"
    assert [(f.sha256, f.same_as_exhibit) for f in record.files] == [
        (SHA, True), (hashlib.sha256(b"png").hexdigest(), False)
    ]  # fmt: skip
    listed = "".join(sorted(f"{f.sha256}  {f.name}\n" for f in record.files))
    assert record.manifest_sha256 == hashlib.sha256(listed.encode()).hexdigest()
    words = custody.chain(matter, exhibit)[0].words
    assert "as stated by A. Rivera: https://example.com/faq" in words and "America/Los_Angeles" in words
    assert web_capture.add_capture(matter, exhibit, PAGE, corrects=record.entry).files[0].sha256 == SHA


def test_a_capture_without_its_main_facts_or_file_is_refused(matter, exhibit, tmp_path):
    for missing in ("requested_url", "zone", "browser", "operator", "tool"):
        with pytest.raises(UserError, match=missing.replace("_", " ")):
            web_capture.add_capture(matter, exhibit, replace(PAGE, **{missing: " "}))
    with pytest.raises(UserError, match="14 digits"):
        web_capture.add_capture(matter, exhibit, replace(PAGE, archive_at="2024"))
    with pytest.raises(FileProblem):
        web_capture.add_capture(matter, exhibit, PAGE, [tmp_path / "absent.png"])
    with pytest.raises(NotFound):
        web_capture.add_capture(matter, exhibit, PAGE, corrects=1)


def test_the_report_marks_what_was_only_stated_and_what_was_corrected(matter, exhibit):
    first = custody.add_event(matter, exhibit, "collected", "2024-09-18", received_by="A. River")
    custody.correct_event(matter, first, received_by="A. Rivera")
    web_capture.add_capture(matter, exhibit, PAGE)
    document = report.build(matter, report.CustodyOptions())
    cells = [row.cells for row in document.groups[0].rows]
    assert cells[0][0] == "18 Sep 2024" and cells[0][2].startswith("As stated: Collected to A. River")
    assert "[Corrected by entry" in cells[0][2]
    assert any(c[2].startswith("Received: file note.txt") for c in cells) and any("number" in c[2] for c in cells)
    plain = report.build(matter, report.CustodyOptions(register_changes=False))
    assert not any("number:" in row.cells[2] for row in plain.groups[0].rows)
    assert "do not show who made a file" in document.lead[1]


def test_a_withheld_parent_is_not_named(matter, exhibit, add_exhibit):
    parent = add_exhibit("Quagga memo", "x", privilege="Attorney-Client", file_name="quagga.eml")
    with matter.operation("Seed") as tx:
        tx.update("exhibit", exhibit, {"parent_id": parent})
    assert "quagga" not in custody.chain(matter, exhibit)[0].words
    exhibits.describe(matter, [parent], privilege="")
    assert "found inside quagga.eml" in custody.chain(matter, exhibit)[0].words


def replaced(matter, exhibit, tmp_path, text="A longer note.", reason="signed copy"):
    new = tmp_path / "in" / "signed.txt"
    new.write_text(text, encoding="utf-8")
    replacing.replace(matter, replacing.prepare(matter, exhibit, new, pool=SerialPool()), reason)
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_replaced_document_is_a_step_and_the_import_stays_what_it_was(matter, exhibit, tmp_path):
    new = replaced(matter, exhibit, tmp_path)
    custody.add_event(matter, exhibit, "copied", "2024", hash_before=SHA, hash_after=new)
    custody.add_event(matter, exhibit, "returned", "2023", hash_after="00" * 32)
    first = custody.receipt(matter, exhibit)
    assert (first.file_name, first.sha256) == ("note.txt", SHA)
    steps = {step.kind: step for step in custody.chain(matter, exhibit)}
    assert SHA in steps["import"].words and new not in steps["import"].words
    words = steps["replaced"].words
    assert SHA in words and new in words and "signed.txt" in words and "Reason as stated: signed copy." in words
    assert steps["replaced"].by == matter.actor and steps["replaced"].entry > steps["import"].entry
    copied = next(s.words for s in custody.chain(matter, exhibit) if "Copied" in s.words)
    assert "Hash before: equals the SHA-256 computed at import." in copied
    assert "Hash after: equals the SHA-256 of version 2, computed when it came in." in copied
    returned = next(s.words for s in custody.chain(matter, exhibit) if "Returned" in s.words)
    assert "differs from the SHA-256 computed at import and of every version since." in returned
    group = report.build(matter, report.CustodyOptions()).groups[0]
    line = next(row.cells[2] for row in group.rows if "Document replaced" in row.cells[2])
    assert not line.startswith("As stated")
    assert "Earlier version 1: File note.txt, 7 bytes" in group.note and "identical" in group.note
    history.undo(matter)
    assert [s.kind for s in custody.chain(matter, exhibit) if s.kind != "stated"] == ["import"]


def test_one_delivery_is_entered_for_every_exhibit_at_once_or_for_none(matter, exhibit, add_exhibit):
    other = add_exhibit("Second", "x", privilege="attorney-client")
    entries = custody.add_event_to_all(matter, [exhibit, other], "received", "2024-09-18", received_by="A. Rivera")
    assert [custody.events(matter, one)[0].entry for one in (exhibit, other)] == entries
    assert {one: len(steps) for one, steps in custody.chains(matter, [exhibit, other]).items()} == {
        exhibit: 2,
        other: 2,
    }
    head = history.head(matter)
    with pytest.raises(UserError, match="belongs to one item"):
        custody.add_event_to_all(matter, [exhibit, other], "received", "2024", hash_after=SHA)
    with pytest.raises(NotFound):
        custody.add_event_to_all(matter, [exhibit, 99], "received", "2024")
    assert history.head(matter) == head
    custody.add_event(matter, exhibit, "transferred", "2025", released_by="A. Rivera", received_by="B. Stone")
    assert custody.stated_before(matter, "received_by", "released_by") == ["B. Stone", "A. Rivera"]


def test_a_capture_takes_a_local_time_with_its_zone_and_refuses_one_that_occurs_twice(matter, exhibit):
    local = replace(PAGE, captured_at="2024-09-18 14:05")
    assert web_capture.add_capture(matter, exhibit, local).capture.captured_at == "2024-09-18T21:05:00Z"
    with pytest.raises(UserError, match="twice or never"):
        web_capture.add_capture(matter, exhibit, replace(PAGE, captured_at="2024-11-03 01:30"))
    with pytest.raises(UserError):
        web_capture.add_capture(matter, exhibit, replace(PAGE, captured_at="2024-09-18"))


def test_what_the_file_says_of_its_capture_is_offered_and_belongs_to_the_present_file(matter, tmp_path):
    page = "<!DOCTYPE html><!-- saved from url=(0022)https://example.com/a --><html><body>Words</body></html>"
    for name, text in (("a.html", page), ("b.html", page.replace("com/a", "com/b").replace("Words", "Others"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    importing.import_paths(matter, [tmp_path / "a.html"], importing.ImportOptions())
    one = exhibits.list_ids(matter)[0]
    assert {(o.field, o.value) for o in web_capture.offered(matter, one)} == {
        ("requested_url", "https://example.com/a"), ("final_url", "https://example.com/a")
    }  # fmt: skip
    replacing.replace(matter, replacing.prepare(matter, one, tmp_path / "b.html", pool=SerialPool()))
    assert {o.value for o in web_capture.offered(matter, one)} == {"https://example.com/b"}


def test_a_long_delivery_tells_how_far_it_is_and_keeps_what_is_entered_when_stopped(matter, exhibit, add_exhibit):
    others = [add_exhibit(f"Item {i}", "x") for i in range(3)]
    token, seen = CancelToken(), []

    def progress(at):
        seen.append((at.done, at.total))
        if at.done == 2:
            token.cancel()

    with pytest.raises(Cancelled, match="2 of 4 exhibits"):
        custody.add_event_to_all(matter, [exhibit, *others], "received", "2024", progress=progress, cancel=token)
    assert seen == [(1, 4), (2, 4)]
    assert [len(custody.events(matter, one)) for one in (exhibit, *others)] == [1, 1, 0, 0]

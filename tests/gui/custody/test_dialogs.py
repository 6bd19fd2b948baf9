"""Custody and captures in the window: entered, corrected, exported with the keyboard; nothing is taken over silently."""

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from evidence_app.gui.custody.capture_dialog import CaptureDialog
from evidence_app.gui.custody.commands import CustodyCommands
from evidence_app.gui.custody.event_dialog import CustodyEventDialog
from evidence_app.gui.custody.record_dialog import CustodyDialog
from evidence_app.gui.runner import Runner, SerialRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.services import custody, exhibits, importing, numbering, parties, web_capture

SHA = hashlib.sha256(b"A note.").hexdigest()


@pytest.fixture
def noted(empty_matter, tmp_path):
    """A numbered text file and a saved web page."""
    (tmp_path / "note.txt").write_text("A note.", encoding="utf-8")
    page = "<!DOCTYPE html><!-- saved from url=(0022)https://example.com/a --><html><body>Words</body></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    for name in ("note.txt", "page.html"):
        importing.import_paths(empty_matter, [tmp_path / name], importing.ImportOptions())
    parties.describe_matter(empty_matter, court_zone="America/Los_Angeles")
    numbering.set_number(empty_matter, 1, "P-1")
    return empty_matter


@pytest.fixture
def record(noted, qtbot, themed):
    def make(*ids):
        dialog = CustodyDialog(None, noted, SerialRunner(noted), WindowState(), ids)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
        return dialog

    return make


def typed(qtbot, dialog, **values):
    for name, text in values.items():
        dialog.forms.input(name).clear()
        qtbot.keyClicks(dialog.forms.input(name), text)


def answering(monkeypatch, qtbot, **values):
    """Fill the next event dialog and press Enter in it."""

    def run(dialog):
        dialog.show()
        typed(qtbot, dialog, **values)
        qtbot.keyClick(dialog.forms.input("at"), Qt.Key.Key_Return)
        return dialog.result()

    monkeypatch.setattr(CustodyEventDialog, "exec", run)


def lines(dialog):
    root = dialog.tree.invisibleRootItem()
    return [[root.child(i).text(c) for c in range(5)] for i in range(root.childCount())]


def test_an_event_is_entered_and_corrected_and_both_stay(noted, record, qtbot, monkeypatch):
    dialog = record(1)
    assert [line[1] for line in lines(dialog)] == ["Import"] and SHA in dialog.words.toPlainText()
    assert not dialog.fix.isEnabled()
    answering(monkeypatch, qtbot, at="2024-09-18 14:05", received_by="A. River", hash_after=SHA)
    with qtbot.waitSignal(dialog.add.clicked):
        qtbot.keyClick(dialog.tree, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    event = custody.events(noted, 1)[0]
    assert (event.event, event.at, event.zone) == ("received", "2024-09-18T14:05:00-07:00", "America/Los_Angeles")
    assert "equals the SHA-256 computed at import" in lines(dialog)[0][2]
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(0))
    answering(monkeypatch, qtbot, received_by="A. Rivera")
    with qtbot.waitSignal(dialog.fix.clicked):
        qtbot.keyClick(dialog.tree, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    old, new = custody.events(noted, 1)
    assert (old.received_by, new.received_by, new.corrects, new.at) == ("A. River", "A. Rivera", old.entry, old.at)
    assert [line[1] for line in lines(dialog)] == [f"Corrected by {new.entry}", f"Correction of {old.entry}", "Import"]
    assert dialog.tree.topLevelItem(0).font(2).strikeOut() and not dialog.fix.isEnabled()


def test_what_cannot_be_right_stays_in_the_form_with_the_reason(noted, qtbot, themed):
    dialog = CustodyEventDialog(None, noted, "Custody event", stored=custody.stored_hashes(noted, 1))
    qtbot.addWidget(dialog)
    assert "When did it happen?" in dialog.told.text()
    typed(qtbot, dialog, at="2024-11-03 01:30")
    assert "occurs twice or never" in dialog.told.text()
    dialog.accept()
    assert dialog.result() == 0
    typed(qtbot, dialog, at="2024-09", hash_before="00" * 32, hash_after="ab" * 16)
    assert "When: Sep 2024." in dialog.told.text()
    assert "Hash before: differs from the SHA-256 computed at import." in dialog.told.text()
    assert "Hash after: cannot be compared" in dialog.told.text()
    assert dialog.values()["zone"] == ""  # a month has no zone
    typed(qtbot, dialog, hash_before="12")
    assert "not a hash value" in dialog.told.text()
    dialog.accept()
    assert dialog.result() == 0 and custody.events(noted, 1) == []


def test_people_stated_before_are_offered_while_typing(noted, qtbot, themed):
    custody.add_event(noted, 1, "received", "2024", received_by="Ana Rivera", to_place="Fresno office")
    dialog = CustodyEventDialog(None, noted, "Custody event")
    qtbot.addWidget(dialog)
    completer = dialog.forms.input("released_by").completer()
    completer.setCompletionPrefix("river")
    assert completer.currentCompletion() == "Ana Rivera"
    assert dialog.findChild(object, "field_hash_after") is None  # several exhibits: a hash belongs to one


def test_a_delivery_goes_to_every_chosen_exhibit(noted, record, qtbot, monkeypatch):
    dialog = record(1, 2)
    assert next(line[0] for line in lines(dialog)) == "Ex. P-1" and not dialog.capture.isEnabled()
    answering(monkeypatch, qtbot, at="2024-09-18", released_by="Example Corp.", received_by="A. Rivera")
    dialog.add_event()
    assert [len(custody.events(noted, one)) for one in (1, 2)] == [1, 1]
    assert dialog.tree.topLevelItem(1).childCount() == 2


def test_the_record_is_exported_in_three_keys(noted, record, qtbot, monkeypatch, tmp_path):
    offered = []

    def name(_parent, _title, start, *_rest):
        offered.append(Path(start).name)
        return str(tmp_path / "record.csv"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    dialog = record(1)
    with qtbot.waitSignal(dialog.export.clicked):
        qtbot.keyClick(dialog.tree, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    assert offered == ["Rivera v. Example Corp. custody record Ex. P-1.pdf"]
    assert SHA in (tmp_path / "record.csv").read_text("utf-8-sig") and "record.csv" in dialog.told.text()
    exhibits.describe(noted, [2], privilege="attorney-client")
    both = record(1, 2)
    both.export_record()
    assert "1 privileged or sequestered left out" in both.told.text()
    assert "page.html" not in (tmp_path / "record.csv").read_text("utf-8-sig")
    assert not record(2).export.isEnabled()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(noted.folder.root / "x.csv"), ""))
    dialog.export_record()
    assert "inside" in dialog.told.text() or "matter" in dialog.told.text()


@pytest.fixture
def form(noted, qtbot, themed):
    dialog = CaptureDialog(None, noted, exhibits.get(noted, 2), web_capture.offered(noted, 2))
    qtbot.addWidget(dialog)
    return dialog


def fill(dialog, **values):
    for name, text in values.items():
        dialog.input(name).setText(text)


MAIN = {
    "captured_at": "2024-09-18 14:05", "zone": "America/Los_Angeles", "operator": "A. Rivera", "tool": "Print to PDF",
    "browser": "Firefox 130",
}  # fmt: skip


def test_what_the_file_says_is_offered_and_only_taken_when_asked(form, qtbot):
    assert form.input("requested_url").text() == form.input("final_url").text() == ""
    button = form.findChild(object, "capture_use_1")
    assert "https://example.com/a" in button.accessibleName() and "Address at the end" in button.accessibleName()
    button.click()
    assert (form.input("requested_url").text(), form.input("final_url").text()) == ("", "https://example.com/a")
    form.findChild(object, "capture_use_all").click()
    assert form.input("requested_url").text() == "https://example.com/a"
    form.input("archive_url").setText("https://web.archive.org/web/20240918140500/https://example.com/a")
    form.input("archive_url").editingFinished.emit()
    assert form.input("archive_at").text() == ""
    form.findChild(object, "capture_use_2").click()
    assert form.input("archive_at").text() == "20240918140500"


def test_a_capture_says_what_is_missing_and_is_recorded_with_its_files(
    noted, form, qtbot, record, monkeypatch, tmp_path
):
    form.accept()
    assert "Still needed: address asked for" in form.told.text() and form.result() == 0
    fill(form, requested_url="https://example.com/a", **MAIN | {"captured_at": "soon"})
    form.accept()
    assert "not a date or time" in form.told.text() and form.result() == 0
    shot = tmp_path / "shot.png"
    shot.write_bytes(b"png")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(shot)], ""))
    form.findChild(object, "capture_add_file").click()
    assert "shot.png" in form.file_words.text()

    def run(dialog):
        fill(dialog, requested_url="https://example.com/a", **MAIN)
        dialog.files = form.files
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(CaptureDialog, "exec", run)
    dialog = record(2)
    dialog.add_capture()
    made = web_capture.captures(noted, 2)[0]
    assert made.capture.captured_at == "2024-09-18T21:05:00Z" and made.files[0].name == "shot.png"
    assert "Web capture" in [line[1] for line in lines(dialog)]
    dialog.tree.setCurrentItem(
        next(i for i in [dialog.tree.topLevelItem(n) for n in range(2)] if i.text(1) != "Import")
    )
    dialog.correct()
    assert [one.corrects for one in web_capture.captures(noted, 2)] == [0, made.entry]


def test_the_commands_go_to_the_chosen_exhibits(noted, messages, monkeypatch):
    chosen, opened = [], []
    monkeypatch.setattr(CustodyDialog, "exec", lambda self: opened.append(self._ids))
    commands = CustodyCommands(messages._window, noted, SerialRunner(noted), messages, WindowState(), lambda: chosen)
    commands.record()
    assert "Choose an exhibit" in messages.shown_toast
    chosen.extend([1, 2])
    commands.record()
    assert opened == [[1, 2]]
    commands.capture()
    assert "one exhibit" in messages.shown_toast and len(opened) == 1


def test_in_the_window_the_chain_opens_for_the_selection(window, matter, monkeypatch):
    opened = []
    monkeypatch.setattr(CustodyDialog, "exec", lambda self: opened.append(self._ids))
    window.go("exhibits")
    window.exhibits_page.grid.select_ids(window.exhibits_page.grid.rows.ids[:2])
    window.actions_["custody"].trigger()
    assert opened == [window.exhibits_page.grid.rows.ids[:2]]
    window.details_panel.findChild(object, "bulk_custody").click()
    assert opened[1] == opened[0]


def test_the_side_tab_tells_the_custody_in_one_line_and_leads_to_the_chain(window, matter, monkeypatch):
    first = window.exhibits_page.grid.rows.ids[0]
    window.show_exhibit(first)
    assert window.item_history.custody.text().startswith("The import only")
    custody.add_event(matter, first, "received", "2024-09-18", received_by="A. Rivera")
    assert "1 stated. Last: 18 Sep 2024, Received to A. Rivera" in window.item_history.custody.text()
    opened = []
    monkeypatch.setattr(CustodyDialog, "exec", lambda self: opened.append(self._ids))
    window.item_history.custody_button.click()
    assert opened == [[first]] and window.item_history.versions_button.isHidden()


def test_with_work_in_the_background_a_delivery_is_entered(noted, qtbot, themed, monkeypatch):
    runner = Runner(noted)
    dialog = CustodyDialog(None, noted, runner, WindowState(), [1, 2])
    qtbot.addWidget(dialog)
    dialog.show()
    try:
        qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 2, timeout=20_000)
        answering(monkeypatch, qtbot, at="2024-09-18", received_by="A. Rivera")
        dialog.add_event()
        qtbot.waitUntil(lambda: "2 exhibits" in dialog.told.text(), timeout=20_000)
        qtbot.waitUntil(lambda: dialog.tree.topLevelItem(1).childCount() == 2, timeout=20_000)
    finally:
        runner.close()


def test_more_exhibits_than_are_shown_all_get_the_event(noted, record, qtbot, monkeypatch):
    monkeypatch.setattr("evidence_app.gui.custody.record_dialog.SHOWN", 1)
    dialog = record(1, 2)
    assert dialog.tree.topLevelItemCount() == 1 and "first 1 are shown" in dialog.told.text()
    answering(monkeypatch, qtbot, at="2024-09-18", received_by="A. Rivera")
    dialog.add_event()
    assert [len(custody.events(noted, one)) for one in (1, 2)] == [1, 1]

import pytest
from PySide6.QtWidgets import QFileDialog

from evidence_app.gui.integrity.backup_files import UNFINISHED, BackupFiles
from evidence_app.gui.integrity.checks import CHECKS
from evidence_app.gui.integrity.page import IntegrityPage
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import SerialRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.model.errors import Cancelled
from evidence_app.services import backup, integrity
from evidence_app.services.backup import SUFFIX
from evidence_app.services.integrity import IntegrityReport
from evidence_app.services.matter import open_matter


@pytest.fixture
def stored(matter, tmp_path):
    """Exhibit 1 has a stored original."""
    source = tmp_path / "policy.txt"
    source.write_text("We may share your data.", encoding="utf-8")
    kept = matter.originals.add(source)
    with matter.operation("Seed") as tx:
        tx.update("exhibit", 1, {"original_sha256": kept.sha256, "original_bytes": kept.size})
    return matter.originals.existing(kept.sha256)


@pytest.fixture
def page(matter, runner, messages, qtbot):
    made = IntegrityPage(matter, runner, messages)
    qtbot.addWidget(made)
    made.resize(1150, 650)
    made.show()
    return made


def test_before_the_first_run_it_says_what_to_do(page):
    assert page.last.text() == "Never verified" and "Press Verify now" in page.empty.text.text()
    assert "Not backed up yet" in page.backed.text()


def test_a_clean_run_shows_every_check_in_words(page, stored, qtbot):
    with qtbot.waitSignal(page.verified) as told:
        page.run.click()
    assert told.args[0].clean
    assert page.checks.results["originals"].text().startswith("As recorded (1 files")
    assert all(page.checks.results[area].text() for area, *_rest in CHECKS)
    assert "as recorded" in page.verdict.text() and page.last.text().startswith("Last verified")
    assert page.run.isEnabled() and page.progress.isHidden()


def test_an_altered_original_is_named_and_leads_to_its_exhibit(page, stored, qtbot):
    stored.chmod(0o644)
    stored.write_text("We never share.", encoding="utf-8")
    page.run.click()
    first = page.findings.topLevelItem(0)
    assert first.text(0) == "Problem" and "altered since import" in first.text(2)
    assert page.checks.results["originals"].text().startswith("1 problem")
    with qtbot.waitSignal(page.exhibit_asked) as told:
        page.findings.itemActivated.emit(first, 0)
    assert told.args == [1]


def test_the_last_run_is_read_from_the_log(page, stored, matter, messages, qtbot):
    stored.chmod(0o644)
    stored.write_text("other", encoding="utf-8")
    integrity.verify(matter)
    again = IntegrityPage(matter, SerialRunner(matter), messages)
    qtbot.addWidget(again)
    assert "found 1 problem" in again.verdict.text() and "altered" in again.findings.topLevelItem(0).text(2)


def test_stopped_says_that_it_says_nothing(page, monkeypatch):
    told = []
    monkeypatch.setattr(Messages, "error", lambda _self, error: told.append(error))
    page._failed(Cancelled("Stopped."))
    assert "says nothing" in page.verdict.text() and told and page.run.isEnabled()


def test_checks_follow_the_progress(page):
    page.checks.show_running("originals")
    words = [page.checks.results[area].text() for area, *_rest in CHECKS]
    assert words == ["Checked", "Running …", "Waiting", "Waiting", "Waiting", "Waiting"]


@pytest.mark.parametrize(
    ("button", "name"), [("certificate", "certificate-902-14"), ("outcome", "integrity-certificate")]
)
def test_certificates_open_the_export_dialog(page, qtbot, button, name):
    with qtbot.waitSignal(page.export_asked) as told:
        getattr(page, button).click()
    assert told.args == [name]


def test_backup_and_restore_make_the_same_matter_again(page, stored, matter, runner, messages, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(Messages, "ask", lambda _self, *words, **_kw: asked.append(words) or True)
    shown, state = [], WindowState()
    files = BackupFiles(page, matter, runner, messages, state, lambda: shown.append(True))
    target = tmp_path / f"copy{SUFFIX}"
    files.back_up(target)
    assert target.is_file() and "read back" in messages.shown_toast
    assert page.backed.text().startswith("Last backup")
    files.restore(target, tmp_path / "again.matter")
    assert asked[0][0] == "The backup is restored and verified." and shown == [True]
    assert state.recent()[0].path == str(tmp_path / "again.matter")
    with open_matter(tmp_path / "again.matter") as again:
        assert again.read.value("SELECT count(*) FROM exhibit") == 5
        assert isinstance(integrity.verify(again), IntegrityReport) and integrity.verify(again).clean


def test_an_unfinished_restore_is_offered_to_go_on(page, stored, matter, runner, messages, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(Messages, "ask", lambda _self, *words, **_kw: asked.append(words) or True)
    files = BackupFiles(page, matter, runner, messages, WindowState(), lambda: None)
    archive, target = tmp_path / "x.zip", tmp_path / "again"
    files.back_up(archive)
    assert archive.is_file() and messages.shown_toast.startswith("x.zip is written")
    backup.begin_unpacking(backup.check_archive(archive, lambda *_step: None), target)
    for key, path in zip(UNFINISHED, (archive, target), strict=True):
        WindowState().keep(key, str(path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(archive), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: pytest.fail("a folder was asked for"))
    files.ask_restore()
    assert asked[0][0] == "Go on with it?" and str(target) in asked[0][1]
    assert (target / "matter.sqlite").is_file() and not backup.is_unfinished(target)

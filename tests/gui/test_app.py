import pytest

from evidence_app.gui import app as app_module
from evidence_app.gui.app import Session
from evidence_app.gui.messages import Messages
from evidence_app.gui.runner import SerialRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.paths import documents_folder
from evidence_app.services.matter import create_matter
from evidence_app.settings import Settings


@pytest.fixture
def session(qtbot, themed):
    made = Session(themed, Settings(), WindowState())
    yield made
    if made.window is not None:
        made.window.close()
    made.chooser.close()


@pytest.fixture
def folder(tmp_path):
    with create_matter(tmp_path / "one.matter", "One v. Two"):
        pass
    return tmp_path / "one.matter"


def test_without_a_matter_the_first_page_comes(session):
    session.start(None)
    assert session.window is None and session.chooser.isVisible()


def test_a_matter_opens_is_remembered_and_closing_leads_back(session, folder):
    session.start(folder)
    assert session.window.matter.record.name == "One v. Two" and not session.chooser.isVisible()
    session.window.actions_["close_matter"].trigger()
    assert session.window is None and session.chooser.isVisible()
    assert [r.name for r in session.state.recent()] == ["One v. Two"]


def test_another_matter_takes_the_place_of_the_first(session, folder, tmp_path):
    with create_matter(tmp_path / "two.matter", "Three v. Four"):
        pass
    session.start(folder)
    session.open(tmp_path / "two.matter")
    assert session.window.matter.record.name == "Three v. Four"
    with create_matter(tmp_path / "check.matter", "x"):
        pass
    session.open(folder)
    assert not session.window.matter.read_only


def test_a_matter_that_is_not_there_is_told(session, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(Messages, "error", lambda _self, error: told.append(error.message))
    session.start(tmp_path / "nowhere")
    assert session.window is None and "no matter" in told[0]


def test_the_last_matter_opens_again_when_it_was_open_at_the_end(qtbot, themed, folder):
    first = Session(themed, Settings(), WindowState())
    first.start(folder)
    first.window._back_to_chooser = False
    first.window.close()
    again = Session(themed, Settings(), WindowState())
    again.start(None)
    assert again.window is not None and again.window.matter.record.name == "One v. Two"
    again.window.close()
    third = Session(themed, Settings(reopen_last=True), WindowState())
    third.start(None)
    assert third.window is None
    third.chooser.close()


def test_a_new_matter_is_made_off_the_window_thread(session, qtbot, tmp_path, monkeypatch):
    make = lambda *_watch: create_matter(tmp_path / "new.matter", "New v. Old")  # noqa: E731
    monkeypatch.setattr(app_module.MatterWizard, "ask", classmethod(lambda cls, _parent: make))
    session.start(None)
    session.new()
    qtbot.waitUntil(lambda: session.window is not None, timeout=5000)
    assert session.window.matter.record.name == "New v. Old" and session.chooser.words.text() == ""


def test_the_sample_is_built_once(session, qtbot, monkeypatch):
    built = []

    def build(path, progress, cancel):
        built.append(path)
        with create_matter(path, "Sample"):
            pass
        return path

    monkeypatch.setattr(app_module.demo, "build_demo", build)
    session.start(None)
    session.open_sample()
    qtbot.waitUntil(lambda: session.window is not None, timeout=5000)
    session.window.close()
    session.open_sample()
    assert len(built) == 1 and built[0].parent == documents_folder()


def test_an_error_nobody_caught_is_shown(session, monkeypatch):
    told = []
    monkeypatch.setattr(Messages, "error", lambda _self, error: told.append(error))
    error = ValueError("x")
    session.unexpected(ValueError, error, None)
    assert told == [error]


def test_the_actor_of_the_settings_signs_changes(qtbot, themed, folder):
    session = Session(themed, Settings(actor="M. Bauer"), WindowState())
    session.start(folder)
    assert session.window.matter.actor == "M. Bauer"
    session.window.close()
    session.chooser.close()


def test_a_new_text_size_builds_the_window_again_with_its_matter(session, folder, qtbot, themed):
    from evidence_app.gui import theme
    from evidence_app.services import parties

    session.start(folder)
    old = session.window
    old.runner.change(parties.add_party, "Ana Ruiz")
    qtbot.waitUntil(lambda: old.actions_["undo"].isEnabled(), timeout=3000)
    old.go("history")
    old.actions_["larger"].trigger()
    qtbot.waitUntil(lambda: session.window is not old, timeout=5000)
    new = session.window
    assert theme.px(100) == 110 and new.page == "history" and new.actions_["undo"].isEnabled()
    new.actions_["smaller"].trigger()
    qtbot.waitUntil(lambda: session.window is not new, timeout=5000)
    assert theme.px(100) == 100


def test_a_window_is_built_without_the_style_sheet_and_dressed_at_the_end(matter, themed, monkeypatch):
    """With it on, two thirds of the time were spent in looking up rules of widgets that were still being put together."""
    worn = []

    def build(*_args):
        worn.append(themed.styleSheet())
        raise RuntimeError("built")

    sheet = themed.styleSheet()
    monkeypatch.setattr(app_module, "MainWindow", build)
    with pytest.raises(RuntimeError, match="built"):
        app_module.build_window(matter, Settings(), runner=SerialRunner(matter))
    assert worn == [""] and sheet and themed.styleSheet() == sheet


def test_a_new_matter_is_begun_and_left_without_a_mouse(session, folder, qapp):
    """From the first page with Enter, from the window of a matter with its keys; Esc leads back to where the keyboard was."""
    from PySide6.QtWidgets import QApplication

    from tests.gui.hands import Hands, on_button, press

    session.start(None)
    session.chooser.activateWindow()
    steps = [("MatterChooser", on_button("chooser_new")), ("MatterWizard", press("Esc"))]
    hands = Hands(session.chooser, [*steps, ("MatterChooser", lambda _top: None)])
    hands.work()
    assert not hands.fault and QApplication.focusWidget() is session.chooser.new, hands.fault
    session.open(folder)
    session.window.activateWindow()
    qapp.processEvents()
    before = session.window.focusWidget()
    assert before is not None
    steps = [("MainWindow", press("Ctrl+Shift+N")), ("MatterWizard", press("Esc")), ("MainWindow", lambda _top: None)]
    hands = Hands(session.window, steps)
    hands.work()
    assert not hands.fault and session.window.focusWidget() is before, hands.fault

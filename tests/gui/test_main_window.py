import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QToolBar,
    QWidget,
)

from evidence_app.gui.app import build_window
from evidence_app.gui.messages import Messages
from evidence_app.gui.navigation import PAGES
from evidence_app.gui.runner import Runner, SerialRunner
from evidence_app.gui.type_ahead import TypeAhead
from evidence_app.gui.window_state import WindowState
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services import evidence_links, exhibits, importing, tags
from evidence_app.services.importing import ImportOptions, plan
from evidence_app.services.matter import open_matter
from evidence_app.settings import Settings
from tests.importers.conftest import pdf


@pytest.fixture(autouse=True)
def no_boxes(monkeypatch):
    """No test waits for a click into a message box."""
    told = []
    monkeypatch.setattr(Messages, "error", lambda _self, error: told.append(error))
    monkeypatch.setattr(Messages, "notice", lambda _self, *words: told.append(words))
    monkeypatch.setattr(Messages, "ask", lambda *a, **k: True)
    yield told
    assert not [t for t in told if isinstance(t, BaseException)]


def test_every_page_opens_and_the_navigation_follows(window):
    for row, (name, _words, _icon) in enumerate(PAGES):
        window.actions_[f"go_{name}"].trigger()
        assert window.page == name and window.stack.page is window.pages[name]
        assert window.navigation.list.currentIndex().row() == row


def test_navigation_shows_counts(window, matter):
    counts = {
        PAGES[i][0]: window.navigation._model.index(i).data(Qt.ItemDataRole.UserRole + 1) for i in range(len(PAGES))
    }
    assert counts["exhibits"] == "5" and counts["elements"].startswith("1/") and counts["elements"].endswith("!")


def test_choosing_an_exhibit_opens_it_everywhere(window):
    window.go("exhibits")
    window.exhibits_page.select(3)
    assert window.viewer.exhibit_id == 3
    assert window.details_panel.form.value("title") == "Letter 1"
    assert window.actions_["tag"].isEnabled()


def test_undo_and_redo_have_names_and_work(window, matter):
    assert window.actions_["undo"].isEnabled()
    tags.add_tag(matter, [2, 3], "urgent")
    assert window.actions_["undo"].text() == "Undo Tag 2 exhibits as “urgent”"
    window.actions_["undo"].trigger()
    assert exhibits.read_rows(matter, [2])[2].tags == ""
    assert window.actions_["redo"].text() == "Redo Tag 2 exhibits as “urgent”"
    window.actions_["redo"].trigger()
    assert exhibits.read_rows(matter, [2])[2].tags == "urgent"


def test_a_toast_offers_undo(window, matter):
    window.exhibits_page.grid.select_ids([2])
    window.exhibits_page.give_numbers()
    assert exhibits.get(matter, 2).number == "PX1"
    window.findChild(QAbstractButton, "toast_undo").click()
    assert exhibits.get(matter, 2).number is None


def test_the_search_box_searches_and_a_hit_opens(window, qtbot):
    window.search_bar.start()
    window.search_bar.field.setText("share")
    qtbot.keyClick(window.search_bar.field, Qt.Key.Key_Return)
    assert window.page == "search"
    window.search_page.hit_opened.emit(1, 1, "share")
    assert window.viewer.exhibit_id == 1 and window.viewer.hits.count == 1


def test_linking_from_the_page_view(window, matter):
    window.go("exhibits")
    window.exhibits_page.select(2)
    window.viewer.passages.link_requested.emit(2, Pinpoint(1))
    assert window.side.currentWidget() is window.element_panel and window.element_panel.linking


def test_a_link_opens_its_passage(window, matter):
    link = evidence_links.links(matter)[0].link
    window.go("elements")
    window.open_link(link.id)
    assert window.viewer.exhibit_id == link.exhibit_id and not window.viewer.isHidden()


def test_an_element_opens_with_its_evidence(window, matter):
    link = evidence_links.links(matter)[0].link
    window.open_element(link.element_id)
    assert window.page == "elements" and window.proof_page.element_id == link.element_id


def test_the_status_line_says_what_cannot_be_searched(window):
    assert window.status_line.complete.text() == "6 of 7 pages searchable; 1 without text"
    window.status_line.complete.click()
    assert window.page == "exhibits" and window.exhibits_page.grid.rows.ids == [5]


def test_verify_reports_and_the_status_line_shows_it(window, no_boxes):
    window.actions_["verify"].trigger()
    assert window.status_line.originals.text().startswith(("Originals verified", "Problems found"))


def test_dropped_files_are_imported(window, tmp_path, qtbot, matter):
    note = tmp_path / "2024-09-18 note.txt"
    note.write_text("A note about training data.", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(note)), QUrl("https://example.com/x.pdf")])
    place, buttons = QPoint(400, 300), Qt.MouseButton.LeftButton
    drop = QDropEvent(place, Qt.DropAction.CopyAction, data, buttons, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(drop)
    assert window.page == "imports"
    row = exhibits.list_rows(matter, exhibits.ExhibitFilter(words="note"))
    assert len(row) == 1 and matter.read.value("SELECT count(*) FROM reindex") == 0
    assert "1 imported" in window.messages.shown_toast


def test_an_interrupted_import_is_offered(matter, runner, qtbot, tmp_path):
    note = tmp_path / "waiting.txt"
    note.write_text("Waiting.", encoding="utf-8")
    plan(matter, [note], ImportOptions())
    window = build_window(matter, Settings(), WindowState(), runner)
    qtbot.addWidget(window)
    assert window.banners.names == ("banner_resume",)
    window.findChild(QAbstractButton, "banner_resume_0").click()
    assert window.banners.names == () and len(exhibits.list_ids(matter)) == 6


def test_reading_only_is_said_and_nothing_can_be_changed(matter, qtbot, themed):
    other = open_matter(matter.folder.root)
    assert other.read_only
    window = build_window(other, Settings(), WindowState(), SerialRunner(other))
    qtbot.addWidget(window)
    assert "banner_read_only" in window.banners.names and "reading only" in window.windowTitle()
    for name in ("import", "tag", "number", "withdraw", "link"):
        assert not window.actions_[name].isEnabled(), name
    assert window.actions_["export"].isEnabled()
    window.close()


def test_page_view_can_be_hidden_per_page(window):
    window.go("exhibits")
    assert not window.viewer.isHidden()
    window.actions_["show_viewer"].trigger()
    assert window.viewer.isHidden()
    window.go("search")
    assert not window.viewer.isHidden()
    window.go("history")
    assert window.viewer.isHidden() and window.side_dock.isHidden()
    window.go("exhibits")
    assert window.viewer.isHidden() and not window.side_dock.isHidden()


def test_the_window_fits_the_smallest_screen(window):
    for name, *_rest in PAGES:
        window.go(name)
        assert window.minimumSizeHint().width() <= 1366 and window.minimumSizeHint().height() <= 768, name


def test_wide_windows_put_the_page_view_beside(window):
    window.go("exhibits")
    window.resize(1920, 1080)
    assert window.splitter.orientation() == Qt.Orientation.Horizontal
    window.resize(1366, 768)
    assert window.splitter.orientation() == Qt.Orientation.Vertical


def test_the_command_palette_runs_a_command(window, monkeypatch):
    monkeypatch.setattr(TypeAhead, "ask", classmethod(lambda cls, *_a, **_k: "go_history"))
    window.actions_["palette"].trigger()
    assert window.page == "history"


def test_f6_goes_round_the_window(window, qtbot):
    window.go("exhibits")
    window.activateWindow()
    seen = []
    for _ in range(4):
        window.actions_["next_pane"].trigger()
        seen.append(window.focusWidget())
    assert len({id(w) for w in seen}) >= 3


def test_the_window_stands_as_it_stood(matter, runner, qtbot):
    state = WindowState()
    window = build_window(matter, Settings(), state, runner)
    qtbot.addWidget(window)
    window.go("chronology")
    window.actions_["show_side"].setChecked(False)
    window.keep_state()
    again = build_window(matter, Settings(), state, runner)
    qtbot.addWidget(again)
    assert again.page == "chronology" and not again.actions_["show_side"].isChecked()


CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox, QAbstractItemView)


def nameless(root):
    """Controls a screen reader could not name: no words of their own and no accessible name."""
    for widget in root.findChildren(QWidget):
        inner = isinstance(
            widget.parent(), (QComboBox, QAbstractSpinBox, QLineEdit, QAbstractItemView, QTabBar, QMenuBar, QToolBar)
        )
        inner = inner or isinstance(widget.parent().parent() if widget.parent() else None, QComboBox)
        if not isinstance(widget, CONTROLS) or inner or widget.objectName().startswith("qt_"):
            continue
        own = widget.text() if isinstance(widget, QAbstractButton) else ""
        if (
            not widget.accessibleName()
            and not own
            and type(widget).__name__ not in ("QTableCornerButton", "QComboBoxListView")
        ):
            yield f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"


def test_every_control_has_a_name(window):
    for name, *_rest in PAGES:
        window.go(name)
    window.exhibits_page.select(1)
    found = sorted(nameless(window))
    assert not found, "\n".join(found)


def test_the_real_runner_end_to_end(matter, qtbot, themed):
    runner = Runner(matter)
    window = build_window(matter, Settings(), WindowState(), runner)
    closed = []
    window.closed_matter.connect(closed.append)
    window.show()
    qtbot.waitUntil(lambda: len(window.exhibits_page.grid.rows.ids) == 5, timeout=3000)
    window.go("exhibits")
    window.exhibits_page.grid.select_ids([2, 3])
    window.exhibits_page.give_numbers()
    qtbot.waitUntil(lambda: exhibits.get(matter, 3).number == "PX2", timeout=3000)
    qtbot.waitUntil(lambda: window.actions_["undo"].text().startswith("Undo Number 2 exhibits"), timeout=3000)
    window.close()
    assert closed == [True]


def test_pages_are_read_again_by_ocr_from_the_exhibit_on_show(window, tmp_path, matter, monkeypatch):
    (tmp_path / "page.pdf").write_bytes(pdf("#text(fill: white)[hidden] #text(size: 30pt)[Visible words]"))
    importing.import_paths(matter, [tmp_path / "page.pdf"])
    exhibit = matter.read.value("SELECT id FROM exhibit WHERE title = 'page'")
    offered = []

    def choose(_parent, _title, choices, **_options):
        offered.extend(choice.words for choice in choices)
        return "page instead"

    monkeypatch.setattr(TypeAhead, "ask", choose)
    window.open_exhibit(exhibit)
    window.actions_["read_again"].trigger()
    assert offered[0].startswith("Page 1: add") and offered[-1].startswith("All pages: use OCR in place")
    assert exhibits.page(matter, exhibit, 1).text.split() == ["Visible", "words"]
    assert "1 scanned page read" in window.messages.shown_toast


def test_commands_away_from_the_list_work_on_the_exhibit_being_read(window, matter, monkeypatch):
    """Reading a hit of another exhibit, N and T must not change what is still selected in a list nobody sees."""
    window.go("exhibits")
    window.exhibits_page.grid.select_ids([2, 3])
    window.search("share", None)
    assert window.viewer.exhibit_id == 1 and window.exhibits_page.selected == [2, 3]
    window.show()
    window.actions_["number"].trigger()
    monkeypatch.setattr(TypeAhead, "ask", lambda *a, **k: "read")
    window.actions_["tag"].trigger()
    numbered = matter.read.column("SELECT id FROM exhibit WHERE number IS NOT NULL")
    tagged = matter.read.column(
        "SELECT exhibit_id FROM exhibit_tag t JOIN tag ON tag.id = t.tag_id AND tag.name = 'read'"
    )
    assert numbered == [1] and tagged == [1]


def test_a_command_without_an_exhibit_in_sight_changes_nothing_and_says_so(window, matter):
    window.go("exhibits")
    window.exhibits_page.select(3)
    window.go("hearing")
    window.actions_["number"].trigger()
    assert matter.read.value("SELECT count(*) FROM exhibit WHERE number IS NOT NULL") == 0
    assert window.page == "hearing" and window.messages.shown_toast == "Select exhibits in the list first."


def test_the_list_follows_what_is_read(window):
    """After F3 into the next exhibit the row of the exhibit before is not the one that commands would change."""
    window.go("exhibits")
    window.exhibits_page.select(3)
    window.viewer.open_exhibit(5)
    assert window.exhibits_page.selected == [5]
    window.exhibits_page.filter_bar.set_filter(exhibits.ExhibitFilter(words="Privacy"))
    window.viewer.open_exhibit(4)
    assert window.viewer.exhibit_id == 4 and window.exhibits_page.selected == []
    tags.add_tag(window.matter, [4], "late")
    window.exhibits_page.reload()
    assert window.viewer.exhibit_id == 4, "reading goes on though the filter hides the exhibit"


def test_what_an_edit_takes_out_of_the_filtered_list_gives_way_to_its_neighbour(window, matter):
    """Numbering one exhibit after another under the filter "has no number" goes on where it was, not at the top."""
    window.go("exhibits")
    window.exhibits_page.filter_bar.set_filter(exhibits.ExhibitFilter(attention="no number"))
    window.exhibits_page.select(3)
    window.actions_["number"].trigger()
    assert window.exhibits_page.grid.rows.ids == [1, 2, 4, 5] and window.exhibits_page.selected == [4]


def test_undo_on_a_toast_never_takes_back_a_later_change(window, matter):
    """The toast of a tag stays for seconds; a title edited meanwhile is not what its Undo means."""
    window.go("exhibits")
    window.exhibits_page.select(2)
    window.actions_["number"].trigger()
    assert window.messages.shown_toast == "Numbered 1 exhibit."
    window.runner.change(exhibits.describe, [3], title="Corrected")
    assert window.messages.shown_toast == ""
    window.actions_["undo"].trigger()
    assert window.messages.shown_toast.startswith("Undo: ")


def test_a_matter_opens_again_where_it_was_read(themed, matter, qtbot):
    """The exhibit and its page, and how the list was sorted and filtered; what is gone meanwhile is passed over."""
    state, root = WindowState(), matter.folder.root
    window = build_window(matter, Settings(), state, SerialRunner(matter))
    qtbot.addWidget(window)
    window.go("exhibits")
    window.exhibits_page.grid.sort_by((("title", True),))
    window.exhibits_page.filter_bar.set_filter(exhibits.ExhibitFilter(words="p"))
    window.viewer.open_exhibit(1, 2)
    window.close()
    with open_matter(root) as again:
        window = build_window(again, Settings(), state, SerialRunner(again))
        qtbot.addWidget(window)
        assert (window.viewer.exhibit_id, window.viewer.current_page) == (1, 2)
        assert window.exhibits_page.selected == [1] and window.exhibits_page.grid.order == (("title", True),)
        assert window.exhibits_page.filter_bar.filter.words == window.exhibits_page.filter_bar.words.text() == "p"
        place = f"place/{again.uid}"
        window.close()
    state.keep(f"{place}/reading", '{"exhibit": 999}')
    state.keep(f"{place}/list", "[{}]")
    with open_matter(root) as again:
        window = build_window(again, Settings(), state, SerialRunner(again))
        qtbot.addWidget(window)
        assert window.exhibits_page.selected == [1] and window.exhibits_page.grid.order == (("number", False),)
        window.close()

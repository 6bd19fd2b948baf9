"""At 100, 150 and 200 % text on a small notebook nothing of any page or dialog is cut off, covered or out of reach."""

import shutil

import pytest
from every_dialog import every_dialog
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from screenshots import hold_a_hearing

from evidence_app.gui import theme
from evidence_app.gui.app import build_window
from evidence_app.gui.frame import VIEWER_PAGES
from evidence_app.gui.navigation import PAGES
from evidence_app.gui.runner import SerialRunner
from evidence_app.gui.window_state import WindowState
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.services.demo import build_demo
from evidence_app.services.matter import open_matter
from evidence_app.settings import Settings
from tests.gui.room import cut_off, faults, under

NOTEBOOK = QSize(1366, 768)
SMALLEST = QSize(1280, 720)
BUILT = []


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory):
    """The sample, built once for all the modules that show it; they copy it."""
    if not BUILT:
        BUILT.append(tmp_path_factory.mktemp("sample") / "sample.matter")
        build_demo(BUILT[0])
        hold_a_hearing(BUILT[0])
    return BUILT[0]


@pytest.fixture
def sample_window(sample_folder, tmp_path, qapp):
    """Makes the window of the sample at a text size; the next size may follow."""
    made = []

    def make(scale, size):
        theme.apply(qapp, "light", scale)
        folder = tmp_path / f"{scale}-{size.width()}.matter"
        shutil.copytree(sample_folder, folder)
        matter = open_matter(folder)
        window = build_window(matter, Settings(font_scale=scale), WindowState(), SerialRunner(matter))
        window.resize(size)
        window.show()
        qapp.processEvents()
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.apply(qapp, "light", 100)


def every_view(window):
    """Shows every page, also with the page view and every tab of the side; yields what is on show."""
    for page, *_rest in PAGES:
        window.go(page)
        if page == "search":
            window.search("AI", None)
        for with_viewer in (False, True) if page in VIEWER_PAGES else (False,):
            if window.viewer.isHidden() == with_viewer:
                window.toggle_viewer()
            for tab in range(window.side.count() if window.side_dock.isVisible() else 1):
                window.side.setCurrentIndex(tab)
                yield f"{page}{' with page view' * with_viewer}, side {tab}"
        window.side.setCurrentIndex(0)


def settle(qapp):
    for _ in range(4):
        qapp.processEvents()


@pytest.mark.parametrize(("scale", "size"), [(100, NOTEBOOK), (150, NOTEBOOK), (200, NOTEBOOK), (150, SMALLEST)])
def test_every_page_fits(sample_window, qapp, scale, size):
    window = sample_window(scale, size)
    found = {}
    for view in every_view(window):
        settle(qapp)
        for fault in faults(window, size):
            found.setdefault(fault, view)
    assert not found, "\n".join(f"[{view}] {fault}" for fault, view in found.items())


TOASTS = (
    ("Tagged 7 exhibits as “policy”.", ()),
    ("Wrote De La Torre v. LinkedIn (sample) - Exhibit list.pdf: 24 rows, 2 pages. Please note: P-3 has no date.",
     (("Open", print), ("Show in folder", print))),
)  # fmt: skip


@pytest.mark.parametrize(("scale", "size"), [(100, NOTEBOOK), (200, NOTEBOOK), (150, SMALLEST)])
def test_a_toast_covers_nothing_that_can_be_pressed(sample_window, qapp, scale, size):
    """Whatever page is on show when it comes, or comes while it is there."""
    window, found = sample_window(scale, size), {}
    for view in every_view(window):
        settle(qapp)
        if window.messages._toast is not None:
            window.messages._toast._look_again()
            found |= dict.fromkeys(under(window, window.messages._toast), f"{view}, come to")
        for words, buttons in TOASTS:
            window.messages.toast(words, undo=True, buttons=buttons)
            settle(qapp)
            toast = window.messages._toast
            found |= dict.fromkeys(under(window, toast), view)
            found |= {fault: view for part in toast.findChildren(QWidget) for fault in cut_off(part)}
            assert window.rect().contains(toast.geometry())
    assert not found, "\n".join(f"[{view}] {fault}" for fault, view in found.items())


def test_a_toast_stays_under_the_keyboard_and_steps_aside_when_it_is_left(sample_window, qapp):
    window = sample_window(100, NOTEBOOK)
    window.go("exhibits")
    window.messages.toast("Tagged 7 exhibits as “policy”.", undo=True)
    toast = window.messages._toast
    at = toast.geometry()
    button = QPushButton("At the foot", window)
    button.setGeometry(at)
    button.show()
    assert window.messages.enter_toast()
    toast._look_again()
    assert toast.geometry() == at
    window.exhibits_page.grid.setFocus()
    toast._look_again()
    assert not toast.geometry().intersects(at)
    button.hide()


@pytest.mark.parametrize("scale", [100, 200])
def test_linking_a_passage_of_an_email_with_attachments_fits(sample_window, qapp, qtbot, scale):
    """The card that waits for an element, and the names of the attachments, at any text size."""
    window = sample_window(scale, NOTEBOOK)
    read = window.matter.read
    mail = read.value("SELECT parent_id FROM exhibit WHERE parent_id IS NOT NULL")
    long = "A very long name of an attachment, as mail programs make them.pdf"
    with window.matter.operation("Seed") as tx:
        tx.execute("UPDATE exhibit SET file_name = ? WHERE parent_id = ?", (long, mail))
        tx.execute("UPDATE exhibit SET parent_id = ? WHERE id IN (SELECT id FROM exhibit WHERE parent_id IS NULL "
                   "AND id <> ? LIMIT 4)", (mail, mail))  # fmt: skip
    window.open_exhibit(mail)
    window.need_viewer()
    quote = read.value("SELECT text FROM page WHERE exhibit_id = ? LIMIT 1", (mail,))[:80]
    window._begin_link(mail, Pinpoint(1, quote, start=0))
    panel, family = window.element_panel, window.viewer.family
    qtbot.waitUntil(lambda: not panel.view._resized.isActive())
    settle(qapp)
    found = faults(window, NOTEBOOK)
    assert not found, "\n".join(found)
    links = [button for button in family.findChildren(QPushButton) if button.isVisible()]
    assert len(links) == (2 if scale == 100 else 0) and family.findChildren(QToolButton)[-1].isVisible()
    assert panel._room.rect().contains(panel.field.mapTo(panel._room, panel.field.rect().bottomLeft()))


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_every_dialog_fits(sample_window, qapp, scale):
    window = sample_window(scale, NOTEBOOK)
    state = WindowState()
    state.opened(window.matter.folder.root, "De La Torre v. LinkedIn (sample)", "2026-11-20T09:14:00")
    found = []
    for name, make in every_dialog(window, window.settings, state).items():
        dialog = make()
        dialog.show()
        settle(qapp)
        found += [f"[{name}] {fault}" for fault in faults(dialog, NOTEBOOK)]
        dialog.close()
        dialog.deleteLater()
        qapp.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    assert not found, "\n".join(found)


def test_with_little_room_the_page_view_takes_the_place_of_the_page(sample_window, qapp):
    window = sample_window(200, NOTEBOOK)
    window.go("exhibits")
    assert window.stack.isVisible() and not window.viewer.isVisible()
    window.open_exhibit(window.exhibits_page.grid.rows.ids[0])
    assert window.viewer.isVisible() and not window.stack.isVisible()
    window.viewer.header.back.click()
    assert window.stack.isVisible() and window.exhibits_page.grid.hasFocus()
    window.resize(2600, 1400)
    qapp.processEvents()
    assert window.stack.isVisible() and window.viewer.isVisible() and not window.viewer.header.back.isVisible()


def test_tools_that_do_not_fit_are_in_the_menu(sample_window, qapp):
    window = sample_window(200, NOTEBOOK)
    window.open_exhibit(window.exhibits_page.grid.rows.ids[0])
    qapp.processEvents()
    tools = window.viewer.tools
    assert tools.more.isVisible() and not tools.thumbnails.isVisible()
    tools.more.menu().aboutToShow.emit()
    next(a for a in tools.more.menu().actions() if a.text() == "Small pages").trigger()
    assert tools.thumbnails.isChecked()


# -- the walk itself --------------------------------------------------------------------------------------------------


@pytest.fixture
def board(qtbot, themed):
    made = QDialog()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def told(board, what):
    return [fault for fault in faults(board, NOTEBOOK) if what in fault]


def test_the_walk_tells_of_a_window_larger_than_the_screen(board):
    board.resize(1400, 500)
    assert told(board, "the screen 1366x768")


def test_the_walk_tells_of_what_covers_another(board):
    row = QHBoxLayout(board)
    one, other = QPushButton("One"), QPushButton("Other")
    row.addWidget(one)
    row.addWidget(other)
    QApplication.processEvents()
    assert not told(board, "cover")
    other.move(one.pos())
    assert told(board, "cover one another")


def test_the_walk_tells_of_words_cut_off(board):
    for kind in (QPushButton, QLabel):
        made = kind("Words that need room", board)
        made.setGeometry(10, 10, 40, 30)
        made.show()
        assert told(board, "its words need")
        made.resize(made.sizeHint())
        assert not told(board, "its words need")
        made.hide()


def test_the_walk_tells_of_what_cannot_be_reached(board):
    lost = QPushButton("Lost", board)
    lost.setGeometry(290, 10, 80, 30)
    lost.show()
    assert told(board, "lies outside")
    lost.hide()
    area, inner = QScrollArea(board), QWidget()
    inner.resize(600, 50)
    area.setWidget(inner)
    area.resize(200, 100)
    area.show()
    assert not faults(board, NOTEBOOK)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    assert told(board, "cannot be scrolled")

"""Every dialog is opened the way a user without a mouse opens it, and gives the keyboard back when it closes."""

from pathlib import Path

import pytest
from every_dialog import every_dialog
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from evidence_app.gui.window_state import WindowState
from evidence_app.paths import resource
from tests.gui.conftest import add_exhibit
from tests.gui.hands import Hands, in_menu, on_button, press, type_in
from tests.gui.room import name
from tests.gui.test_room import sample_folder, sample_window, settle  # noqa: F401

WINDOW, FIND = "MainWindow", "TypeAhead"
IN_HAND = [(WINDOW, type_in("P-1")), (WINDOW, press("Return"))]
"""Hearing mode: an exhibit by its number."""


def palette(words):
    """Ctrl+K, a part of the command, Enter."""
    return [(WINDOW, press("Ctrl+K")), (FIND, type_in(words)), (FIND, press("Return"))]


def key(keys):
    """A shortcut of the window."""
    return [(WINDOW, press(keys))]


def button(name):
    """Tab to a button, Enter."""
    return [(WINDOW, on_button(name))]


def chosen_event():
    """The first event of the chronology."""
    return [(WINDOW, lambda window: window.chronology_page.table.setFocus()), (WINDOW, press("Down"))]


ROUTES = {
    "about-matter": ("matter", button("edit_matter")),
    "party": ("matter", button("add_party")),
    "export": ("exhibits", key("Ctrl+E")),
    "layouts": ("reports", palette("list layouts")),
    "import": ("imports", button("import_files")),
    "settings": ("matter", key("Ctrl+,")),
    "shortcuts": ("exhibits", key("F1")),
    "commands": ("exhibits", key("Ctrl+K")),
    "custody": ("exhibits", key("Ctrl+Shift+K")),
    "custody-of-several": ("exhibits", [*key("Shift+Down"), *key("Ctrl+Shift+K")]),
    "custody-event": ("exhibits", [*key("Ctrl+Shift+K"), ("CustodyDialog", on_button("custody_add"))]),
    "capture": ("exhibits", palette("record a web capture")),
    "protected-names": ("matter", palette("protected")),
    "versions": ("exhibits", palette("versions of")),
    "links-in-doubt": ("elements", key("Ctrl+Shift+G")),
    "redaction-reasons": ("exhibits", palette("reason codes")),
    "stickers": ("exhibits", palette("stickers")),
    "objection": ("hearing", [*IN_HAND, *key("B")]),
    "objection-codes": ("hearing", [*IN_HAND, *key("B"), ("ObjectionDialog", on_button("objection_edit_codes"))]),
    "bates": ("exhibits", palette("bates numbers")),
    "renumber": ("exhibits", palette("renumber")),
    "series": ("exhibits", palette("exhibit series")),
    "serve": ("register", button("register_serve")),
    "claim": ("elements", [*button("add_proof"), ("QMenu", in_menu("Claim by hand"))]),
    "element": ("elements", [*button("add_proof"), ("QMenu", in_menu("Element of this claim"))]),
    "claim-library": ("elements", [*button("add_proof"), ("QMenu", in_menu("Claim from the library"))]),
    "coverage-rule": ("elements", button("change_rule")),
    "event": ("chronology", button("chronology_add")),
    "source": ("chronology", [*chosen_event(), *button("event_cite")]),
    "event-elements": ("chronology", [*chosen_event(), *button("event_elements")]),
    "chronology-import": ("chronology", button("chronology_import")),
    "search-dates": ("search", button("search_date")),
    "silent-pages": (
        "search",
        [(WINDOW, lambda window: window.search_page.statement.searched.setFocus()), *key("Return")],
    ),
    "search-terms": ("search", [*button("search_more"), ("QMenu", in_menu("Search terms"))]),
    "paste-column": ("exhibits", key("Ctrl+Alt+V")),
    "replace": ("exhibits", palette("replace document")),
    "portable-case": ("matter", palette("portable")),
    "preflight": ("matter", key("Ctrl+Shift+E")),
    "override": (
        "matter",
        [
            *key("Ctrl+Shift+E"),
            ("PreflightDialog", press("Return")),
            ("PreflightDialog", lambda dialog: dialog.tree.setFocus()),
            ("PreflightDialog", press("Down")),
            ("PreflightDialog", on_button("preflight_override")),
        ],
    ),
    "production": ("imports", key("Ctrl+Shift+O")),
    "overlay": ("imports", palette("update from a table")),
}
"""Dialog -> the page it is opened on, and what is pressed there and in the dialogs on the way."""
WITHIN = {
    "custody-event": "CustodyDialog",
    "capture": "CustodyDialog",
    "objection-codes": "ObjectionDialog",
    "override": "PreflightDialog",
}
"""Dialogs that another dialog leads to, which is still there when they close."""
ELSEWHERE = {
    "first-page": "is the program's first window, and what Ctrl+W leads to; see test_app",
    "new-matter": "is opened by the program: Ctrl+Shift+N, or Enter on the first page; see test_app",
}
"""Dialogs that no window of a matter opens by itself, and why."""


@pytest.fixture
def opened(sample_window, qapp, monkeypatch, tmp_path):  # noqa: F811
    """The sample's window with a file that could not be read; whoever asks for a file gets one that fits."""
    window = sample_window(100, QSize(1366, 768))
    add_exhibit(window.matter, "Damaged file", pages=())
    window.made = {name: make() for name, make in every_dialog(window, window.settings, WindowState()).items()}
    table = tmp_path / "events.csv"
    table.write_text("date,event\nsoon,Notice\n2024-04-05,Sent\n", encoding="utf-8")
    sheet = window.made["overlay"]._path
    pdf = next(Path(str(resource("sample"))).rglob("*.pdf"))
    files = {"Import a chronology": table, "Update exhibits from a table": sheet}
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda _of, title, *_more: (str(files.get(title, pdf)), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_given: ([str(pdf)], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(sheet.parent / "ACME-VOL001"))
    QGuiApplication.clipboard().setText("2024\nsoon")
    for made in window.made.values():
        made.close()
    return window


def test_every_dialog_has_a_way_in_without_a_mouse(opened, qapp):
    assert set(opened.made) == set(ROUTES) | set(ELSEWHERE), "every dialog needs its way in"
    found = []
    for each, (page, steps) in ROUTES.items():
        fault = opened_and_left(opened, qapp, page, steps, type(opened.made[each]).__name__, WITHIN.get(each, ""))
        found += [f"[{each}] {fault}"] if fault else []
    assert not found, "\n".join(found)


def opened_and_left(window, qapp, page, steps, kind, within):
    """Go in with keys and out with Esc; what went wrong, or where the keyboard is if not where it was."""
    window.activateWindow()
    window.go(page)
    if page == "search":
        window.search("AI", None)
    if page == "exhibits":
        window.exhibits_page.grid.select_ids(window.exhibits_page.grid.rows.ids[:1])
    if page == "hearing":
        window.hearing_page.number.setFocus(Qt.FocusReason.TabFocusReason)
    settle(qapp)
    before = []

    def leave(dialog):
        before.append((within_of(dialog) if within else window).focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)

    def within_of(dialog):
        return next(one for one in QApplication.topLevelWidgets() if type(one).__name__ == within and one.isVisible())

    def look(_top):
        if QApplication.focusWidget() is not before[-1]:
            before.append(f"the keyboard came back to {name(QApplication.focusWidget())}, not {name(before[-1])}")

    def leave_outer(dialog):
        look(dialog)
        before.append(window.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)

    hands = Hands(window, [*steps, (kind, leave), *([(within, leave_outer)] if within else []), (WINDOW, look)])
    hands.work()
    return hands.fault or next((one for one in before if isinstance(one, str)), "")


def test_a_dialog_opens_from_its_menu_entry(opened, qapp):
    opened.go("exhibits")
    opened.exhibits_page.grid.select_ids(opened.exhibits_page.grid.rows.ids[:1])
    settle(qapp)
    steps = [
        (WINDOW, press("Alt+X")),
        ("QMenu", in_menu("Renumber")),
        ("RenumberDialog", press("Esc")),
        (WINDOW, press("Alt+H")),
        ("QMenu", in_menu("Keyboard shortcuts")),
        ("ShortcutSheet", press("Esc")),
    ]
    hands = Hands(opened, [*steps, (WINDOW, lambda _window: None)])
    hands.work()
    assert not hands.fault and QApplication.focusWidget() is opened.exhibits_page.grid, hands.fault

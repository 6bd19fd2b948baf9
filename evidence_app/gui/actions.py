"""Every command of the window, declared once: menu text, keys, icon, and when it can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.settings import Settings

NEEDS = ("", "write", "exhibit", "exhibit+write", "undo", "redo", "hits")
"""What must be there for a command: a writable matter, a selected exhibit, something to undo, search hits."""


@dataclass(frozen=True)
class ActionSpec:
    """One command. ``keys`` are its default shortcuts; a single letter among them sleeps while a text field has focus.

    ``group`` is the menu (and the heading in the shortcut sheet); ``needs`` is one of ``NEEDS``.
    """

    id: str
    group: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    needs: str = ""
    checkable: bool = False


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new_matter", "File", "New matter…", ("Ctrl+Shift+N",), "add", "Make a matter in a few clicks"),
    ActionSpec("open_matter", "File", "Open matter…", (), "open-folder", "Open another matter's folder"),
    ActionSpec("import", "File", "Import files…", ("Ctrl+O",), "import", "Import files as exhibits", "write"),
    ActionSpec("import_folder", "File", "Import a folder…", ("Ctrl+Shift+O",), "open-folder", "Import everything in a folder", "write"),
    ActionSpec("overlay", "File", "Update from a table…", (), "spreadsheet", "A load file or CSV updates exhibits by Bates number: before and after first", "write"),
    ActionSpec("export", "File", "Export a report…", ("Ctrl+E",), "export", "Exhibit list, proof chart, chronology …"),
    ActionSpec("layouts", "File", "List layouts…", (), "print", "Copy a court's list layout, change it, keep it as your own"),
    ActionSpec("preflight", "File", "Check before it leaves…", ("Ctrl+Shift+E",), "warning", "What to look at before exhibits leave the office"),
    ActionSpec("protect", "File", "Protected names…", (), "locked", "People who may leave the office as initials only, such as minors"),
    ActionSpec("portable", "File", "Portable case…", (), "save", "Chosen claims and exhibits as a folder any browser can show"),
    ActionSpec("verify", "File", "Verify the matter", (), "verify", "Re-hash every original and check the audit log"),
    ActionSpec("back_up", "File", "Back up…", (), "save", "Write the whole matter into one verified file"),
    ActionSpec("restore", "File", "Restore a backup…", (), "open-folder", "Unpack a backup into a new folder and verify it"),
    ActionSpec("settings", "File", "Settings…", ("Ctrl+,",), "settings", "Appearance, keys, import"),
    ActionSpec("close_matter", "File", "Close matter", ("Ctrl+W",), "", "Close this matter and choose another"),
    ActionSpec("quit", "File", "Quit", ("Ctrl+Q",)),
    ActionSpec("undo", "Edit", "Undo", ("Ctrl+Z",), "undo", "Take back the last change", "undo"),
    ActionSpec("redo", "Edit", "Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo", "Do again what was taken back", "redo"),
    ActionSpec("edit_cell", "Edit", "Edit cell", ("F2",), "edit", "Type into the selected cell", "exhibit+write"),
    ActionSpec("copy_table", "Edit", "Copy rows as a table", ("Ctrl+Alt+C",), "spreadsheet", "Copy the selected rows with headings", "exhibit"),
    ActionSpec("paste_column", "Edit", "Paste a column…", ("Ctrl+Alt+V",), "spreadsheet", "Values copied in a spreadsheet, old and new side by side first", "exhibit+write"),
    ActionSpec("context_menu", "Edit", "Menu of the chosen row", ("Shift+F10",), "", "What can be done with what has the keyboard, as with the right mouse button"),
    ActionSpec("find", "Edit", "Search all pages", ("Ctrl+F",), "search", "Go to the search box"),
    ActionSpec("filter", "Edit", "Filter the exhibits", ("Ctrl+Shift+F",), "filter", "Go to the filter box of the exhibit list"),
    ActionSpec("next_hit", "Edit", "Next hit", ("F3",), "next", "Next hit, also in the next exhibit"),
    ActionSpec("previous_hit", "Edit", "Previous hit", ("Shift+F3",), "previous", "Previous hit, also in the exhibit before"),
    ActionSpec("tag", "Exhibit", "Tag…", ("T",), "tag", "Tag the selected exhibits", "exhibit+write"),
    ActionSpec("remove_tag", "Exhibit", "Take a tag off…", (), "tag", "Take a tag off the selected exhibits", "exhibit+write"),
    ActionSpec("number", "Exhibit", "Give the next number", ("N",), "number", "Next number of the party's series", "exhibit+write"),
    ActionSpec("renumber", "Exhibit", "Renumber…", (), "number", "New numbers for the selection, old and new side by side", "exhibit+write"),
    ActionSpec("bates", "Exhibit", "Give Bates numbers…", (), "page", "Bates numbers for the selection and its families", "exhibit+write"),
    ActionSpec("series", "Exhibit", "Exhibit series…", (), "number", "Prefix, block, digits or letters of every party", "write"),
    ActionSpec("stickers", "Exhibit", "Exhibit stickers…", (), "tag", "Design the stickers of stamped copies on a real page"),
    ActionSpec("set_custodian", "Exhibit", "Set custodian…", (), "person", "Where the documents came from", "exhibit+write"),
    ActionSpec("set_sponsor", "Exhibit", "Set sponsoring witness…", (), "person", "Who lays the foundation", "exhibit+write"),
    ActionSpec("set_designation", "Exhibit", "Set designation…", (), "locked", "Confidentiality under the protective order", "exhibit+write"),
    ActionSpec("set_privilege", "Exhibit", "Mark as privileged…", (), "locked", "Withhold from everything that leaves the office", "exhibit+write"),
    ActionSpec("set_status", "Exhibit", "Set the state…", (), "next", "Next state in the register: served, marked, offered …", "exhibit+write"),
    ActionSpec("serve_list", "Exhibit", "Serve the present list…", (), "register", "Freeze the exhibit list as served, with its hash", "write"),
    ActionSpec("second_window", "Exhibit", "Open in a second window", ("Shift+F8",), "page", "Read this exhibit on a second screen", "exhibit"),
    ActionSpec("open_beside", "Exhibit", "Open beside", ("Ctrl+F8",), "page", "Two exhibits side by side: select two, or add this one", "exhibit"),
    ActionSpec("custody", "Exhibit", "Chain of custody…", ("Ctrl+Shift+K",), "history", "Who handled it and when; add, correct, export", "exhibit"),
    ActionSpec("capture", "Exhibit", "Record a web capture…", (), "web", "How a page on the web was captured, as its operator states it", "exhibit+write"),
    ActionSpec("replace", "Exhibit", "Replace document…", (), "import", "A new version of the file; number, notes and links stay", "exhibit+write"),
    ActionSpec("read_again", "Exhibit", "Read again by OCR…", (), "scan", "For pages whose text is missing, poor or garbled", "exhibit+write"),
    ActionSpec("versions", "Exhibit", "Versions of the document…", (), "history", "Every file the exhibit had: open an earlier one, compare two", "exhibit"),
    ActionSpec("redacted_copy", "Exhibit", "Export redacted copy…", ("Ctrl+Alt+R",), "redact", "A copy without what is marked for redaction; the original stays", "exhibit"),
    ActionSpec("redaction_reasons", "Exhibit", "Redaction reason codes…", (), "redact", "The codes printed in black boxes, for this matter", "write"),
    ActionSpec("withdraw", "Exhibit", "Withdraw…", (), "close", "Withdraw the selected exhibits; nothing is deleted", "exhibit+write"),
    ActionSpec("next_exhibit", "Exhibit", "Next exhibit", ("Alt+Down",), "", "Next exhibit in the list"),
    ActionSpec("previous_exhibit", "Exhibit", "Previous exhibit", ("Alt+Up",), "", "Previous exhibit in the list"),
    ActionSpec("link", "Evidence", "Link the selection…", ("L",), "link", "Tie the selected passage to an element", "exhibit+write"),
    ActionSpec("link_page", "Evidence", "Link the page…", ("P",), "page", "Tie the whole page to an element", "exhibit+write"),
    ActionSpec("fact", "Evidence", "Make a fact…", ("F",), "timeline", "Add the selected passage to the chronology, with its date", "exhibit+write"),
    ActionSpec("redact", "Evidence", "Redaction mode", ("R",), "redact", "Draw marks for redaction; with a selection, mark it", "exhibit+write", checkable=True),
    ActionSpec("redact_hits", "Evidence", "Mark all hits for redaction", ("Ctrl+Shift+R",), "redact", "Every place found in the exhibit on show", "exhibit+write"),
    ActionSpec("next_gap", "Evidence", "Next gap", ("G",), "gap", "Go to the next element that has no evidence"),
    ActionSpec("look_links", "Evidence", "Links that need a look…", ("Ctrl+Shift+G",), "warning", "Links whose words are no longer where they were: keep, move or withdraw them"),
    ActionSpec("go_matter", "Go", "Matter", ("Ctrl+1",), "matter"),
    ActionSpec("go_exhibits", "Go", "Exhibits", ("Ctrl+2",), "exhibits"),
    ActionSpec("go_elements", "Go", "Elements and coverage", ("Ctrl+3",), "elements"),
    ActionSpec("go_search", "Go", "Search", ("Ctrl+4",), "search"),
    ActionSpec("go_chronology", "Go", "Chronology", ("Ctrl+5",), "quote"),
    ActionSpec("go_timeline", "Go", "Timeline", ("Ctrl+6",), "timeline"),
    ActionSpec("go_imports", "Go", "Imports", ("Ctrl+7",), "import"),
    ActionSpec("go_history", "Go", "History", ("Ctrl+8",), "history"),
    ActionSpec("go_reports", "Go", "Reports", ("Ctrl+9",), "print"),
    ActionSpec("go_register", "Go", "Served lists", ("Ctrl+0",), "register"),
    ActionSpec("go_hearing", "Go", "Hearing", ("Ctrl+Shift+H",), "hearing"),
    ActionSpec("go_integrity", "Go", "Verify and back up", ("Ctrl+Shift+V",), "verify"),
    ActionSpec("jump", "Go", "Jump to page…", ("J",), "page", "Jump to a page of the exhibit on show", "exhibit"),
    ActionSpec("next_pane", "Go", "Next part of the window", ("F6",), "", "Move the keyboard to the next part"),
    ActionSpec("previous_pane", "Go", "Previous part of the window", ("Shift+F6",)),
    ActionSpec("show_navigation", "View", "Navigation", (), "", "Show or hide the left side", checkable=True),
    ActionSpec("show_side", "View", "Elements and details", ("F9",), "", "Show or hide the right side", checkable=True),
    ActionSpec("navigation_side", "View", "Navigation to the other side", (), "", "Move the navigation left or right"),
    ActionSpec("navigation_float", "View", "Navigation floats", (), "", "Let the navigation float over the window, or dock it again"),
    ActionSpec("panel_side", "View", "Elements and details to the other side", (), "", "Move the panel left or right"),
    ActionSpec("panel_float", "View", "Elements and details float", (), "", "Let the panel float over the window, or dock it again"),
    ActionSpec("stack_panels", "View", "Stack the panels", (), "", "Both panels in one place with a tab for each, or apart again"),
    ActionSpec("standard_layout", "View", "Standard layout", (), "", "Navigation left, elements and details right, both docked"),
    ActionSpec("show_viewer", "View", "Page view", ("F8",), "", "Show or hide the page view", checkable=True),
    ActionSpec("choose_view", "View", "Views of the list…", ("Ctrl+Shift+L",), "filter", "Columns, order and filters kept under a name"),
    ActionSpec("save_view", "View", "Save this view of the list…", (), "save", "Keep columns, order and filters under a name"),
    ActionSpec("freeze", "View", "Freeze the first columns", (), "", "Columns up to the current one stand still, or all scroll again"),
    ActionSpec("column_menu", "View", "Columns of the list…", ("Ctrl+Alt+H",), "", "Sort by, show, hide, move or freeze the column the keyboard is in"),
    ActionSpec("larger", "View", "Larger text", ("Ctrl+Alt++",), "", "All text one step larger"),
    ActionSpec("smaller", "View", "Smaller text", ("Ctrl+Alt+-",), "", "All text one step smaller"),
    ActionSpec("toggle_scheme", "View", "Light or dark", (), "", "Change between light and dark"),
    ActionSpec("palette", "Help", "All commands…", ("Ctrl+K",), "search", "Find any command by typing"),
    ActionSpec("shortcuts", "Help", "Keyboard shortcuts", ("?", "F1"), "keyboard", "Every key at a glance"),
    ActionSpec("about", "Help", "About Evidence", (), "help"),
)  # fmt: skip
"""Every command there is. A new one is one line here and one connection in ``main_window``."""

MENUS = ("File", "Edit", "Exhibit", "Evidence", "Go", "View", "Help")


def keys_of(spec: ActionSpec, settings: Settings) -> tuple[str, ...]:
    """The keys of a command after the user's own choices; single letters are gone when switched off."""
    own = settings.shortcuts.get(spec.id)
    keys = spec.keys if own is None else tuple(filter(None, own.split(", ")))
    return tuple(k for k in keys if settings.single_keys or not is_single(k))


def is_single(key: str) -> bool:
    """Whether a shortcut is one printable key without Ctrl or Alt, which a text field needs for itself."""
    return len(key) == 1


def takes_text(widget: QWidget | None) -> bool:
    """Whether typing goes into this widget (also into a cell being edited)."""
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return not widget.isReadOnly()
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    if isinstance(widget, QAbstractItemView):
        return widget.state() == QAbstractItemView.State.EditingState
    return isinstance(widget, QAbstractSpinBox)


class Actions(QObject):
    """The window's QActions by id. ``set_state`` tells what is there; actions that need something else are greyed."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._specs = {spec.id: spec for spec in ACTIONS}
        self._settings = settings
        self._state: dict[str, bool] = {}
        self._typing = False
        self._actions = {spec.id: self._make(window, spec) for spec in ACTIONS}
        self.apply_settings(settings)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)

    def _make(self, window: QWidget, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, window)
        action.setObjectName(spec.id)
        action.setIcon(theme.icon(spec.icon))
        action.setCheckable(spec.checkable)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        window.addAction(action)
        return action

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[tuple[ActionSpec, QAction]]:
        return ((self._specs[name], action) for name, action in self._actions.items())

    def in_group(self, group: str) -> list[QAction]:
        """The actions of one menu, in order."""
        return [action for spec, action in self if spec.group == group]

    def connect_all(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Connect commands by id. Raises KeyError for an id that does not exist, so that a typo shows at once."""
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(lambda _checked=False, run=handler: run())

    def apply_settings(self, settings: Settings) -> None:
        """Take over the user's own keys."""
        self._settings = settings
        for spec, action in self:
            self._set_keys(spec, action)
            keys = ", ".join(keys_of(spec, settings))
            tip = spec.tip or spec.text.rstrip("…")
            action.setToolTip(f"{tip} ({keys})" if keys else tip)
            action.setStatusTip("")

    def _set_keys(self, spec: ActionSpec, action: QAction) -> None:
        keys = keys_of(spec, self._settings)
        action.setShortcuts([QKeySequence(k) for k in keys if not (self._typing and is_single(k))])

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        typing = takes_text(new)
        if typing == self._typing:
            return
        self._typing = typing
        for spec, action in self:
            if any(map(is_single, keys_of(spec, self._settings))):
                self._set_keys(spec, action)

    def set_state(self, **state: bool) -> None:
        """Say what is there now (``write``, ``exhibit``, ``undo``, ``redo`` ...) and grey what cannot be used."""
        self._state |= state
        for spec, action in self:
            action.setEnabled(all(self._state.get(need, False) for need in spec.needs.split("+") if need))

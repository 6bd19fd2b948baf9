"""The viewer's own keys and its context menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu

from evidence_app.gui import theme

if TYPE_CHECKING:
    from evidence_app.gui.viewer.viewer import Viewer

Command = Callable[[], object]


def key_command(viewer: Viewer, event: QKeyEvent) -> Command | None:
    """What a key means while the pages have the focus; None leaves it to the window.

    Single letters are the window's, so that they can be remapped and switched off there.
    """
    ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    key, keys = event.key(), Qt.Key
    if key == keys.Key_Slash and not ctrl:
        return viewer.hits.show_find
    if not ctrl or event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return None
    if key == keys.Key_C:
        return viewer.passages.copy_with_citation if shift else viewer.passages.copy
    if shift and key not in (keys.Key_Plus, keys.Key_Equal):
        return None
    commands: dict[int, Command] = {
        keys.Key_A: viewer.view.select_page_text,
        keys.Key_G: viewer.ask_page,
        keys.Key_Plus: lambda: viewer.view.zoom_step(1),
        keys.Key_Equal: lambda: viewer.view.zoom_step(1),
        keys.Key_Minus: lambda: viewer.view.zoom_step(-1),
        keys.Key_0: lambda: viewer.set_zoom("width"),
    }
    return commands.get(key)


def viewer_menu(viewer: Viewer) -> QMenu:
    """What can be done with the selection and the page."""
    menu = QMenu(viewer)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chosen = viewer.passages.selected() is not None
    words = bool(viewer.view.selected_text())
    menu.addAction(theme.icon("link"), "Link the selection to an element…\tL", viewer.passages.link).setEnabled(chosen)
    menu.addAction(theme.icon("page"), "Link this page to an element…\tP", viewer.passages.link_page)
    menu.addAction(theme.icon("timeline"), "Make a fact of it…\tF", viewer.passages.make_fact)
    menu.addSeparator()
    menu.addAction("Copy\tCtrl+C", viewer.passages.copy).setEnabled(words)
    menu.addAction(theme.icon("quote"), "Copy with citation\tCtrl+Shift+C", viewer.passages.copy_with_citation)
    menu.addAction("Select the page's text\tCtrl+A", viewer.view.select_page_text)
    menu.addSeparator()
    redact = menu.addAction(
        theme.icon("redact"), "Mark the selection for redaction\tR", viewer.redaction.mark_selection
    )
    redact.setEnabled(chosen)
    menu.addAction("Mark the whole page for redaction", viewer.redaction.mark_page)
    mode = menu.addAction("Redaction mode\tR", viewer.redaction.press)
    mode.setCheckable(True)
    mode.setChecked(viewer.redaction.on)
    mode.setEnabled(not chosen)
    menu.addSeparator()
    menu.addAction(theme.icon("search"), "More like this passage", viewer.passages.find_similar).setEnabled(words)
    menu.addAction(theme.icon("search"), "Find in this exhibit…\t/", viewer.hits.show_find)
    menu.addAction(theme.icon("rotate"), "Turn the view", viewer.view.rotate)
    return menu

"""The keyboard stays where it is while the parts of an area are made anew, as after every change that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


@contextmanager
def kept_focus(area: QWidget, otherwise: QWidget | None = None) -> Iterator[None]:
    """Afterwards the keyboard is on the part that has the name of the one it was on, or on ``otherwise``.

    Nothing happens when it was outside the area. A dialog may be open over the window: what counts is where the keyboard
    goes when it closes.
    """
    focus = area.window().focusWidget()
    inside = focus is not None and area.isAncestorOf(focus)
    name = focus.objectName() if focus is not None else ""
    yield
    if not inside:
        return
    parts = area.findChildren(QWidget, name) if name else []
    usable = [one for one in parts if one.isEnabled() and one.isVisibleTo(area) and one.focusPolicy()]
    heir = usable[-1] if usable else otherwise
    if heir is not None and area.window().focusWidget() is not heir:
        heir.setFocus(Qt.FocusReason.OtherFocusReason)

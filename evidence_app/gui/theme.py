"""Light and dark: palette, one style sheet, and icons tinted to the text. The only place that knows colours.

The colours themselves stand in ``resources/themes/colours.json``; a screen asks for a role by name
(``colour("supports")``), never for a value, and always shows a word or an icon beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from evidence_app.paths import resource

_TOKEN = re.compile(r"@(\w+)@")
_LENGTH = re.compile(r"#(px|pt)\(([\d.]+)\)#")

ROLES = ("supports", "undermines", "neutral", "gap", "contested", "proved", "not_in_dispute", "hit", "hit_current")
"""Meanings that have a colour of their own; each is also told by an icon and a word."""


class _State:
    """What was applied last; one window process has one theme."""

    scheme = "light"
    scale = 1.0
    base_points = 0.0


@lru_cache(maxsize=1)
def _colours() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(resource("themes/colours.json").read_text(encoding="utf-8"))
    return found


def apply(app: QApplication, scheme: str = "system", font_scale: int = 100) -> None:
    """Set palette, style sheet and text size (per cent of the system's) for the whole program; safe to repeat."""
    if not _State.base_points:
        _State.base_points = app.font().pointSizeF() if app.font().pointSizeF() > 0 else 10.0
        app.setStyle("Fusion")
    _State.scheme = _resolve(scheme)
    _State.scale = font_scale / 100
    font = QFont(app.font())
    font.setPointSizeF(_State.base_points * _State.scale)
    app.setStyleSheet("")  # the old one off first: to change one for the other takes five times as long
    app.setFont(font)
    app.setPalette(_palette())
    app.setStyleSheet(_style_sheet())


@contextmanager
def dressed_at_the_end() -> Iterator[None]:
    """Build a window without the style sheet and put it on at the end.

    With it every widget looks its rules up again whenever what it stands in is put into something else: two thirds of the
    time a window took to build.
    """
    app = QApplication.instance()
    sheet = app.styleSheet() if isinstance(app, QApplication) else ""
    if not isinstance(app, QApplication) or not sheet:
        yield
        return
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(sheet)


def _resolve(scheme: str) -> str:
    if scheme in ("light", "dark"):
        return scheme
    system = QGuiApplication.styleHints().colorScheme()
    return "dark" if system == Qt.ColorScheme.Dark else "light"


def is_dark() -> bool:
    """Whether the dark colours are in use."""
    return _State.scheme == "dark"


def colour(role: str) -> QColor:
    """The colour of a role ("supports", "gap", "hit", "muted", "accent" ...) in the present scheme."""
    return QColor(_colours()[_State.scheme][role])


def px(length: float) -> int:
    """A length given for 100 % text size, at the present text size."""
    return round(length * max(1.0, _State.scale))


def fit(dialog: QWidget, width: float, height: float) -> None:
    """Give a dialog a size in lengths for 100 % text size, but none larger than its screen."""
    room = dialog.screen().availableSize()
    dialog.resize(min(px(width), room.width()), min(px(height), room.height()))


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, "window"), (role.WindowText, "text"), (role.Base, "surface"), (role.AlternateBase, "alternate"),
        (role.Text, "text"), (role.Button, "surface"), (role.ButtonText, "text"), (role.Highlight, "selection"),
        (role.HighlightedText, "selection_text"), (role.ToolTipBase, "toast"), (role.ToolTipText, "toast_text"),
        (role.Link, "link"), (role.LinkVisited, "link"), (role.PlaceholderText, "muted"), (role.Mid, "border_strong"),
        (role.Midlight, "border"), (role.Light, "raised"), (role.Dark, "border_strong"), (role.Shadow, "border_strong"),
        (role.BrightText, "accent_text"), (role.Accent, "accent"),
    ):  # fmt: skip
        palette.setColor(target, colour(name))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, colour("disabled"))
    return palette


def _style_sheet() -> str:
    sheet = resource("themes/evidence.qss").read_text(encoding="utf-8")
    folder = resource("themes").as_posix()
    colours = {**_colours()[_State.scheme], "icons": f"{folder}/{_State.scheme}"}
    sheet = _TOKEN.sub(lambda m: colours[m.group(1)], sheet)
    return _LENGTH.sub(lambda m: _length(m.group(1), float(m.group(2))), sheet)


def _length(kind: str, number: float) -> str:
    if kind == "pt":
        return f"{_State.base_points * _State.scale * number:.1f}pt"
    return f"{px(number)}px"


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget a look of the style sheet (``title``, ``card``, ``primary`` ...), also after it was shown."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str, role: str = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """A text label with a look of the style sheet."""
    made = QLabel(text)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if name:
        made.setObjectName(name)
    if role:
        made.setProperty("role", role)
    return made


class _TintedEngine(QIconEngine):
    """Draws an SVG in the colour of its role at the moment of painting, so that icons follow a change of scheme."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.drawPixmap(rect, self.pixmap(rect.size() * painter.device().devicePixelRatio(), mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        return _tinted(self._name, colour(role).name(), size.width(), size.height())

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._role)


@lru_cache(maxsize=600)
def _tinted(name: str, tint: str, width: int, height: int) -> QPixmap:
    if width <= 0 or height <= 0:
        return QPixmap()
    pixmap = QPixmap(QSize(width, height))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    side = min(width, height)
    square = QRectF(QRect(QPoint((width - side) // 2, (height - side) // 2), QSize(side, side)))
    QSvgRenderer(_svg(name)).render(painter, square)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), QColor(tint))
    painter.end()
    return pixmap


@lru_cache(maxsize=200)
def _svg(name: str) -> QByteArray:
    return QByteArray(resource(f"icons/{name}.svg").read_bytes())


@lru_cache(maxsize=200)
def has_icon(name: str) -> bool:
    """Whether the program comes with this icon."""
    try:
        return bool(name) and resource(f"icons/{name}.svg").is_file()
    except FileNotFoundError:
        return False


def icon(name: str, role: str = "text") -> QIcon:
    """The icon in the colour of a role; an empty icon when it is missing, so that the text beside it stands alone."""
    return QIcon(_TintedEngine(name, role)) if has_icon(name) else QIcon()


def picture(name: str, side: int) -> QPixmap:
    """A picture of the program in its own colours (its sign), ``side`` pixels at 100 % text size; empty when missing."""
    return QIcon(str(resource(f"icons/{name}.svg"))).pixmap(px(side), px(side)) if has_icon(name) else QPixmap()


def default_button(dialog: QWidget, chosen: QPushButton) -> None:
    """Make one button of a dialog the one Enter presses, and no other."""
    for button in dialog.findChildren(QPushButton):
        button.setAutoDefault(button is chosen)
        button.setDefault(button is chosen)


COVERAGE_ICONS = {
    "proved": ("ok", "proved", "Proved"),
    "contested": ("contested", "contested", "Contested"),
    "gap": ("gap", "gap", "Gap"),
    "not in dispute": ("neutral", "not_in_dispute", "Not in dispute"),
}
"""Coverage state -> icon, colour role, word: always shown together."""


def coverage_icon(state: str) -> QIcon:
    """The icon of a coverage state in its colour; show the word of ``COVERAGE_ICONS`` beside it."""
    name, role, _word = COVERAGE_ICONS.get(state, ("gap", "gap", state))
    return icon(name, role)


STANCE_ICONS = {
    "supports": ("supports", "supports", "Supports"),
    "undermines": ("undermines", "undermines", "Undermines"),
    "neutral": ("neutral", "neutral", "Neutral"),
}
"""Stance -> icon, colour role, word: always shown together."""


def stance_icon(stance: str) -> QIcon:
    """The icon of a stance in its colour; show the word beside it."""
    name, role, _word = STANCE_ICONS.get(stance, STANCE_ICONS["neutral"])
    return icon(name, role)


def text_width(widget: Any, text: str) -> int:
    """How wide a text is in a widget's font, in pixels."""
    return int(widget.fontMetrics().horizontalAdvance(text))


def line() -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


class _Paragraph(QLabel):
    """Centred text of a width that reads well; a wide window does not make it lower."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setMaximumWidth(px(520))

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(min(width, self.maximumWidth()))


class EmptyState(QWidget):
    """What stands where nothing is yet: a picture, a sentence, and what to do."""

    def __init__(self, icon_name: str, title: str, text: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(24), px(24), px(24), px(24))
        self._column.setSpacing(px(10))
        self._column.addStretch(1)
        if has_icon(icon_name):
            picture = QLabel()
            picture.setPixmap(icon(icon_name, "muted").pixmap(px(40), px(40)))
            self._column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.title = label(title, "heading", wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self.title)
        self.text = _Paragraph(text)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.text, 100)  # as wide as it may become, and then in the middle
        middle.addStretch(1)
        self._column.addLayout(middle)
        self._end = self._column.count()
        self._column.addStretch(1)

    def add_row(self, row: QLayout) -> None:
        """Put buttons below the text."""
        holder = QWidget()
        holder.setLayout(row)
        self._column.insertWidget(self._end, holder, 0, Qt.AlignmentFlag.AlignHCenter)


def empty_state(icon_name: str, title: str, text: str) -> EmptyState:
    """What stands where nothing is yet: a picture, a sentence, and what to do."""
    return EmptyState(icon_name, title, text)

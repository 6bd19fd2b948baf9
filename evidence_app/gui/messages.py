"""What the window tells the user: errors, notices, questions and toasts. The only maker of message boxes."""

from __future__ import annotations

import logging
import platform
import traceback
from collections.abc import Callable, Sequence

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QLabel, QMessageBox, QPushButton, QWidget

from evidence_app import __version__
from evidence_app.gui import theme
from evidence_app.gui.enter_key import press_focused
from evidence_app.gui.flow import FlowLayout
from evidence_app.gui.free_place import away, controls_in, free_place
from evidence_app.model.errors import Cancelled, EvidenceError

log = logging.getLogger("evidence.gui")

TOAST_MS = 6000
LONG_TOAST_MS = 15_000
"""How long a toast with something to choose or to look at stays; longer while the mouse or the keyboard is in it."""
LOOK_AGAIN_MS = 200
"""How often a toast looks whether the page under it has become another one."""
SHAPES = ((1.0, False), (0.65, True), (0.5, True), (0.42, True), (0.33, True), (0.22, True))
"""Shares of the window's width a toast may take, and whether its buttons stand below its words."""
PLAINER = 60
"""Pixels (at 100 % text) a toast rather stands away from the bottom than take the next shape."""
Button = tuple[str, Callable[[], object]]


class Messages(QObject):
    """Errors as a sentence with a way out, bugs with a copy button, toasts with Undo.

    ``undo_asked`` is emitted when the user presses Undo on a toast. ``last_change()`` names the change Undo would take
    back; a toast that offers Undo goes when that is another one than it tells of (see :meth:`changed`).
    """

    undo_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._toast: Toast | None = None
        self.last_change: Callable[[], object] = lambda: None
        self._told: object = None

    def error(self, error: BaseException) -> None:
        """Tell about a failure: expected ones as sentence and hint, anything else as a bug that can be copied."""
        if isinstance(error, Cancelled):
            self.toast(error.message)
        elif isinstance(error, EvidenceError):
            self._box(QMessageBox.Icon.Warning, error.message, error.hint)
        else:
            self._bug(error)

    def _bug(self, error: BaseException) -> None:
        report = bug_report(error)
        log.error("%s", report)
        box = self._make(
            QMessageBox.Icon.Critical, "Something went wrong.",
            "Nothing that was finished is lost. Copy the details and send them to whoever looks after the program; "
            "they contain no text from your exhibits beyond what the message itself quotes.",
        )  # fmt: skip
        box.setDetailedText(report)
        copy = box.addButton("Copy details", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        box.addButton(QMessageBox.StandardButton.Close)
        box.exec()

    def notice(self, text: str, hint: str = "") -> None:
        """Something the user must have read before going on."""
        self._box(QMessageBox.Icon.Information, text, hint)

    def toast(self, text: str, undo: bool = False, buttons: Sequence[Button] = ()) -> None:
        """A short line at the bottom that goes away by itself; with ``undo`` it offers to take the change back.

        ``buttons`` are further things to do about it, as words and function; F6 takes the keyboard to them.
        """
        self.clear_toast()
        self._told = self.last_change() if undo else None
        self._toast = Toast(self._window, text, undo, buttons)
        self._toast.undo_asked.connect(self.undo_asked)
        self._toast.gone.connect(self._forget)

    def clear_toast(self) -> None:
        """Take the toast on show away."""
        if self._toast is not None:
            self._toast.dismiss()

    def changed(self) -> None:
        """Something changed: a toast whose Undo would now take back something else than it says goes away."""
        if self._toast is not None and self._told is not None and self.last_change() != self._told:
            self.clear_toast()

    def _forget(self) -> None:
        self._toast = None

    def enter_toast(self) -> bool:
        """Take the keyboard to the buttons of the toast on show; False when there is none or the keyboard is there."""
        return self._toast is not None and self._toast.enter()

    @property
    def shown_toast(self) -> str:
        """The toast on show now, or nothing."""
        return self._toast.text if self._toast else ""

    def ask(self, title: str, text: str, *, yes: str = "Yes", no: str = "Cancel", dangerous: bool = False) -> bool:
        """A question with two answers named by what they do; the careful answer is preselected when it is dangerous."""
        box = self._make(QMessageBox.Icon.Question, title, text)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse if dangerous else accept)
        box.setEscapeButton(refuse)
        box.exec()
        return box.clickedButton() is accept

    def _box(self, kind: QMessageBox.Icon, text: str, hint: str) -> None:
        box = self._make(kind, text, hint)
        box.addButton(QMessageBox.StandardButton.Ok)
        box.exec()

    def _make(self, kind: QMessageBox.Icon, text: str, hint: str) -> QMessageBox:
        box = QMessageBox(kind, "Evidence", text, parent=self._window)
        box.setObjectName("message")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(hint)
        return box


def bug_report(error: BaseException) -> str:
    """What a developer needs to find a bug: versions, system and the trace."""
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return (
        f"Evidence {__version__}, Qt {qt_version}, Python {platform.python_version()}, {platform.platform()}\n\n{trace}"
    )


class Toast(QFrame):
    """One line over the window: at the bottom, or the nearest place where it covers nothing that can be pressed."""

    undo_asked = Signal()
    gone = Signal()

    def __init__(self, window: QWidget, text: str, undo: bool, buttons: Sequence[Button] = ()) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        self.text = text
        self.setObjectName("toast")
        self.setProperty("role", "toast")
        self.setAccessibleName(text)
        self._build([("Undo", self.undo_asked.emit), *buttons] if undo else buttons)
        window.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        QTimer.singleShot(0, self, self._look_again)  # once what the change did to the page is laid out
        self._look = QTimer(self, interval=LOOK_AGAIN_MS)
        self._look.timeout.connect(self._look_again)
        self._look.start()
        self._time = QTimer(self, interval=LONG_TOAST_MS if buttons else TOAST_MS, singleShot=True)
        self._time.timeout.connect(self._time_up)
        self._time.start()

    def _build(self, offered: Sequence[Button]) -> None:
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(8))
        self._line = QLabel(self.text)
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._offers = QWidget()
        row = FlowLayout(self._offers)
        self._parts.addWidget(self._line, 1)
        self._parts.addWidget(self._offers)
        for words, pressed in offered:
            name = "toast_" + words.lower().replace(" ", "_")
            row.addWidget(self._button(words, name, lambda do=pressed: self._chosen(do)))
        row.addWidget(self._button("Dismiss", "toast_dismiss", self.dismiss))
        widths = [one.sizeHint().width() + row.gap for one in self._offers.findChildren(QPushButton)]
        self._row_width = sum(widths) - row.gap

    def _button(self, text: str, name: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: pressed())
        return button

    def enter(self) -> bool:
        """Put the keyboard on the first button; False when it is in the toast already."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            return False
        self._before = focus
        self.findChildren(QPushButton)[0].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _time_up(self) -> None:
        """Go away, but not under the mouse or the keyboard of somebody who is about to choose."""
        if self._in_use():
            self._time.start()
        else:
            self.dismiss()

    def _in_use(self) -> bool:
        focus = QApplication.focusWidget()
        return self.underMouse() or (focus is not None and self.isAncestorOf(focus))

    def _chosen(self, do: Callable[[], object]) -> None:
        self.dismiss()
        do()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses, Enter presses the button the keyboard is on."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif not press_focused(event):
            super().keyPressEvent(event)

    def dismiss(self) -> None:
        """Take the toast away."""
        if self.isHidden():
            return
        focus = QApplication.focusWidget()
        if self._before is not None and focus is not None and self.isAncestorOf(focus):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _look_again(self) -> None:
        """Step aside when the page has become another one; never from under a hand that is about to press."""
        if not self._in_use() and any(self.geometry().intersects(one) for one in controls_in(self._window, self)):
            self._place()

    def _place(self) -> None:
        """Stand free in the shape and place nearest to one line at the bottom; there, when nowhere is free."""
        window, taken = self._window, controls_in(self._window, self)
        room = window.rect().adjusted(theme.px(20), theme.px(20), -theme.px(20), -theme.px(52))
        best: tuple[int, QRect, bool] | None = None
        for turn, (share, stacked) in enumerate(SHAPES):
            size = self._shaped(min(round(window.width() * share), room.width()), stacked)
            wish = self._bottom(size, room)
            place = free_place(size, room, taken, wish)
            if place is not None:
                far = away(place, wish) + turn * theme.px(PLAINER)
                best = min(filter(None, (best, (far, QRect(place, size), stacked))), key=lambda one: one[0])
        if best is None:
            size = self._shaped(room.width(), False)
            best = 0, QRect(self._bottom(size, room), size), False
        self._shaped(best[1].width(), best[2])
        self.setGeometry(best[1])

    def _shaped(self, most: int, stacked: bool) -> QSize:
        """As wide as the words, at most so many pixels, then in several lines; so are buttons that stand below them."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._parts.setDirection(down if stacked else across)
        self._offers.setMinimumWidth(0 if stacked else self._row_width)
        self._line.setWordWrap(False)
        around = self._parts.contentsMargins()
        wanted = max(self.sizeHint().width(), self._row_width + around.left() + around.right())
        self._line.setWordWrap(stacked or wanted > most)
        width = max(min(wanted, most), self.minimumSizeHint().width())
        return QSize(width, self.heightForWidth(width))

    def _bottom(self, size: QSize, room: QRect) -> QPoint:
        return QPoint((self._window.width() - size.width()) // 2, room.bottom() + 1 - size.height())

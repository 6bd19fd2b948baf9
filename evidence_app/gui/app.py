"""Starting the window: one matter after another, the first page in between, and what happens to errors nobody expected."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from evidence_app.gui import steady, theme
from evidence_app.gui.importing.page import keep_index
from evidence_app.gui.main_window import MainWindow
from evidence_app.gui.matter_chooser import MatterChooser
from evidence_app.gui.matter_wizard import MatterWizard
from evidence_app.gui.messages import Messages, bug_report
from evidence_app.gui.runner import AnyRunner, Background, Runner
from evidence_app.gui.window_state import WindowState
from evidence_app.model.errors import EvidenceError
from evidence_app.paths import documents_folder, resource
from evidence_app.services import demo
from evidence_app.services.matter import Matter, open_matter
from evidence_app.settings import Settings, load_settings

SAMPLE = "De La Torre v LinkedIn (sample)"

log = logging.getLogger("evidence.gui")


def build_window(
    matter: Matter, settings: Settings, state: WindowState | None = None, runner: AnyRunner | None = None
) -> MainWindow:
    """The window of an open matter; with the real runner this thread may no longer write to it."""
    if settings.actor.strip():
        matter.actor = settings.actor.strip()
    with theme.dressed_at_the_end():
        return MainWindow(matter, runner or Runner(matter), settings, state or WindowState())


class Session(QObject):
    """What is on the screen: the first page, or the window of one matter."""

    def __init__(self, app: QApplication, settings: Settings, state: WindowState) -> None:
        super().__init__()
        self.app, self.settings, self.state = app, settings, state
        self.window: MainWindow | None = None
        self.chooser = MatterChooser()
        self.messages = Messages(self.chooser)
        self._work: Background | None = None
        self.chooser.open_asked.connect(self.open)
        self.chooser.new_asked.connect(self.new)
        self.chooser.sample_asked.connect(self.open_sample)
        self.chooser.forget_asked.connect(self._forget)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def start(self, path: Path | None) -> None:
        """Open the matter asked for, else the last one when the user wants that, else the first page."""
        recent = self.state.recent()
        last = (
            Path(recent[0].path)
            if recent and self.settings.reopen_last and self.state.text("open_at_end") == "yes"
            else None
        )
        if path is None and last is not None and (last / "matter.sqlite").is_file():
            path = last
        self.show_chooser()
        if path is not None:
            self.open(path)

    def show_chooser(self) -> None:
        """Show the first page."""
        self.chooser.show_recent(self.state.recent())
        self.chooser.show()
        self.chooser.raise_()

    def open(self, path: Path) -> None:
        """Open a matter in its own window; what hinders it is told on the page that is there."""
        try:
            self._show(open_matter(path))
        except EvidenceError as error:
            self._told().error(error)

    def _told(self) -> Messages:
        return self.window.messages if self.window is not None else self.messages

    def _show(self, matter: Matter) -> None:
        if self.window is not None and not self._leave():
            matter.close()
            return
        self.state.opened(matter.folder.root, matter.record.name, datetime.now().isoformat(timespec="seconds"))
        self.state.keep("open_at_end", "yes")
        self._show_window(build_window(matter, self.settings, self.state))

    def _show_window(self, window: MainWindow) -> None:
        window.closed_matter.connect(self._closed)
        window.open_asked.connect(self.show_chooser)
        window.new_asked.connect(self.new)
        window.settings_changed.connect(self._take_settings)
        self.window = window
        window.show()
        self.chooser.hide()
        steady.Tending(window)
        window.runner.job("Updating the index", keep_index, quiet=True)

    def _leave(self) -> bool:
        """Close the present matter; False when the user wants to stay."""
        window = self.window
        if window is None:
            return True
        with contextlib.suppress(RuntimeError):
            window.closed_matter.disconnect(self._closed)
        if not window.close():
            window.closed_matter.connect(self._closed)
            return False
        window.deleteLater()
        self.window = None
        return True

    def _closed(self, back: bool) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        if back:
            self.state.keep("open_at_end", "no")
            self.show_chooser()
        else:
            self.app.quit()

    def new(self) -> None:
        """Make a new matter and open it."""
        parent: QWidget = self.window or self.chooser
        make = MatterWizard.ask(parent)
        if make is not None:
            self._in_background("Making the matter …", make, self._show)

    def open_sample(self) -> None:
        """Open the sample matter; it is built the first time."""
        path = documents_folder() / SAMPLE
        if (path / "matter.sqlite").is_file():
            self.open(path)
            return

        def build(progress: Callable[..., Any], cancel: Any) -> Path:
            return demo.build_demo(path, progress, cancel)

        self._in_background("Building the sample matter: every document is read, also the scans …", build, self.open)

    def _in_background(self, words: str, fn: Callable[..., Any], done: Callable[[Any], None]) -> None:
        self.chooser.busy(words)
        self._work = work = Background(fn, self)
        work.progressed.connect(self.chooser.progress, Qt.ConnectionType.QueuedConnection)
        work.failed.connect(self._failed, Qt.ConnectionType.QueuedConnection)
        self._then = done
        work.done.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        work.start()

    def _arrived(self, result: object) -> None:
        self.chooser.busy("")
        self._then(result)

    def _failed(self, error: Exception) -> None:
        self.chooser.busy("")
        self._told().error(error)

    def _forget(self, path: str) -> None:
        self.state.forget(path)
        self.chooser.show_recent(self.state.recent())

    def _take_settings(self, settings: Settings) -> None:
        resized = settings.font_scale != self.settings.font_scale
        self.settings = settings
        if resized:
            QTimer.singleShot(0, self, self._rebuild)

    def _rebuild(self) -> None:
        """Build the window again in the new text size, with its matter and its place; undo is kept with the matter."""
        old = self.window
        if old is None:
            return
        if old.runner.jobs:
            old.messages.toast("The new text size takes full effect when this matter is opened again.")
            return
        old.keep_state()
        old.runner.close()
        self._show_window(build_window(old.matter, self.settings, self.state))
        old.hide()
        old.deleteLater()

    def _follow_system(self) -> None:
        if self.settings.scheme == "system":
            theme.apply(self.app, self.settings.scheme, self.settings.font_scale)

    def unexpected(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An error nobody caught: show it once, keep the window."""
        if issubclass(kind, KeyboardInterrupt):
            self.app.quit()
            return
        log.error("%s", bug_report(error.with_traceback(trace)))
        self._told().error(error)


def run(matter_path: Path | None = None, argv: Sequence[str] = ()) -> int:
    """Show the window and stay until it is closed; returns the exit code of the program."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["evidence", *argv])
    assert isinstance(app, QApplication)
    app.setApplicationName("Evidence")
    app.setDesktopFileName("evidence")
    app.setQuitOnLastWindowClosed(True)
    with contextlib.suppress(FileNotFoundError):
        app.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    settings = load_settings()
    theme.apply(app, settings.scheme, settings.font_scale)
    session = Session(app, settings, WindowState())
    sys.excepthook = session.unexpected
    session.start(matter_path)
    return app.exec()

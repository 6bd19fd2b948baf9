"""The user's preferences while a matter is open: chosen in a dialog or stepped by keys, used at once, and kept."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from evidence_app.gui import theme
from evidence_app.gui.frame import Frame
from evidence_app.gui.settings_dialog import SettingsDialog
from evidence_app.settings import FONT_SCALES, Settings, save_settings


class Preferences:
    """The window's ``settings``; it says ``settings_changed`` when there are new ones."""

    def __init__(self, window: Frame) -> None:
        self._window = window

    def edit(self) -> None:
        """Let the user change them in the dialog."""
        chosen = SettingsDialog.ask(self._window, self._window.settings)
        if chosen is not None:
            self.apply(chosen)

    def apply(self, settings: Settings) -> None:
        """Use and keep new ones."""
        self._window.settings = settings
        save_settings(settings)
        theme.apply(_app(), settings.scheme, settings.font_scale)
        self._window.actions_.apply_settings(settings)
        self._window.settings_changed.emit(settings)

    def scale(self, step: int) -> None:
        """Text one size larger (+1) or smaller (-1)."""
        now = self._window.settings.font_scale
        at = min(range(len(FONT_SCALES)), key=lambda i: abs(FONT_SCALES[i] - now))
        scale = FONT_SCALES[max(0, min(len(FONT_SCALES) - 1, at + step))]
        self.apply(self._window.settings.with_values(font_scale=scale))

    def toggle_scheme(self) -> None:
        """Light becomes dark, and dark light."""
        self.apply(self._window.settings.with_values(scheme="light" if theme.is_dark() else "dark"))


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app

"""Pictures of every screen: ``python packaging/screenshots.py FOLDER [MATTER]``.

Builds the sample matter (or takes a copy of the given one), shows every screen at two sizes, light and dark, without a
display, and writes PNG files. They are looked at by people; nothing here decides whether they are good.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

SIZES = ((1366, 768), (1920, 1080))


def settle(app: object, runner: object, rounds: int = 12) -> None:
    """Let the window work until nothing is left to draw: page pictures come from other threads."""
    import time

    for _ in range(rounds):
        app.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.05)
    while [job for job in runner.jobs if not job.quiet]:  # type: ignore[attr-defined]
        app.processEvents()  # type: ignore[attr-defined]


def dialogs(window: object, settings: object, state: object) -> dict[str, Callable[[], object]]:
    """Dialogs to photograph, by name."""
    from evidence_app.gui.command_palette import choices
    from evidence_app.gui.importing.dialog import ImportDialog
    from evidence_app.gui.matter_chooser import MatterChooser
    from evidence_app.gui.matter_wizard import MatterWizard
    from evidence_app.gui.reporting.dialog import ReportDialog
    from evidence_app.gui.settings_dialog import SettingsDialog
    from evidence_app.gui.shortcut_sheet import ShortcutSheet
    from evidence_app.gui.type_ahead import TypeAhead

    def chooser() -> object:
        made = MatterChooser()
        made.show_recent(state.recent())  # type: ignore[attr-defined]
        return made

    def wizard() -> object:
        made = MatterWizard(window)  # type: ignore[arg-type]
        made.name.setText("Rivera v. Example Corp.")
        return made

    return {
        "first-page": chooser,
        "new-matter": wizard,
        "export": lambda: ReportDialog(window, window.matter, state),  # type: ignore[arg-type, attr-defined]
        "import": lambda: ImportDialog(window, window.matter, settings, [Path("Discovery")]),  # type: ignore[arg-type, attr-defined]
        "settings": lambda: SettingsDialog(window, settings),  # type: ignore[arg-type]
        "shortcuts": lambda: ShortcutSheet(window, settings),  # type: ignore[arg-type]
        "commands": lambda: TypeAhead(window, "What do you want to do?", choices(window.actions_, settings)),  # type: ignore[arg-type, attr-defined]
    }


def main(folder: Path, given: Path | None = None, only: str = "") -> None:
    """Write every picture into ``folder``."""
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["EVIDENCE_HOME"] = temporary
        matter_folder = Path(temporary) / "sample.matter"
        if given:
            shutil.copytree(given, matter_folder)
        else:
            from evidence_app.services.demo import build_demo

            build_demo(matter_folder)
        _photograph(folder, matter_folder, only)


def _photograph(folder: Path, matter_folder: Path, only: str) -> None:
    from PySide6.QtWidgets import QApplication

    from evidence_app.gui import theme
    from evidence_app.gui.app import build_window
    from evidence_app.gui.navigation import PAGES
    from evidence_app.gui.window_state import WindowState
    from evidence_app.services.matter import open_matter
    from evidence_app.settings import Settings

    app = QApplication(["screenshots"])
    folder.mkdir(parents=True, exist_ok=True)
    state = WindowState()
    state.opened(matter_folder, "De La Torre v. LinkedIn (sample)", "2026-11-20T09:14:00")
    for scheme in ("light", "dark", "large"):
        settings = Settings(
            scheme="light" if scheme == "large" else scheme, font_scale=200 if scheme == "large" else 100
        )
        theme.apply(app, settings.scheme, settings.font_scale)
        window = build_window(open_matter(matter_folder), settings, state)
        for width, height in SIZES:
            window.resize(width, height)
            window.show()
            for name, _words, _icon in PAGES:
                if only and only not in name:
                    continue
                window.go(name)
                if name == "search":
                    window.search("AI", None)
                settle(app, window.runner)
                window.grab().save(str(folder / f"{name}-{width}-{scheme}.png"))
                if name == "exhibits":
                    _sides(window, app, folder, f"{width}-{scheme}")
        for name, make in dialogs(window, settings, state).items():
            if only and only not in name:
                continue
            dialog = make()
            dialog.show()  # type: ignore[attr-defined]
            settle(app, window.runner, 4)
            dialog.grab().save(str(folder / f"dialog-{name}-{scheme}.png"))  # type: ignore[attr-defined]
            dialog.close()  # type: ignore[attr-defined]
        window.close()
    app.processEvents()


def _sides(window: object, app: object, folder: Path, suffix: str) -> None:
    """The exhibit list with its other side tabs, and with many exhibits chosen."""
    grid, side = window.exhibits_page.grid, window.side  # type: ignore[attr-defined]
    for tab, name in ((1, "details"), (2, "notes")):
        side.setCurrentIndex(tab)
        settle(app, window.runner, 3)  # type: ignore[attr-defined]
        window.grab().save(str(folder / f"exhibits-{name}-{suffix}.png"))  # type: ignore[attr-defined]
    grid.select_ids(grid.rows.ids[2:9])
    side.setCurrentIndex(1)
    settle(app, window.runner, 3)  # type: ignore[attr-defined]
    window.messages.toast("Tagged 7 exhibits as “policy”.", undo=True)  # type: ignore[attr-defined]
    window.grab().save(str(folder / f"exhibits-many-{suffix}.png"))  # type: ignore[attr-defined]
    window.messages.clear_toast()  # type: ignore[attr-defined]
    side.setCurrentIndex(0)
    grid.select_ids(grid.rows.ids[:1])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] else None, *sys.argv[3:4])

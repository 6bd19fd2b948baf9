"""Pictures of every screen: ``python packaging/screenshots.py FOLDER [MATTER]``.

Builds the sample matter (or takes a copy of the given one), shows every screen at two sizes, light and dark, without a
display, and writes PNG files. They are looked at by people; nothing here decides whether they are good.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from every_dialog import every_dialog

SIZES = ((1366, 768), (1920, 1080))


def settle(app: object, runner: object, rounds: int = 12) -> None:
    """Let the window work until nothing is left to draw: page pictures come from other threads."""
    import time

    for _ in range(rounds):
        app.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.05)
    while [job for job in runner.jobs if not job.quiet]:  # type: ignore[attr-defined]
        app.processEvents()  # type: ignore[attr-defined]


def hold_a_hearing(matter_folder: Path) -> None:
    """Serve the sample's list, change it, and enter a morning in court, so that these screens show something."""
    from evidence_app.services import register
    from evidence_app.services.matter import open_matter

    with open_matter(matter_folder) as matter:
        sql = "SELECT id FROM exhibit WHERE status = 'numbered' AND privilege = '' ORDER BY number_sort LIMIT 6"
        ids = [one for (one,) in matter.read.tuples(sql)]
        if len(ids) < 5:
            return
        register.serve(matter, "Plaintiff's exhibit list", None, "2025-01-20")
        with matter.operation("Describe an exhibit") as tx:
            tx.update("exhibit", ids[1], {"description": "Help-centre FAQ as of 18 September 2024"})
        for place, action, words, at in (
            (0, "offered", "", "09:31:07"), (0, "admitted", "", "09:31:40"), (1, "offered", "", "09:44:12"),
            (1, "objection", "LinkedIn Corporation: 801/802 hearsay; 403 prejudice", "09:44:20"),
            (1, "ruling", "Overruled", "09:46:02"), (1, "limited", "Notice only", "09:46:15"),
            (2, "marked", "", "10:02:51"), (3, "offered", "", "10:15:00"), (3, "refused", "", "10:17:33"),
            (4, "withdrawn", "", "10:20:10"),
        ):  # fmt: skip
            moment = f"2025-01-29T{at}-08:00"
            register.note(matter, ids[place], action, words, witness="A. Witness", at=moment)  # type: ignore[arg-type]


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
        hold_a_hearing(matter_folder)
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
                if only and not any(one in name for one in only.split(",")):
                    continue
                window.go(name)
                if name == "search":
                    window.search("AI", None)
                if name == "hearing":
                    settle(app, window.runner, 4)
                    window.hearing_page.choose(
                        window.matter.read.value("SELECT exhibit_id FROM hearing_event LIMIT 1 OFFSET 3") or 0
                    )
                if name == "integrity":
                    window.integrity_page.start()
                settle(app, window.runner)
                window.grab().save(str(folder / f"{name}-{width}-{scheme}.png"))
                if name == "exhibits":
                    _sides(window, app, folder, f"{width}-{scheme}")
        for name, make in every_dialog(window, settings, state).items():
            if only and not any(one in name for one in only.split(",")):
                continue
            dialog = make()
            dialog.show()
            settle(app, window.runner, 4)
            dialog.grab().save(str(folder / f"dialog-{name}-{scheme}.png"))
            dialog.close()
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

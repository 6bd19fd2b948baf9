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
    from evidence_app.gui.reporting.layout_dialog import LayoutDialog
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

    return (
        court_dialogs(window)
        | record_dialogs(window, state)
        | {
            "first-page": chooser,
            "new-matter": wizard,
            "export": lambda: ReportDialog(window, window.matter, state),  # type: ignore[arg-type, attr-defined]
            "layouts": lambda: LayoutDialog(window, window.matter, window.runner, "cd-cal"),  # type: ignore[arg-type, attr-defined]
            "import": lambda: ImportDialog(window, window.matter, settings, [Path("Discovery")]),  # type: ignore[arg-type, attr-defined]
            "settings": lambda: SettingsDialog(window, settings),  # type: ignore[arg-type]
            "shortcuts": lambda: ShortcutSheet(window, settings),  # type: ignore[arg-type]
            "commands": lambda: TypeAhead(window, "What do you want to do?", choices(window.actions_, settings)),  # type: ignore[arg-type, attr-defined]
        }
    )


def record_dialogs(window: object, state: object) -> dict[str, Callable[[], object]]:
    """Custody, captures, protected names, versions and links in doubt, with the first exhibit of the sample."""
    from evidence_app.gui.custody.capture_dialog import CaptureDialog
    from evidence_app.gui.custody.event_dialog import CustodyEventDialog
    from evidence_app.gui.custody.record_dialog import CustodyDialog
    from evidence_app.gui.exhibits.versions_dialog import VersionsDialog
    from evidence_app.gui.outgoing.names_dialog import NamesDialog
    from evidence_app.gui.proof.look_dialog import LookDialog
    from evidence_app.services import custody, exhibits, web_capture

    matter, runner = window.matter, window.runner  # type: ignore[attr-defined]
    ids = [
        one for (one,) in matter.read.tuples("SELECT id FROM exhibit WHERE privilege = '' ORDER BY number_sort LIMIT 3")
    ]
    one = exhibits.get(matter, ids[0])

    def event() -> object:
        made = CustodyEventDialog(
            window, matter, f"Custody event of {one.label}", stored=custody.stored_hashes(matter, one.id)
        )  # type: ignore[arg-type]
        made.left.set_values({"at": "2024-09-18 14:05", "zone": "America/Los_Angeles"})
        made.right.set_values({"hash_after": one.original_sha256})
        return made

    return {
        "custody": lambda: CustodyDialog(window, matter, runner, state, ids[:1]),  # type: ignore[arg-type]
        "custody-of-several": lambda: CustodyDialog(window, matter, runner, state, ids),  # type: ignore[arg-type]
        "custody-event": event,
        "capture": lambda: CaptureDialog(window, matter, one, web_capture.offered(matter, one.id)),  # type: ignore[arg-type]
        "protected-names": lambda: NamesDialog(window, matter, runner),  # type: ignore[arg-type]
        "versions": lambda: VersionsDialog(window, matter, runner, one.id),  # type: ignore[arg-type]
        "links-in-doubt": lambda: LookDialog(window, matter, runner),  # type: ignore[arg-type]
    }


def court_dialogs(window: object) -> dict[str, Callable[[], object]]:
    """The dialogs of numbering, service and hearing, with a few exhibits of the sample."""
    from evidence_app.gui.hearing.objection_dialog import ObjectionDialog
    from evidence_app.gui.numbering.bates_dialog import BatesDialog
    from evidence_app.gui.numbering.renumber_dialog import RenumberDialog
    from evidence_app.gui.numbering.series_dialog import SeriesDialog
    from evidence_app.gui.numbering.stamp_designer import StampDesigner, exhibit_to_show
    from evidence_app.gui.register.serve_dialog import ServeDialog

    matter = window.matter  # type: ignore[attr-defined]
    ids = [one for (one,) in matter.read.tuples("SELECT id FROM exhibit ORDER BY number_sort DESC LIMIT 8")]

    def objection() -> object:
        made = ObjectionDialog(window, "Objection to Ex. PX3", ["LinkedIn Corporation"], "LinkedIn Corporation")  # type: ignore[arg-type]
        made.typed.setText("403 802 cumulative")
        return made

    def bates() -> object:
        made = BatesDialog(window, matter, ids)  # type: ignore[arg-type]
        made.prefix.setCurrentText("DLT")
        return made

    def stickers() -> object:
        import time

        from PySide6.QtWidgets import QApplication

        runner, renderer = window.runner, window.viewer.renderer  # type: ignore[attr-defined]
        made = StampDesigner(window, matter, runner, renderer, exhibit_to_show(matter, []))  # type: ignore[arg-type]
        made.show()
        end = time.monotonic() + 10
        while time.monotonic() < end and (made.view.key is None or made.view.key not in renderer.cache):
            QApplication.processEvents()
            time.sleep(0.05)
        return made

    return {
        "stickers": stickers,
        "objection": objection,
        "bates": bates,
        "renumber": lambda: RenumberDialog(window, matter, window.runner, ids),  # type: ignore[arg-type]
        "series": lambda: SeriesDialog(window, matter),  # type: ignore[arg-type]
        "serve": lambda: ServeDialog(window, matter),  # type: ignore[arg-type]
    }


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
        for name, make in dialogs(window, settings, state).items():
            if only and not any(one in name for one in only.split(",")):
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

"""The pictures of the README: ``python packaging/readme_pictures.py [FOLDER]`` (``docs/screenshots`` when left out).

Builds the sample matter, does a little work in it so that every screen has something to show, and grabs the window at
1366x768 (light, and dark in ``dark/``) and at 1920x1080 (``large/``).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["LOGNAME"] = "paralegal"

LOOKS = (("", "light", (1366, 768)), ("dark", "dark", (1366, 768)), ("large", "light", (1920, 1080)))
"""Sub-folder, colour scheme, size of the window."""
UNREADABLE = {"Minutes 2019.wpd": b"\xffWPC" + bytes(60), "Invoice.pdf": b"%PDF-1.4\n1 0 obj <<", "Empty.docx": b""}
"""Files that arrive but cannot be read, so that the picture of the imports shows how they are told."""


def main(folder: Path) -> None:
    """Write every picture."""
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["EVIDENCE_HOME"] = temporary
        from evidence_app.services.demo import build_demo

        matter_folder = Path(temporary) / "sample.matter"
        build_demo(matter_folder)
        _work(matter_folder, Path(temporary))
        _photograph(matter_folder, folder)


def _work(matter_folder: Path, temporary: Path) -> None:
    """What a morning leaves behind: a second import with files that need a look, tags, a link, and a change undone."""
    from evidence_app.services import history, integrity, search_index, tags
    from evidence_app.services.importing import ImportOptions, import_paths
    from evidence_app.services.matter import open_matter

    matter = open_matter(matter_folder)
    production = temporary / "Production of 4 November"
    production.mkdir()
    for name, content in UNREADABLE.items():
        (production / name).write_bytes(content)
    (production / "Note on the call.txt").write_text("Note on the call of 2 October 2024. Synthetic.", "utf-8")
    import_paths(matter, [production], ImportOptions(custodian="R. Ellery"))
    tags.add_tag(matter, [2, 3], "to authenticate")
    tags.add_tag(matter, [4], "hot")
    history.undo(matter)
    integrity.verify(matter)
    search_index.catch_up(matter)
    matter.close()


def _photograph(matter_folder: Path, folder: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from evidence_app.gui import theme
    from evidence_app.gui.app import build_window
    from evidence_app.gui.window_state import WindowState
    from evidence_app.services.matter import open_matter
    from evidence_app.settings import Settings

    app = QApplication(["pictures"])
    for place, scheme, size in LOOKS:
        target = folder / place
        target.mkdir(parents=True, exist_ok=True)
        theme.apply(app, scheme, 100)
        window = build_window(open_matter(matter_folder), Settings(scheme=scheme), WindowState())
        window.resize(*size)
        window.show()
        for name, prepare in SCREENS.items():
            prepare(window, partial(_settle, app, window))
            _settle(app, window)
            window.messages.clear_toast()
            _settle(app, window, 4)
            _save(window, target / f"{name}.png")
        window.close()
    app.processEvents()


def _settle(app: Any, window: Any, rounds: int = 16) -> None:
    """Let the window work until nothing is left to draw: pictures of pages come from other threads."""
    for _ in range(rounds):
        app.processEvents()
        time.sleep(0.05)
    while [job for job in window.runner.jobs if not job.quiet]:
        app.processEvents()


def _save(window: Any, path: Path) -> None:
    from PIL import Image
    from PySide6.QtCore import QBuffer

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.ReadWrite)
    window.grab().save(buffer, "PNG")
    picture = Image.open(BytesIO(bytes(buffer.data().data()))).convert("RGB")
    if picture.width > LOOKS[0][2][0]:  # 256 colors keep the large ones small
        picture = picture.quantize(256, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)


def _exhibit_named(window: Any, number: str) -> int:
    return int(window.matter.read.value("SELECT id FROM exhibit WHERE number = ?", (number,)))


def _element(window: Any, number: str) -> int:
    from evidence_app.model.proof import walk
    from evidence_app.services import proof

    found = (node for claim in proof.tree(window.matter) for node in walk(claim.elements))
    return int(next(node.element.id for node in found if node.number == number))


def _exhibits(window: Any, settle: Callable[[], None]) -> None:
    window.go("exhibits")
    settle()
    window.open_exhibit(_exhibit_named(window, "P-3"))


def _elements(window: Any, settle: Callable[[], None]) -> None:
    window.open_element(_element(window, "1.3"))


def _search(window: Any, settle: Callable[[], None]) -> None:
    window.search("train* w/5 model*", None)
    settle()
    window.viewer.hits.next()


def _chronology(window: Any, settle: Callable[[], None]) -> None:
    window.go("timeline")
    settle()
    window.chronology_page.timeline.fit()
    window.chronology_page.choose(window.chronology_page.model.row_at(1).event.id)


def _import(window: Any, settle: Callable[[], None]) -> None:
    window.go("imports")
    settle()
    window.imports_page.items.selectRow(1)


def _history(window: Any, settle: Callable[[], None]) -> None:
    window.go("history")


SCREENS: dict[str, Callable[[Any, Callable[[], None]], None]] = {
    "exhibits": _exhibits, "elements": _elements, "search": _search, "chronology": _chronology, "import": _import,
    "history": _history,
}  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs" / "screenshots")

"""What a person does in a window on a large matter, one thing after another, while the event loop is watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from evidence_app.gui.main_window import MainWindow
from evidence_app.gui.navigation import PAGES
from evidence_app.services import numbering, tags
from evidence_app.services.exhibits import ExhibitFilter
from tests.benchmarks.loop_watch import Gap, LoopWatch

TYPED_S = 0.05
"""Seconds between two letters: a quick typist."""


class Journeys:
    """Does the work in ``window`` and keeps the longest gap of each kind in ``gaps``."""

    def __init__(self, window: MainWindow, watch: LoopWatch, settle_s: float = 0.3) -> None:
        self.window, self.watch, self.settle_s = window, watch, settle_s
        self.gaps: dict[str, Gap] = {}
        self.grid = window.exhibits_page.grid
        self.bar = window.exhibits_page.filter_bar
        self.all_ids = list(self.grid.rows.ids)
        self.painted = self.read = self.allowed = 0

    def during(self, name: str, act: Callable[[], object], ready: Callable[[], Any]) -> None:
        """One piece of work."""
        self.gaps[name] = self.watch.during(act, ready, self.settle_s)

    def value(self, sql: str, *params: Any) -> Any:
        """What the matter holds now."""
        return self.window.matter.read.value(sql, params)

    def change(self, name: str, fn: Callable[..., Any], *args: Any) -> None:
        """A change through the window's runner, then its undo."""
        done: list[object] = []
        before = len(self.window.matter.undo_stack)
        self.during(name, lambda: self.window.runner.change(fn, *args, done=done.append), lambda: done)
        undone = self.window.actions_["undo"]
        self.watch.wait(undone.isEnabled)
        self.during(f"undoing: {name}", undone.trigger, lambda: len(self.window.matter.undo_stack) == before)

    def type_into(self, name: str, field: Any, text: str, ready: Callable[[], Any]) -> None:
        """Letter by letter."""

        def type_it() -> None:
            for end in range(1, len(text) + 1):
                field.setText(text[:end])
                field.textEdited.emit(text[:end])
                self.watch.settle(TYPED_S)

        self.during(name, type_it, ready)

    # -- the journeys --------------------------------------------------------------------------------------------

    def all(self, fresh: Path) -> None:
        """Every journey."""
        self.list_of_exhibits()
        self.changes()
        self.searching()
        self.reading()
        self.linking()
        self.pages_of_the_window()
        self.importing(fresh)

    def list_of_exhibits(self) -> None:
        """Scroll, filter, sort, select."""
        grid, bar, all_ids = self.grid, self.bar, self.all_ids
        self.scroll_list()
        self.type_into("filtering as one types", bar.words, "privacy", lambda: grid.rows.ids != all_ids)
        self.during("taking the filter off", bar.clear, lambda: grid.rows.ids == all_ids)
        one = ExhibitFilter(custodians=("Custodian 3",))
        self.during("filtering by custodian", lambda: bar.set_filter(one), lambda: grid.rows.ids != all_ids)
        bar.clear()
        self.watch.wait(lambda: grid.rows.ids == all_ids)
        self.during("selecting all", grid.selectAll, lambda: len(grid.selected_ids()) == len(all_ids))
        self.during(
            "sorting all the selected by title", lambda: grid.sort_by((("title", False),)),
            lambda: grid.rows.ids != all_ids and len(grid.selected_ids()) == len(all_ids),
        )  # fmt: skip
        grid.sort_by((("number", False),))
        self.watch.wait(lambda: grid.rows.ids == all_ids)
        self.during("selecting one", lambda: grid.select_ids(all_ids[:1]), lambda: grid.selected_ids() == all_ids[:1])

    def scroll_list(self) -> None:
        """From top to bottom a screen at a time; rows read are compared with rows painted."""
        grid, bar = self.grid, self.grid.verticalScrollBar()
        seen: set[int] = set()
        chunk, before = _chunk(), grid.rows.rows_read
        known = {row // chunk for row in _shown(grid)}

        def at_the_end() -> bool:
            bar.setValue(min(bar.maximum(), bar.value() + bar.pageStep()))
            grid.viewport().repaint()
            seen.update(_shown(grid))
            return bool(bar.value() == bar.maximum())

        bar.setValue(0)
        self.during("scrolling through the list", lambda: seen.update(_shown(grid)), at_the_end)
        total = len(grid.rows.ids)
        self.painted, self.read = len(seen), grid.rows.rows_read - before
        self.allowed = sum(min(chunk, total - one * chunk) for one in {row // chunk for row in seen} - known)

    def changes(self) -> None:
        """Many rows at once, and back."""
        self.change("tagging 5,000 rows", tags.add_tag, self.all_ids[:5000], "hot")
        some = self.all_ids[:2000]
        lines = numbering.renumbering(self.window.matter, some, self.value("SELECT id FROM party"), 90_001)
        self.change("renumbering 2,000", numbering.renumber, lines)

    def searching(self) -> None:
        """A phrase, and a proximity of frequent words, which on a busy computer is stopped without an answer."""
        page = self.window.search_page

        def answered(text: str) -> bool:
            return page._found is not None and page._found.asked.text == text

        near = "breach w/5 (data OR message)"
        search = self.window.search
        self.during(
            "searching a phrase", lambda: search('"privacy policy"', None), lambda: answered('"privacy policy"')
        )
        self.during(
            "searching words near each other", lambda: search(near, None),
            lambda: answered(near) or page._stack.currentWidget() is page._start,
        )  # fmt: skip

    def reading(self) -> None:
        """One exhibit, then the long one from its first to its last page."""
        viewer = self.window.viewer
        one, book = (
            self.all_ids[len(self.all_ids) // 2],
            int(self.value("SELECT id FROM exhibit ORDER BY page_count DESC")),
        )
        for name, exhibit in (("opening an exhibit", one), ("opening the long PDF", book)):
            self.during(
                name, lambda e=exhibit: self.window.open_exhibit(e),
                lambda e=exhibit: viewer.exhibit_id == e and page_is_drawn(viewer, 1),
            )  # fmt: skip
        bar = viewer.view.verticalScrollBar()

        def at_the_end() -> bool:
            bar.setValue(min(bar.maximum(), bar.value() + bar.pageStep()))
            viewer.view.viewport().repaint()
            return bool(bar.value() == bar.maximum())

        self.during("scrolling through the long PDF", lambda: None, at_the_end)

    def linking(self) -> None:
        """Words found in the long PDF, from hit to hit; then its page tied to an element by number, and undone."""
        window, viewer, panel = self.window, self.window.viewer, self.window.element_panel
        viewer.hits.show_find()
        self.type_into(
            "finding words in the long PDF", viewer.find_bar.field, "privacy policy", lambda: viewer.hits.count
        )
        for step in range(3):
            self.during(f"the next hit, {step + 1}", window.actions_["next_hit"].trigger, lambda: True)
        links = int(self.value("SELECT count(*) FROM evidence_link"))
        self.during("beginning a link", window.actions_["link_page"].trigger, lambda: panel.linking)

        def type_number() -> None:
            for letter in "3.7":
                QTest.keyClick(panel.field, letter)
                self.watch.settle(TYPED_S)

        self.during("choosing an element by number", type_number, lambda: True)
        self.during(
            "linking", lambda: QTest.keyClick(panel.field, Qt.Key.Key_Return),
            lambda: int(self.value("SELECT count(*) FROM evidence_link")) == links + 1,
        )  # fmt: skip
        undo = window.actions_["undo"]
        self.watch.wait(undo.isEnabled)
        self.during(
            "undoing the link", undo.trigger, lambda: int(self.value("SELECT count(*) FROM evidence_link")) == links
        )

    def pages_of_the_window(self) -> None:
        """Every page for the first time, then what is large on it."""
        window, value = self.window, self.value
        for name, words, _icon in PAGES:
            self.during(f"opening the page {words}", lambda n=name: window.go(n), lambda n=name: window.page == n)
        window.go("elements")
        element = int(value("SELECT element_id FROM evidence_link GROUP BY 1 ORDER BY count(*) DESC"))
        links = int(value("SELECT count(*) FROM evidence_link WHERE element_id = ?", element))
        columns = window.proof_page.detail.columns
        self.during(
            f"an element with {links} links", lambda: window.proof_page.show_element(element),
            lambda: len(columns.rows) == links,
        )  # fmt: skip
        window.go("history")
        history = window.history_page
        self.watch.wait(lambda: history._rows.ids)
        some = len(history._rows.ids)
        self.during("older entries", history.older.click, lambda: len(history._rows.ids) > some)
        self.type_into("filtering the history", history.words, "message", lambda: len(history._rows.ids) < some)
        history.words.clear()
        window.go("register")
        register = window.register_page
        self.watch.wait(lambda: register._model.ids)
        for tab in range(register.tabs.count()):
            self.during(f"served lists, tab {tab + 1}", lambda t=tab: register.tabs.setCurrentIndex(t), lambda: True)
        self.during("selecting all states", register.table.selectAll, lambda: len(register.selected()) > 1)
        window.go("timeline")
        line = window.chronology_page.timeline
        self.during("zooming the timeline", lambda: [line.zoom(1.25) for _ in range(5)], lambda: True)
        window.go("imports")
        imports, rows = window.imports_page, window.imports_page._rows
        files = int(value("SELECT count(*) FROM import_item WHERE batch_id = 1"))
        self.watch.wait(lambda: imports.batches.count())
        first = imports.batches.count() - 1
        self.during("the first import", lambda: imports.batches.setCurrentRow(first), lambda: len(rows.ids) == files)
        self.during("only what needs a look", imports.only_problems.click, lambda: len(rows.ids) < files)
        self.during("all files again", imports.only_problems.click, lambda: len(rows.ids) == files)
        self.during("selecting all files", imports.items.selectAll, lambda: True)
        imports.items.clearSelection()

    def importing(self, fresh: Path) -> None:
        """Files come in while the window is used."""
        before, files = int(self.value("SELECT count(*) FROM exhibit")), sum(1 for _ in fresh.iterdir())
        self.during(
            f"importing {files} files in the background", lambda: self.window.tasks.start_import([fresh]),
            lambda: int(self.value("SELECT count(*) FROM exhibit")) == before + files and not loud(self.window),
        )  # fmt: skip


def page_is_drawn(viewer: Any, number: int) -> bool:
    """Whether the picture of a page is there."""
    reader = viewer.view.reader
    return bool(reader and viewer.renderer.cache.stand_in(reader.opened.exhibit.original_sha256, number) is not None)


def loud(window: MainWindow) -> list[object]:
    """Work in the background that a user is told of."""
    return [job for job in window.runner.jobs if not job.quiet]


def _chunk() -> int:
    from evidence_app.gui.row_table import CHUNK

    return CHUNK


def _shown(grid: Any) -> range:
    first, last = grid.rowAt(0), grid.rowAt(grid.viewport().height() - 1)
    return range(max(first, 0), (last if last >= 0 else len(grid.rows.ids) - 1) + 1)

"""Every file an exhibit had: when, who, why, its hash; how two differ; and the links that still need a look."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog, work_button
from evidence_app.gui.elided import ElidedCombo
from evidence_app.gui.exhibits.page_comparison import PageComparison
from evidence_app.gui.item_history import local_time
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.changes import Changes
from evidence_app.model.exhibits import Exhibit
from evidence_app.model.page_alignment import Alignment
from evidence_app.model.versions import VersionRow
from evidence_app.services import exhibits, link_review, versions
from evidence_app.services.matter import Matter

COLUMNS = ("Version", "File", "Pages", "Came in", "Replaced", "By", "Why")


@dataclass(frozen=True)
class VersionList:
    """What the dialog shows, read in one go."""

    exhibit: Exhibit
    rows: list[VersionRow]
    doubtful: int


def read_versions(matter: Matter, exhibit_id: int) -> VersionList:
    """The versions of an exhibit and how many of its links need a look; for a query thread."""
    with matter.snapshot():
        return VersionList(
            exhibits.get(matter, exhibit_id), versions.version_rows(matter, exhibit_id),
            link_review.waiting(matter, exhibit_id),
        )  # fmt: skip


class VersionsDialog(Dialog):
    """Stays open beside the window. ``version_asked(version, page)`` opens an earlier version for reading,
    ``exhibit_asked(id)`` the present document, ``look_asked(id)`` the links that need a look.
    """

    version_asked = Signal(object, int)
    exhibit_asked = Signal(int)
    look_asked = Signal(int)

    def __init__(self, parent: QWidget | None, matter: Matter, runner: AnyRunner, exhibit_id: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("Versions of the document")
        self.setObjectName("versions_dialog")
        self._matter, self._runner, self._exhibit = matter, runner, exhibit_id
        self._found: VersionList | None = None
        self.title = theme.label("", "heading", wrap=True, name="versions_title")
        self.tree = QTreeWidget()
        self.hash = theme.label("", "muted", wrap=True, name="versions_hash")
        self.hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.old, self.new = (
            self._choice("versions_old", "Compare version"),
            self._choice("versions_new", "With version"),
        )
        self.told = theme.label("", wrap=True, name="versions_told")
        self.comparison = PageComparison("versions")
        self._make_tree()
        self._build()
        theme.fit(self, 980, 660)
        runner.changed.connect(self.refresh)
        self.reload()
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- parts -----------------------------------------------------------------------------------------------------

    @staticmethod
    def _choice(name: str, words: str) -> QComboBox:
        made = ElidedCombo(20)
        made.setObjectName(name)
        made.setAccessibleName(words)
        return made

    def _make_tree(self) -> None:
        self.tree.setObjectName("versions_list")
        self.tree.setAccessibleName("Versions of the document")
        self.tree.setHeaderLabels(COLUMNS)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((92, 200, 58, 134, 134, 80, 116)):
            self.tree.setColumnWidth(column, theme.px(width))
        self.tree.setFixedHeight(theme.px(150))
        self.tree.currentItemChanged.connect(lambda _new, _old: self._chosen())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(8))
        column.addWidget(self.title)
        column.addWidget(self.tree)
        column.addWidget(self.hash)
        self.choice = QWidget()
        row = QHBoxLayout(self.choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for words, box in (("Compare", self.old), ("with", self.new)):
            label = QLabel(words)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1)
            box.activated.connect(lambda _i: self._compare())
        row.addStretch(1)
        column.addWidget(self.choice)
        column.addWidget(self.told)
        column.addWidget(self.comparison, 1)
        column.addStretch()
        column.addLayout(self._buttons())
        theme.default_button(self, self.open_button)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.open_button = work_button("&Open this version", "versions_open", self.open_version)
        self.look_button = work_button("", "versions_look", lambda: self.look_asked.emit(self._exhibit))
        for button in (self.open_button, self.look_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(work_button("Close", "versions_close", self.close))
        return row

    # -- showing ---------------------------------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        """Read again when the document or its links changed."""
        if self.isVisible() and changes.touches("exhibit", "exhibit_version", "evidence_link"):
            self.reload()

    def reload(self) -> None:
        """Read the versions again."""
        self._runner.query(f"versions {id(self)}", read_versions, self._exhibit, done=self._show)

    def _show(self, found: VersionList) -> None:
        same = self._found is not None and self._found.rows == found.rows
        self._found = found
        count = len(found.rows)
        self.title.setText(
            f"{found.exhibit.label}: {count} versions" if count > 1
            else f"{found.exhibit.label}: its document was never replaced"
        )  # fmt: skip
        self.look_button.setText(f"{link_review.waiting_words(found.doubtful)}: &settle…")
        self.look_button.setAccessibleName(link_review.waiting_words(found.doubtful))
        self.look_button.setVisible(found.doubtful > 0)
        for part in (self.choice, self.told, self.comparison):
            part.setVisible(count > 1)
        if not same:
            self._fill(found.rows)

    def _fill(self, rows: list[VersionRow]) -> None:
        self.tree.clear()
        for row in rows:
            cells = [
                f"{row.version}{'' if row.kept else ' (present)'}", row.file_name, f"{row.pages:,}",
                local_time(row.came_at), local_time(row.replaced_at) if row.replaced_at else "", row.by, row.reason,
            ]  # fmt: skip
            item = QTreeWidgetItem(cells)
            item.setData(0, Qt.ItemDataRole.UserRole, row)
            item.setToolTip(1, row.file_name)
            item.setToolTip(6, row.reason)
            self.tree.addTopLevelItem(item)
        for box in (self.old, self.new):
            box.clear()
            for row in rows:
                box.addItem(row.words, row)
        self.old.setCurrentIndex(max(0, len(rows) - 2))
        self.new.setCurrentIndex(len(rows) - 1)
        last = self.tree.topLevelItem(max(0, len(rows) - 2))
        if last is not None:
            self.tree.setCurrentItem(last)
        self._compare()

    @property
    def current(self) -> VersionRow | None:
        """The version the user stands on."""
        item = self.tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None

    def _chosen(self) -> None:
        row = self.current
        self.hash.setText(f"Version {row.version}: {row.bytes:,} bytes, SHA-256 {row.sha256}" if row else "")
        self.open_button.setEnabled(row is not None)

    def _compare(self) -> None:
        old, new = self.old.currentData(), self.new.currentData()
        hidden = self._found is None or bool(self._found.exhibit.sequestered)
        if old is None or new is None or old == new or hidden:
            self.told.setText("Choose two versions to compare." if self.old.count() > 1 and not hidden else "")
            self.comparison.compare((), (), ())
            return
        self._runner.query(
            f"compare versions {id(self)}", versions.compare, self._exhibit, old, new, done=self._compared
        )

    def _compared(self, found: tuple[Alignment, list[str], list[str]]) -> None:
        alignment, old, new = found
        self.told.setText(alignment.words())
        self.comparison.compare(alignment.pages, old, new)

    def open_version(self) -> None:
        """Look at the version: an earlier one in its own window, the present one in the page view."""
        row = self.current
        if row is not None and row.kept is not None:
            self.version_asked.emit(row.kept, 1)
        elif row is not None:
            self.exhibit_asked.emit(self._exhibit)

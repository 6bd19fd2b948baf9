"""Portable case: which claims and exhibits go into the folder, how their pages are shown, and where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.form import Form, fields_of
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.tick_list import TickList
from evidence_app.reports.portable import PortableOptions
from evidence_app.services import exhibits, proof
from evidence_app.services.matter import Matter

WORDS = (
    "A folder that any browser can show without a network: only what you choose, and the evidence linked to it. "
    "Privileged, sequestered and withdrawn exhibits never go into it."
)

Rows = list[tuple[int, str]]


class PortableDialog(Dialog):
    """``options()`` and ``target()`` are what was chosen."""

    def __init__(
        self, parent: QWidget | None, runner: AnyRunner, folder: Path, name: str, ids: Sequence[int] = ()
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Portable case")
        self.setObjectName("portable_dialog")
        self.claims = TickList("portable_claims", "Claims to hand over with their evidence")
        self.exhibits = TickList("portable_exhibits", "Further exhibits")
        self.filter = QLineEdit()
        self.filter.setObjectName("portable_filter")
        self.filter.setAccessibleName("Show only exhibits with these words")
        self.filter.setPlaceholderText("Show only exhibits with these words")
        self.filter.textChanged.connect(self.exhibits.narrow)
        self.told = theme.label("", "muted", wrap=True, name="portable_told")
        self.form = Form([one for one in fields_of(PortableOptions) if one.key not in ("claims", "exhibits")])
        self.form.set_values({one.key: one.default for one in self.form.fields})
        self.place = QLineEdit(str(folder / name))
        self.place.setObjectName("portable_place")
        self.place.setAccessibleName("New folder to write")
        self._build()
        for part in (self.claims, self.exhibits):
            part.changed.connect(self._tell)
        self.place.textChanged.connect(lambda _text: self._tell())
        self._tell()
        self.resize(theme.px(900), theme.px(600))
        runner.query("portable.choices", _choices, done=lambda found: self._fill(found[0], found[1], ids))

    def _fill(self, claims: Rows, further: Rows, ticked: Sequence[int]) -> None:
        self.claims.set_rows(claims)
        self.exhibits.set_rows(further, ticked)
        self._tell()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label(WORDS, "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        for words, parts in (("Claims with their evidence", [self.claims]), ("Exhibits", [self.filter, self.exhibits])):
            side = QVBoxLayout()
            side.addWidget(theme.label(words, "heading"))
            for part in parts:
                side.addWidget(part)
            row.addLayout(side, 1)
        column.addLayout(row, 1)
        column.addWidget(self.form)
        where = QHBoxLayout()
        where.addWidget(theme.label("New folder"))
        where.addWidget(self.place, 1)
        browse = QPushButton("Choose…")
        browse.setObjectName("portable_browse")
        browse.setAccessibleName("Choose where the folder is written")
        browse.clicked.connect(self._browse)
        where.addWidget(browse)
        column.addLayout(where)
        column.addWidget(self.told)
        column.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        buttons, self.go = self.end_buttons("Write the folder", "portable_go")
        theme.default_button(self, self.go)
        return buttons

    def _browse(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, "Write the portable case into a new folder", self.place.text()
        )
        if chosen:
            self.place.setText(chosen)

    def _tell(self) -> None:
        """What is chosen, or what is missing before the folder can be written."""
        claims, further = len(self.claims.ticked()), len(self.exhibits.ticked())
        taken = self.target().exists()
        missing = (
            "Choose at least one claim or exhibit." if not claims + further
            else "Give the new folder a name." if not self.place.text().strip()
            else f"There is already something called {self.target().name}; give the folder a new name." if taken
            else ""
        )  # fmt: skip
        chosen = f"{claims} claim{'s' * (claims != 1)} and {further} further exhibit{'s' * (further != 1)} chosen."
        self.told.setText(missing or chosen)
        self.go.setEnabled(not missing)

    def options(self) -> PortableOptions:
        """What goes into the folder."""
        return PortableOptions(self.claims.ticked(), self.exhibits.ticked(), **self.form.values())

    def target(self) -> Path:
        """The folder to write."""
        return Path(self.place.text().strip()).expanduser()

    @classmethod
    def ask(
        cls, parent: QWidget | None, runner: AnyRunner, folder: Path, name: str, ids: Sequence[int] = ()
    ) -> tuple[PortableOptions, Path] | None:
        """Let the user choose; None when they left."""
        dialog = cls(parent, runner, folder, name, ids)
        return (dialog.options(), dialog.target()) if dialog.exec() else None


def _choices(matter: Matter) -> tuple[Rows, Rows]:
    claims = [(int(node.claim.id), f"{node.number}. {node.claim.name}") for node in proof.tree(matter)]
    return claims, exhibits.handed_over(matter)

"""A received production before it is imported: what was recognised, what the columns mean, which documents come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.gui.form import Field, Form
from evidence_app.model.load_fields import DateOrder
from evidence_app.services.importing import ImportOptions
from evidence_app.services.load_import import LoadDocument, LoadPreview
from evidence_app.settings import Settings

SHOWN = 1000
"""Documents listed; the counts say how many there are."""
PLAIN = 2
"""The dialog's answer when the folder is to be imported as plain files."""


@dataclass(frozen=True)
class ProductionWish:
    """What the user decided. ``plain`` = import the files, or the .zip itself, without the load file."""

    options: ImportOptions
    order: DateOrder = ""
    plain: bool = False


class ProductionDialog(Dialog):
    """Documents and columns in two tabs; nothing must be filled in."""

    def __init__(self, parent: QWidget | None, preview: LoadPreview, settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import a received production")
        self.setObjectName("production_dialog")
        self._preview = preview
        self.order = QComboBox()
        self.order.setObjectName("production_dates")
        self.order.setAccessibleName("How dates that can be read two ways are meant")
        for words, value in (
            ("Not decided: left open and noted", ""),
            ("Month first", "month first"),
            ("Day first", "day first"),
        ):
            self.order.addItem(words, value)
        self.form = Form(
            (
                Field("custodian", "Custodian, where none is named", tip="For documents whose row names nobody"),
                Field("tags", "Tags", "list", tip="Several with commas"),
                Field("password", "Password for encrypted files", "secret", tip="Never stored"),
                Field("ocr", "Read scanned pages and pictures (OCR)", "bool"),
            )
        )
        self.form.set_values({"custodian": settings.custodian, "ocr": settings.ocr})
        headings = ("Number", "Look at", "Title", "File")
        self.documents = self._table("production_documents", "Documents", headings, (190, 230, 180))
        self.columns = self._table("production_columns", "Columns of the load file", ("Column", "Taken for"), (300,))
        self._build()
        self._fill()

    @staticmethod
    def _table(name: str, words: str, headings: Sequence[str], widths: Sequence[int]) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName(name)
        tree.setAccessibleName(words)
        tree.setHeaderLabels(list(headings))
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setAlternatingRowColors(True)
        for i, width in enumerate(widths):
            tree.setColumnWidth(i, theme.px(width))
        return tree

    def _build(self) -> None:
        loaded, ambiguous = self._preview.loaded, self._preview.ambiguous
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label(f"Production {loaded.root.name}", "heading", wrap=True))
        column.addWidget(theme.label(self.told(), wrap=True, name="production_told"))
        words = f"Recognised by {', '.join(loaded.files)}. Each document keeps its Bates numbers for good; files are copied and never changed."
        column.addWidget(theme.label(words, "muted", wrap=True))
        if loaded.warnings:
            column.addWidget(
                theme.label(" ".join(loaded.warnings[:4]), "problem", wrap=True, name="production_warnings")
            )
        tabs = QTabWidget()
        tabs.tabBar().setAccessibleName("Parts of the production")
        tabs.setObjectName("production_tabs")
        tabs.addTab(self.documents, f"Documents ({len(loaded.documents):,})")
        tabs.addTab(self.columns, f"Columns ({len(loaded.columns):,})")
        tabs.addTab(self._options(), "Options")
        column.addWidget(tabs, 1)
        if ambiguous:
            rows = field_rows()
            several = len(ambiguous) > 1
            words = f"{len(ambiguous):,} dates such as {ambiguous[0]} mean" if several else f"{ambiguous[0]} means"
            add_field(rows, words, self.order)
            column.addLayout(rows)
        column.addWidget(self._buttons())
        self.resize(theme.px(940), theme.px(680))

    def _options(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        return inner

    def _buttons(self) -> QDialogButtonBox:
        count = len(self._preview.loaded.sound)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(f"Import {_documents(count)}", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("production_go")
        self.go.setEnabled(bool(count))
        zipped = self._preview.loaded.archive is not None
        words = "Keep the .zip as one exhibit" if zipped else "Import as plain files"
        self.plain = buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        self.plain.setObjectName("production_plain")
        tip = "Nothing in it can be searched or cited" if zipped else "Every file an exhibit of its own, without numbers and families"  # fmt: skip
        self.plain.setToolTip(tip)
        self.plain.clicked.connect(lambda: self.done(PLAIN))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        theme.default_button(self, self.go)
        return buttons

    def told(self) -> str:
        """The counts, in one sentence or two."""
        sound, problems = self._preview.loaded.sound, self._preview.problems
        families = len({one.parent for one in sound if one.parent})
        words = f"{_documents(len(sound))} can be taken in"
        if sound:
            words += f", {sound[0].begin} to {sound[-1].end}"
        parts = [f"{self._preview.natives:,} of them as native files"] * bool(self._preview.natives)
        parts += [f"{families:,} with attachments"] * bool(families)
        words += f" ({'; '.join(parts)})." if parts else "."
        return words + (f" {len(problems):,} cannot; what cannot is listed first." if problems else "")

    def _fill(self) -> None:
        sound = sorted(self._preview.loaded.sound, key=lambda one: not one.remarks)
        for one in [*self._preview.problems, *sound][:SHOWN]:
            self.documents.addTopLevelItem(self._line(one))
        for heading, meaning in self._preview.loaded.columns:
            self.columns.addTopLevelItem(QTreeWidgetItem([heading, meaning or "kept with the exhibit as it is"]))

    def _line(self, one: LoadDocument) -> QTreeWidgetItem:
        numbers = one.begin if one.end in ("", one.begin) else f"{one.begin} – {one.end}"
        values = one.values
        title = next((values[name] for name in ("title", "subject", "file_name") if values.get(name)), "")
        root = self._preview.loaded.root
        files = () if one.problem else one.files
        nowhere = "–" if one.begin else one.place.removeprefix(f"{root.name}/")
        file = files[0].relative_to(root).as_posix() if files else nowhere
        file += f" and {len(files) - 1:,} more" if len(files) > 1 else ""
        words = one.problem or " ".join(one.remarks) or (f"attached to {one.parent}" if one.parent else "")
        number = ("    " if one.parent else "") + (numbers or "–")
        item = QTreeWidgetItem([number, words, " ".join(title.split()), file])
        if one.problem or one.remarks:
            item.setIcon(1, theme.icon("warning", "danger" if one.problem else "warning"))
        for i in range(4):
            item.setToolTip(i, f"{one.place}: {words}" if i == 1 and words else item.text(i).strip())
        return item

    def wish(self, plain: bool = False) -> ProductionWish:
        """What was asked for."""
        values = self.form.values()
        options = ImportOptions(values["custodian"], values["tags"], values["password"], values["ocr"])
        return ProductionWish(options, self.order.currentData(), plain)

    @classmethod
    def ask(cls, parent: QWidget, preview: LoadPreview, settings: Settings) -> ProductionWish | None:
        """Let the user decide; None when they left."""
        dialog = cls(parent, preview, settings)
        result = dialog.exec()
        if result == PLAIN:
            return dialog.wish(plain=True)
        return dialog.wish() if result == QDialog.DialogCode.Accepted else None


def _documents(count: int) -> str:
    return f"{count:,} document{'s' * (count != 1)}"

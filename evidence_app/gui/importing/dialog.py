"""What every file of an import gets: custodian, tags, party, OCR."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.form import Field, Form
from evidence_app.services import parties
from evidence_app.services.importing import ImportOptions
from evidence_app.services.matter import Matter
from evidence_app.settings import Settings


def ask_paths(parent: QWidget, folder: bool) -> list[Path]:
    """Let the user choose files, or one folder; empty when they left."""
    if folder:
        chosen = QFileDialog.getExistingDirectory(parent, "Import everything in a folder")
        return [Path(chosen)] if chosen else []
    files, _filter = QFileDialog.getOpenFileNames(parent, "Import files")
    return [Path(file) for file in files]


class ImportDialog(Dialog):
    """Says what will be imported and asks what all of it has in common; nothing must be filled in."""

    def __init__(self, parent: QWidget, matter: Matter, settings: Settings, paths: Sequence[Path]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.setObjectName("import_dialog")
        known = tuple((p.id, p.name) for p in parties.parties(matter))
        self.form = Form(
            (
                Field("custodian", "Custodian", tip="Where all of it comes from"),
                Field("tags", "Tags", "list", tip="Several with commas"),
                Field("party_id", "Party whose exhibits these are", "choice", ((None, "Not decided yet"), *known)),
                Field("password", "Password for encrypted files", "secret", tip="Never stored"),
                Field("ocr", "Read scanned pages and pictures (OCR)", "bool"),
            )
        )
        self.form.set_values({"custodian": settings.custodian, "ocr": settings.ocr, "party_id": None})
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        go.setObjectName("import_go")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(20)] * 4)
        column.setSpacing(theme.px(12))
        names = paths[0].name if len(paths) == 1 else f"{len(paths):,} files"
        column.addWidget(theme.label(f"Import {names}", "heading", wrap=True))
        words = "Originals are copied into the matter and never changed. Duplicates are listed, not imported twice."
        column.addWidget(theme.label(words, "muted", wrap=True))
        column.addWidget(self.form)
        column.addWidget(buttons)
        theme.default_button(self, go)
        self.setMinimumWidth(theme.px(520))

    def options(self) -> ImportOptions:
        """What was asked for."""
        values = self.form.values()
        return ImportOptions(values["custodian"], values["tags"], values["password"], values["ocr"], values["party_id"])

    @classmethod
    def ask(cls, parent: QWidget, matter: Matter, settings: Settings, paths: Sequence[Path]) -> ImportOptions | None:
        """Let the user confirm; None when they left."""
        dialog = cls(parent, matter, settings, paths)
        return dialog.options() if dialog.exec() else None

"""What a CSV brought into the chronology, and the lines that were left out or need a second look."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.services.chronology import CsvImport


def import_words(found: CsvImport) -> str:
    """One sentence on an import."""
    words = f"{found.events:,} event{'s' * (found.events != 1)} with {found.sources:,} source{'s' * (found.sources != 1)} added"
    if found.problems:
        words += f"; {len(found.problems):,} line{'s' * (len(found.problems) != 1)} left out"
    if found.unsure:
        words += f"; {len(found.unsure):,} date{'s' * (len(found.unsure) != 1)} to confirm"
    return words + "."


class ImportReport(Dialog):
    """The lines of a CSV that were left out, and the dates that can be read two ways, each with its line number."""

    def __init__(self, parent: QWidget, name: str, found: CsvImport) -> None:
        super().__init__(parent)
        self.setObjectName("import_report")
        self.setWindowTitle(f"Import of {name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(8))
        column.addWidget(theme.label(import_words(found), "heading", wrap=True))
        for title, lines in (("Left out", found.problems), ("Please confirm these dates", found.unsure)):
            if lines:
                column.addWidget(theme.label(title.upper(), "section"))
                shown = QListWidget()
                shown.setObjectName(f"import_{title.split()[0].lower()}")
                shown.setAccessibleName(title)
                shown.setWordWrap(True)
                shown.addItems([f"Line {line}: {words}" for line, words in lines])
                column.addWidget(shown)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(theme.px(620), theme.px(420))

    @classmethod
    def show_for(cls, parent: QWidget, name: str, found: CsvImport) -> None:
        """Show the report until it is closed."""
        cls(parent, name, found).exec()

"""Edit the reason codes of a matter's redactions: one a line, as easily typed as pasted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.model.redaction import RedactionReason


class ReasonsDialog(Dialog):
    """The codes as lines of ``code: what it stands for``."""

    def __init__(self, parent: QWidget | None, reasons: Sequence[RedactionReason]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Reason codes of redactions")
        self.setObjectName("reasons_dialog")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label("Reason codes of redactions", "heading"))
        words = "One a line: the code, a colon, and what it stands for. The code is printed in the black box. Marks keep the code they have."
        column.addWidget(theme.label(words, "muted", wrap=True))
        self.lines = QPlainTextEdit("\n".join(f"{one.code}: {one.meaning}".rstrip(": ") for one in reasons))
        self.lines.setObjectName("reasons_lines")
        self.lines.setAccessibleName("Reason codes, one a line")
        self.lines.setTabChangesFocus(True)
        column.addWidget(self.lines, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        keep = buttons.addButton("Keep", QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setObjectName("reasons_keep")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        theme.default_button(self, keep)
        self.resize(theme.px(560), theme.px(340))

    def reasons(self) -> list[RedactionReason]:
        """What was typed; empty lines are left out."""
        pairs = (line.partition(":") for line in self.lines.toPlainText().splitlines() if line.strip())
        return [RedactionReason(code.strip(), meaning.strip()) for code, _colon, meaning in pairs]

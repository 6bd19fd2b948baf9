"""A new matter on one page: name, court, docket number, parties and claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.paths import documents_folder
from evidence_app.services import parties, proof
from evidence_app.services.matter import Matter, create_matter


@dataclass(frozen=True)
class NewMatter:
    """What the wizard collected. Parties are names; ``templates`` are ids of the claim library."""

    folder: Path
    name: str
    court: str = ""
    docket_number: str = ""
    plaintiffs: tuple[str, ...] = ()
    defendants: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()


def make_matter(wanted: NewMatter, *_watch: object) -> Matter:
    """Create the matter with its parties and claims; the exhibit series get the prefixes P- and D-."""
    matter = create_matter(wanted.folder, wanted.name, court=wanted.court, docket_number=wanted.docket_number)
    for side, names in (("plaintiff", wanted.plaintiffs), ("defendant", wanted.defendants)):
        for name in names:
            parties.add_party(matter, name, side, role=side.capitalize(), prefix=f"{side[0].upper()}-")
    for template in wanted.templates:
        proof.add_claim_from_template(matter, template)
    matter.undo_stack.clear()
    return matter


class MatterWizard(Dialog):
    """One page; only the name is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New matter")
        self.setObjectName("matter_wizard")
        self._own_folder = False
        self.name = self._line("wizard_name", "Name of the matter", "For example Rivera v. Example Corp.")
        self.court = self._line("wizard_court", "Court", "For example N.D. Cal.")
        self.docket = self._line("wizard_docket", "Docket number", "For example 5:25-cv-00709")
        self.plaintiffs = self._lines("wizard_plaintiffs", "Plaintiffs")
        self.defendants = self._lines("wizard_defendants", "Defendants")
        self.folder = self._line("wizard_folder", "Folder", "")
        self.claims = QListWidget()
        self.claims.setObjectName("wizard_claims")
        self.claims.setAccessibleName("Claims from the template library")
        self.claims.setWordWrap(True)
        self.find_claim = self._line("wizard_find_claim", "Find a claim", "Find a claim: contract, privacy, fraud …")
        self._fill_claims()
        self._build()
        self.name.textChanged.connect(lambda _text: self._follow())
        self.folder.textEdited.connect(lambda _text: setattr(self, "_own_folder", True))
        self.find_claim.textChanged.connect(self._narrow)
        self._follow()

    @staticmethod
    def _line(name: str, accessible: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        made.setPlaceholderText(hint)
        return made

    @staticmethod
    def _lines(name: str, accessible: str) -> QPlainTextEdit:
        made = QPlainTextEdit()
        made.setObjectName(name)
        made.setAccessibleName(f"{accessible}, one on each line")
        made.setPlaceholderText("One on each line")
        made.setTabChangesFocus(True)
        made.setFixedHeight(theme.px(62))
        return made

    def _fill_claims(self) -> None:
        for template in proof.templates():
            note = f"{template.jurisdiction}" + (" · chart, not a cause of action" if template.pseudo_claim else "")
            item = QListWidgetItem(f"{template.name}\n{note}")
            item.setData(Qt.ItemDataRole.UserRole, template.id)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setToolTip("; ".join(template.authority) + f"\nAs of {template.as_of}. Verify before relying on it.")
            self.claims.addItem(item)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.px(4))
        for words, field in (
            ("Name", self.name), ("Court", self.court), ("Docket number", self.docket),
            ("Plaintiffs", self.plaintiffs), ("Defendants", self.defendants),
        ):  # fmt: skip
            left.addWidget(theme.label(words, "muted"))
            left.addWidget(field)
            left.addSpacing(theme.px(6))
        left.addWidget(theme.label("Folder of the matter", "muted"))
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        browse = QPushButton("Choose…")
        browse.setObjectName("wizard_browse")
        browse.setAccessibleName("Choose where to keep the matter")
        browse.clicked.connect(self._browse)
        row.addWidget(browse)
        left.addLayout(row)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(theme.px(6))
        right.addWidget(theme.label("Claims to prove", "muted"))
        right.addWidget(self.find_claim)
        right.addWidget(self.claims, 1)
        note = (
            "Elements come from the template library: a starting point to be verified by a lawyer, never legal advice."
        )
        right.addWidget(theme.label(note, "muted", wrap=True))
        self.problem = theme.label("", "problem", wrap=True, name="wizard_problem")
        both = QHBoxLayout()
        both.setSpacing(theme.px(24))
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(22)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(theme.label("New matter", "title"))
        column.addLayout(both, 1)
        column.addWidget(self.problem)
        column.addWidget(self._buttons())
        theme.default_button(self, self.create_button)
        self.resize(theme.px(900), theme.px(600))

    def _buttons(self) -> QDialogButtonBox:
        buttons, self.create_button = self.end_buttons("Create matter", "wizard_create")
        return buttons

    def _follow(self) -> None:
        """The folder follows the name until the user chose one; the name is the only thing that must be there."""
        self.create_button.setEnabled(bool(self.name.text().strip()))
        if not self._own_folder:
            plain = "".join(c if c.isalnum() or c in " .-" else " " for c in self.name.text())
            self.folder.setText(str(documents_folder() / (" ".join(plain.split()).rstrip(". ") or "New matter")))

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Keep the matter in", str(documents_folder().parent))
        if chosen:
            self._own_folder = True
            self.folder.setText(str(Path(chosen) / Path(self.folder.text()).name))

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        for i in range(self.claims.count()):
            item = self.claims.item(i)
            on = item.checkState() == Qt.CheckState.Checked
            item.setHidden(not on and not all(word in item.text().casefold() for word in words))

    def accept(self) -> None:
        folder = Path(self.folder.text()).expanduser()
        if folder.exists() and any(folder.iterdir()):
            self.problem.setText(f"The folder {folder} is not empty. Choose another name or place.")
            return
        super().accept()

    def wanted(self) -> NewMatter:
        """What was filled in."""
        items = [self.claims.item(i) for i in range(self.claims.count())]
        chosen = tuple(i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked)
        names = [
            tuple(filter(None, map(str.strip, box.toPlainText().splitlines())))
            for box in (self.plaintiffs, self.defendants)
        ]
        return NewMatter(
            Path(self.folder.text()).expanduser(), self.name.text().strip(), self.court.text().strip(),
            self.docket.text().strip(), names[0], names[1], chosen,
        )  # fmt: skip

    @classmethod
    def ask(cls, parent: QWidget | None) -> Callable[..., Matter] | None:
        """Let the user fill it in; the function returned makes the matter. None when they left."""
        dialog = cls(parent)
        if not dialog.exec():
            return None
        wanted = dialog.wanted()
        return lambda *watch: make_matter(wanted, *watch)

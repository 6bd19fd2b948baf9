"""Dialogs of the proof screen: a claim from the library, a claim or an element by hand, the coverage rule."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.form import Field, Form
from evidence_app.model.claim_templates import ClaimTemplate
from evidence_app.model.proof import STRENGTHS, Claim, CoverageRule, Element

SIDES = (("plaintiff", "Plaintiff"), ("defendant", "Defendant"))
STANDARDS = (("preponderance", "Preponderance"), ("clear and convincing", "Clear and convincing"), ("", "Not stated"))
CLAIM_FORM = (
    Field("name", "Claim"),
    Field("authority", "Authority", tip="Statute, rule or instruction, with its edition"),
    Field("as_of", "As of", tip="2024-09 or 2024-09-18"),
    Field("burden", "Burden", "choice", SIDES),
    Field("standard", "Standard", "choice", STANDARDS),
    Field("limitation", "Limitation"),
    Field("relief", "Relief"),
    Field("notes", "Notes", "lines"),
)
ELEMENT_FORM = (
    Field("text", "What must be proved", "lines"),
    Field(
        "kind", "Kind", "choice", tuple((k, k.capitalize()) for k in ("element", "exception", "relief", "timeliness"))
    ),
    Field("group_rule", "Its parts", "choice", (("all", "All of them are needed"), ("any", "Any one is enough"))),
    Field("burden", "Burden", "choice", SIDES),
    Field("standard", "Standard", "choice", STANDARDS),
    Field("authority", "Authority", tip="Statute, rule or instruction, with its edition"),
    Field("as_of", "As of", tip="2024-09 or 2024-09-18"),
    Field("search_terms", "Search terms, one search a line", "lines"),
    Field("notes", "Notes", "lines"),
)


class RowDialog(Dialog):
    """A form with Save and Cancel; Save needs the first field."""

    def __init__(self, parent: QWidget, title: str, fields: tuple[Field, ...], values: dict[str, Any]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("proof_dialog")
        self._first = fields[0].key
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(12))
        self.form = Form(fields)
        self.form.set_values(values)
        column.addWidget(theme.label(title, "heading"))
        column.addWidget(self.form)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        self.needed = theme.label(f"Still to be filled in: {fields[0].label}.", "warning", name="row_needed")
        self.needed.hide()
        column.addWidget(self.needed)
        column.addWidget(self.buttons)
        self.setMinimumWidth(theme.px(520))

    def _save(self) -> None:
        if str(self.form.value(self._first)).strip():
            self.accept()
        else:
            self.needed.show()
            self.form.input(self._first).setFocus(Qt.FocusReason.OtherFocusReason)

    @classmethod
    def ask_claim(cls, parent: QWidget, claim: Claim | None = None) -> dict[str, Any] | None:
        """A claim's fields, None when the user left."""
        values = {f.key: getattr(claim, f.key) for f in CLAIM_FORM} if claim else {"standard": "preponderance"}
        dialog = cls(parent, "Edit claim" if claim else "New claim", CLAIM_FORM, values)
        return dialog.form.values() if dialog.exec() else None

    @classmethod
    def ask_element(cls, parent: QWidget, element: Element | None = None, title: str = "") -> dict[str, Any] | None:
        """An element's fields, None when the user left."""
        values = {f.key: getattr(element, f.key) for f in ELEMENT_FORM} if element else {"standard": "preponderance"}
        dialog = cls(parent, title or ("Edit element" if element else "New element"), ELEMENT_FORM, values)
        return dialog.form.values() if dialog.exec() else None


class RuleDialog(Dialog):
    """When an element counts as proved on paper; the rule is shown in words while it is changed."""

    def __init__(self, parent: QWidget, rule: CoverageRule) -> None:
        super().__init__(parent)
        self.setWindowTitle("Coverage rule")
        self.setObjectName("rule_dialog")
        self.form = Form(
            (
                Field("links", "Supporting links, at least", "int"),
                Field("exhibits", "From exhibits, at least", "int"),
                Field("strength", "Each at least", "choice", tuple((k, v.capitalize()) for k, v in STRENGTHS.items())),
            )
        )
        self.form.set_values({"links": rule.links, "exhibits": rule.exhibits, "strength": rule.strength})
        self.words = theme.label("", wrap=True, name="rule_words")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(12))
        for widget in (theme.label("When is an element proved on paper?", "heading"), self.form, self.words, buttons):
            column.addWidget(widget)
        self.form.edited.connect(lambda _key, _value: self._show())
        self._show()

    def rule(self) -> CoverageRule:
        """The rule as it stands."""
        values = self.form.values()
        return CoverageRule(max(1, values["links"]), max(1, values["exhibits"]), values["strength"])

    def _show(self) -> None:
        self.words.setText(self.rule().words().capitalize() + ". One that something undermines is contested.")

    @classmethod
    def ask(cls, parent: QWidget, rule: CoverageRule) -> CoverageRule | None:
        """The new rule, None when the user left."""
        dialog = cls(parent, rule)
        return dialog.rule() if dialog.exec() else None


class TemplateDialog(Dialog):
    """The claim library: choose a claim, read its elements, authority and as-of date before it is added."""

    def __init__(self, parent: QWidget, templates: tuple[ClaimTemplate, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Claim library")
        self.setObjectName("template_dialog")
        self.resize(theme.px(860), theme.px(560))
        self._templates = templates
        self.field = QLineEdit()
        self.field.setObjectName("template_field")
        self.field.setAccessibleName("Find a claim")
        self.field.setPlaceholderText("Find a claim: a word of its name")
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setObjectName("template_list")
        self.list.setAccessibleName("Claims of the library")
        self.list.setWordWrap(True)
        self.preview = QLabel()
        self.preview.setObjectName("template_preview")
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setWordWrap(True)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.preview.setMargin(theme.px(12))
        self._lay_out()
        self.field.textChanged.connect(self._fill)
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        self._fill("")

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setProperty("role", "reader")
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.preview)
        scroll.setAccessibleName("Elements of the claim")
        left = QVBoxLayout()
        left.addWidget(self.field)
        left.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addLayout(left, 2)
        row.addWidget(scroll, 3)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        add = self.buttons.addButton("Add this claim", QDialogButtonBox.ButtonRole.AcceptRole)
        add.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        words = "Starting points, not legal advice: a lawyer verifies every element before it is relied on."
        column.addWidget(theme.label(words, "muted", wrap=True))
        column.addLayout(row, 1)
        column.addWidget(self.buttons)

    def _fill(self, typed: str) -> None:
        self.list.clear()
        for template in self._templates:
            if all(word in f"{template.name} {template.jurisdiction}".casefold() for word in typed.casefold().split()):
                item = QListWidgetItem(f"{template.name}\n{template.jurisdiction}")
                item.setData(Qt.ItemDataRole.UserRole, template)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show(self) -> None:
        template = self.chosen()
        self.preview.setText(template_words(template) if template else "No claim of the library has these words.")

    def chosen(self) -> ClaimTemplate | None:
        """The claim that is marked."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    @classmethod
    def ask(cls, parent: QWidget, templates: tuple[ClaimTemplate, ...]) -> str | None:
        """The id of the chosen template, None when the user left."""
        dialog = cls(parent, templates)
        chosen = dialog.chosen() if dialog.exec() else None
        return chosen.id if chosen else None


def template_words(template: ClaimTemplate) -> str:
    """A template as text: authority, as-of date, and its elements with their numbers."""
    head = [f"Authority: {'; '.join(template.authority) or 'not stated'}", f"As of {template.as_of}"]
    head += ["To be verified by a lawyer"] if template.verify else []
    head += [f"Limitation: {template.limitation}"] if template.limitation else []
    lines = [template.name, "", *head, ""]
    for path, element in template.walk():
        rule = {"any": " (any one is enough)"}.get(element.rule, "") if element.elements else ""
        kind = f" [{element.kind}]" if element.kind != "element" else ""
        lines.append(f"{'      ' * path.count('.')}{path}  {element.text}{rule}{kind}")
    return "\n".join([*lines, "", template.notes] if template.notes else lines)

"""The layouts of exhibit lists: columns, headings, wording and paper, seen on the matter's own list while they change."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.checked_fields import CheckedFields
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.elided import ElidedCombo
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.gui.reporting.layout_columns import LayoutColumns
from evidence_app.gui.runner import AnyRunner
from evidence_app.gui.scrolled_page import RoomArea
from evidence_app.model.errors import EvidenceError, UserError
from evidence_app.reports import exhibit_list
from evidence_app.reports.caption import CAPTION_WORDS
from evidence_app.reports.exhibit_rows import GROUPS
from evidence_app.reports.pdf import first_page_png
from evidence_app.reports.presets import (
    ADVICE,
    HEAD,
    PAPERS,
    STARS,
    Preset,
    entry_of,
    own_ids,
    presets,
    read_preset,
    remove_own_preset,
    save_own_preset,
)
from evidence_app.services.matter import Matter

WAIT_MS = 350
"""Pause in typing after which the picture is made again."""
WORDS = {
    "plaintiff": "First side",
    "defendant": "Second side",
    "versus": "Between them",
    "case": "Case number",
    "judge": "Judge",
}
"""Words of the caption, as the fields are labelled."""


class LayoutDialog(Dialog):
    """Copy a layout, change it, keep it under a name of its own; ``kept`` is the id of the last one kept."""

    def __init__(self, parent: QWidget | None, matter: Matter, runner: AnyRunner, layout_id: str = "plain") -> None:
        super().__init__(parent)
        self.setWindowTitle("List layouts")
        self.setObjectName("layout_dialog")
        self._matter, self._runner = matter, runner
        self.kept = ""
        self.told = theme.label("", wrap=True, name="layout_told")
        self.go = QPushButton("Save as my layout")
        self._checked = CheckedFields("layout", self._made, self._draw, self.told, self.go, WAIT_MS)
        self._make_fields()
        self._build()
        self._load(presets().get(layout_id) or presets()["plain"])

    # -- parts -----------------------------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        self.begin = self._combo("layout_begin", "Begin with this layout", {})
        self._fill_layouts()
        self.begin.activated.connect(lambda _i: self._load(presets()[self.begin.currentData()]))
        self.name = self._line("layout_name", "Name of the layout")
        self.title = self._line("layout_title", "Title of the paper")
        self.title.setPlaceholderText("Empty: PLAINTIFF'S EXHIBIT LIST and the like")
        self.group = self._combo("layout_group", "Groups", GROUPS)
        self.stars = self._combo("layout_stars", "Stars beside the numbers", STARS)
        self.paper = self._combo("layout_paper", "Paper", PAPERS)
        for box in (self.group, self.stars, self.paper):
            box.currentIndexChanged.connect(self._checked.changed)
        self.landscape = self._check("layout_landscape", "Landscape")
        self.caption = self._check("layout_caption", "Caption of the case")
        self.boxes = self._check("layout_boxes", "Boxes of form AO 187")
        self.boxes.setToolTip("Judge, attorneys, trial dates, court reporter and deputy, above the list")
        self.witnesses = self._check("layout_witnesses", "Witnesses below the exhibits")
        self.words = {key: self._line(f"layout_word_{key}", f"Caption: {words}") for key, words in WORDS.items()}
        for key, field in self.words.items():
            field.setPlaceholderText(CAPTION_WORDS[key])
        self.source = QPlainTextEdit()
        self.source.setObjectName("layout_source")
        self.source.setAccessibleName("Where the rule comes from")
        self.source.setTabChangesFocus(True)
        self.source.setFixedHeight(theme.px(64))
        self.source.textChanged.connect(self._checked.changed)
        self.columns = LayoutColumns()
        self.columns.changed.connect(self._checked.changed)
        self.picture = QLabel()
        self.picture.setObjectName("layout_picture")
        self.picture.setAccessibleName("First page of the list in this layout")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(theme.px(300), theme.px(220))
        self._page = QPixmap()

    def _line(self, name: str, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setAccessibleName(words)
        field.textChanged.connect(self._checked.changed)
        return field

    def _combo(self, name: str, words: str, choices: dict[str, str]) -> QComboBox:
        field = ElidedCombo(12)
        field.setObjectName(name)
        field.setAccessibleName(words)
        for key, text in choices.items():
            field.addItem(text[:1].upper() + text[1:], key)
        return field

    def _check(self, name: str, words: str) -> QCheckBox:
        field = QCheckBox(words)
        field.setObjectName(name)
        field.toggled.connect(self._checked.changed)
        return field

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label("List layouts", "heading"))
        words = (
            "Begin with a court's layout, change what your judge's order asks for, and keep it under a name of your own. "
            f"{ADVICE}"
        )
        column.addWidget(theme.label(words, "muted", wrap=True))
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(16))
        middle.addWidget(self._left(), 5)
        right = QVBoxLayout()
        right.addWidget(theme.label("Columns", "section"))
        right.addWidget(self.columns, 3)
        right.addWidget(theme.label("First page", "section"))
        right.addWidget(self.picture, 4)
        middle.addLayout(right, 6)
        column.addLayout(middle, 1)
        column.addWidget(self.told)
        column.addWidget(self._buttons())
        theme.fit(self, 1120, 740)

    def _left(self) -> RoomArea:
        inner = QWidget()
        inner.setProperty("role", "panel")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left = QVBoxLayout(inner)
        left.setContentsMargins(*[theme.px(12)] * 4)
        left.setSpacing(theme.px(8))
        rows = field_rows()
        for words, field in (
            ("Begin with", self.begin), ("Name", self.name), ("Title", self.title), ("Groups", self.group),
            ("Stars", self.stars), ("Paper", self.paper),
        ):  # fmt: skip
            add_field(rows, words, field)
        left.addLayout(rows)
        for box in (self.landscape, self.caption, self.boxes, self.witnesses):
            left.addWidget(box)
        left.addWidget(theme.label("Words of the caption", "section"))
        more = field_rows()
        for key, field in self.words.items():
            add_field(more, WORDS[key], field)
        left.addLayout(more)
        left.addWidget(theme.label("Where the rule comes from", "section"))
        left.addWidget(self.source)
        left.addStretch(1)
        return RoomArea(inner, "layout_fields")

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setObjectName("layout_save")
        self.go.clicked.connect(lambda: self._save())
        self.drop = buttons.addButton("Remove my layout", QDialogButtonBox.ButtonRole.ActionRole)
        self.drop.setObjectName("layout_remove")
        self.drop.clicked.connect(lambda: self._remove())
        buttons.rejected.connect(self.reject)
        theme.default_button(self, self.go)
        return buttons

    def _fill_layouts(self) -> None:
        own = own_ids()
        self.begin.clear()
        for one in presets().values():
            self.begin.addItem(f"{one.name} (yours)" if one.id in own else one.name, one.id)

    # -- the layout ------------------------------------------------------------------------------------------------

    def _load(self, one: Preset) -> None:
        self._base = one
        with self._checked.filling():
            self.begin.setCurrentIndex(max(0, self.begin.findData(one.id)))
            for field, text in ((self.name, one.name), (self.title, one.title)):
                field.setText(text)
                field.setCursorPosition(0)
            for box, value in ((self.group, one.group), (self.stars, one.stars), (self.paper, one.paper)):
                box.setCurrentIndex(max(0, box.findData(value)))
            self.landscape.setChecked(one.landscape)
            self.caption.setChecked(one.caption)
            self.boxes.setChecked(bool(one.head))
            self.witnesses.setChecked(one.witnesses)
            for key, field in self.words.items():
                field.setText(one.words.get(key, ""))
            self.source.setPlainText(one.source)
            self.columns.load(one.columns)
            self.drop.setEnabled(one.id in own_ids())

    def entry(self) -> dict[str, Any]:
        """The layout as it stands in the fields, in the form of the presets' file."""
        name = self.name.text().strip()
        own = name == self._base.name
        return entry_of(self._base) | {
            "id": self._base.id if own else id_of(name), "name": name, "title": self.title.text().strip(),
            "group": self.group.currentData(), "stars": self.stars.currentData(), "paper": self.paper.currentData(),
            "landscape": self.landscape.isChecked(), "caption": self.caption.isChecked(),
            "head": list(self._base.head or HEAD) if self.boxes.isChecked() else [], "witnesses": self.witnesses.isChecked(),
            "words": {key: text for key, field in self.words.items() if (text := field.text().strip())},
            "source": self.source.toPlainText().strip(), "columns": self.columns.entries(),
        }  # fmt: skip

    def _made(self) -> Preset:
        """The layout in the fields; raises UserError while it is not right."""
        if not self.name.text().strip():
            raise UserError("The layout needs a name.")
        if not self.source.toPlainText().strip():
            raise UserError("Say where the rule comes from, for example your judge's order and its date.")
        return read_preset(self.entry())

    def _save(self) -> None:
        made = self._checked.keep(lambda: save_own_preset(self.entry()))
        if made is not None:
            self.kept = made.id
            self._refill(made)
            words = f"“{made.name}” is kept. It is in the list of layouts when an exhibit list is exported."
            self._checked.tell(words)

    def _remove(self) -> None:
        name = self._base.name
        remove_own_preset(self._base.id)
        self.kept = ""
        self._refill(presets().get(self._base.id) or presets()["plain"])
        self._checked.tell(f"“{name}” of yours is removed.")

    def _refill(self, one: Preset) -> None:
        self._fill_layouts()
        self._load(one)

    # -- the picture -----------------------------------------------------------------------------------------------

    def _draw(self, layout: Preset) -> None:
        self._runner.query("layout.page", _first_page, layout, done=self._show, on_error=self._no_page)

    def _show(self, png: bytes) -> None:
        self._page.loadFromData(png)
        self._fit()

    def _no_page(self, error: Exception) -> None:
        self._page = QPixmap()
        self.picture.setText(str(error) if isinstance(error, EvidenceError) else "The page cannot be shown.")

    def _fit(self) -> None:
        if not self._page.isNull():
            ratio = self.devicePixelRatioF()
            size = self.picture.size() * ratio
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            shown = self._page.scaled(size, keep, smooth)
            shown.setDevicePixelRatio(ratio)
            self.picture.setPixmap(shown)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def done(self, result: int) -> None:
        self._checked.stop()
        super().done(result)


def _first_page(matter: Matter, layout: Preset) -> bytes:
    document = exhibit_list.build(matter, exhibit_list.ExhibitListOptions(), layout)
    return first_page_png(document, dots_per_inch=120)


def id_of(name: str) -> str:
    """An id made of a name: small letters, digits and dashes."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "own"

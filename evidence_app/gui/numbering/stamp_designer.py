"""The sticker designer: corner, colours, size and lines, seen on a real page of the matter while they change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidence_app.gui import theme
from evidence_app.gui.checked_fields import CheckedFields
from evidence_app.gui.dialog import Dialog
from evidence_app.gui.drawing.image_cache import DrawingKey
from evidence_app.gui.drawing.rendering import VISIBLE, Renderer, Wish
from evidence_app.gui.field_rows import add_field, field_rows
from evidence_app.gui.numbering.stamp_preview import FirstPage, Stamped, first_page, preview_folder, stamped
from evidence_app.gui.runner import AnyRunner
from evidence_app.model.errors import EvidenceError, UserError
from evidence_app.reports.stamp_designs import (
    CORNERS,
    PLACEHOLDERS,
    StampDesign,
    design_for,
    designs,
    read_design,
    save_own_design,
)
from evidence_app.services.matter import Matter

LINES = 4
WAIT_MS = 250
"""Pause in typing after which the preview is made again."""


class ColourField(QWidget):
    """A colour as #rrggbb: typed, or chosen; the field beside the swatch always says it in characters."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.field = QLineEdit()
        self.field.setObjectName(name)
        self.field.setAccessibleName(words)
        self.button = QPushButton("Choose…")
        self.button.setObjectName(f"{name}_choose")
        self.button.setAccessibleName(f"Choose: {words}")
        self.button.clicked.connect(lambda: self._choose())
        self.field.textChanged.connect(lambda _text: self._show())
        row.addWidget(self.field, 1)
        row.addWidget(self.button)

    def _show(self) -> None:
        swatch = QPixmap(theme.px(16), theme.px(16))
        colour = QColor(self.field.text())
        swatch.fill(colour if colour.isValid() else theme.colour("surface"))
        self.button.setIcon(swatch)

    def _choose(self) -> None:
        chosen = QColorDialog.getColor(QColor(self.field.text()), self, self.field.accessibleName())
        if chosen.isValid():
            self.field.setText(chosen.name())


class StampDesigner(Dialog):
    """Design at the left, the page at the right. Saving keeps it for this user under its name, in every matter."""

    def __init__(
        self, parent: QWidget | None, matter: Matter, runner: AnyRunner, renderer: Renderer, exhibit_id: int
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Exhibit stickers")
        self.setObjectName("stamp_designer")
        self._matter, self._runner = matter, runner
        self._page: FirstPage | None = None
        self._folder = preview_folder()
        self.told = theme.label("", wrap=True, name="stamp_told")
        self.go = QPushButton("Save as my design")
        self._checked = CheckedFields("design", self._made, self._stamp, self.told, self.go, WAIT_MS)
        self.view = PagePicture(renderer)
        self._make_fields()
        self._build()
        self._load(design_for(_side(matter, exhibit_id)))
        runner.query("stamp.page", first_page, exhibit_id, done=self._arrived, on_error=self._no_page)

    # -- parts -----------------------------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        self.design = QComboBox()
        self._named(self.design, "stamp_design", "Begin with this design")
        self._fill_designs()
        self.design.activated.connect(lambda _i: self._load(designs()[self.design.currentData()]))
        self.name = QLineEdit()
        self._named(self.name, "stamp_name", "Name of the design")
        self.corner = QComboBox()
        self._named(self.corner, "stamp_corner", "Corner")
        for corner in CORNERS:
            self.corner.addItem(corner.capitalize(), corner)
        self.fill = ColourField("Colour of the sticker", "stamp_fill")
        self.ink = ColourField("Colour of the letters", "stamp_ink")
        self.wide = self._number("stamp_width", "Width in points", 20, 300)
        self.high = self._number("stamp_height", "Height in points", 14, 300)
        self.lines = [self._line(i) for i in range(LINES)]
        for text in (self.name, self.fill.field, self.ink.field, *(line[0] for line in self.lines)):
            text.textChanged.connect(self._checked.changed)
        for number in (self.wide, self.high, *(line[1] for line in self.lines)):
            number.valueChanged.connect(self._checked.changed)
        for bold in (line[2] for line in self.lines):
            bold.toggled.connect(self._checked.changed)
        self.corner.currentIndexChanged.connect(self._checked.changed)

    @staticmethod
    def _named(field: QWidget, name: str, words: str) -> None:
        field.setObjectName(name)
        field.setAccessibleName(words)

    def _number(self, name: str, words: str, lowest: float, highest: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        self._named(box, name, words)
        box.setRange(lowest, highest)
        box.setDecimals(1)
        box.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        box.setSuffix(" pt")
        return box

    def _line(self, i: int) -> tuple[QLineEdit, QDoubleSpinBox, QCheckBox]:
        text = QLineEdit()
        self._named(text, f"stamp_line_{i + 1}", f"Line {i + 1}")
        size = self._number(f"stamp_size_{i + 1}", f"Type size of line {i + 1}", 2, 72)
        bold = QCheckBox("Bold")
        self._named(bold, f"stamp_bold_{i + 1}", f"Line {i + 1} in bold")
        return text, size, bold

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(18)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(theme.label("Exhibit stickers", "heading"))
        words = "Stickers go on copies only. They take white space near their corner; where there is none, the page gets a strip of new paper."
        column.addWidget(theme.label(words, "muted", wrap=True))
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(18))
        middle.addLayout(self._left(), 2)
        middle.addWidget(self.view, 3)
        column.addLayout(middle, 1)
        column.addWidget(self.told)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setObjectName("stamp_save")
        self.go.clicked.connect(lambda: self._save())
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        theme.default_button(self, self.go)
        self.resize(theme.px(980), theme.px(720))

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(theme.px(8))
        rows = field_rows()
        for words, field in (
            ("Begin with", self.design), ("Name", self.name), ("Corner", self.corner), ("Colour", self.fill),
            ("Letters", self.ink), ("Width", self.wide), ("Height", self.high),
        ):  # fmt: skip
            add_field(rows, words, field)
        left.addLayout(rows)
        left.addWidget(theme.label("Lines", "section"))
        grid = QGridLayout()
        grid.setSpacing(theme.px(6))
        for i, line in enumerate(self.lines):
            for place, part in enumerate(line):
                grid.addWidget(part, i, place)
        grid.setColumnStretch(0, 1)
        left.addLayout(grid)
        known = ", ".join(f"{{{key}}} = {words}" for key, words in PLACEHOLDERS.items())
        left.addWidget(theme.label(f"In braces: {known}.", "muted", wrap=True))
        left.addStretch(1)
        return left

    def _fill_designs(self) -> None:
        self.design.clear()
        for one in designs().values():
            self.design.addItem(one.name, one.id)

    # -- the design ------------------------------------------------------------------------------------------------

    def _load(self, one: StampDesign) -> None:
        self._base = one
        with self._checked.filling():
            self.design.setCurrentIndex(max(0, self.design.findData(one.id)))
            self.name.setText(one.name)
            self.corner.setCurrentIndex(self.corner.findData(one.corner))
            self.fill.field.setText(one.fill)
            self.ink.field.setText(one.ink)
            self.wide.setValue(one.width)
            self.high.setValue(one.height)
            for i, (text, size, bold) in enumerate(self.lines):
                line = one.lines[i] if i < len(one.lines) else None
                text.setText(line.text if line else "")
                size.setValue(line.size if line else 8)
                bold.setChecked(bool(line and line.bold))

    def entry(self) -> dict[str, Any]:
        """The design as it stands in the fields, in the form of the designs' file."""
        lines = [
            {"text": text.text().strip(), "size": size.value(), "bold": bold.isChecked()}
            for text, size, bold in self.lines
            if text.text().strip()
        ]
        name = self.name.text().strip()
        own = name == self._base.name
        kept = {key: asdict(self._base)[key] for key in ("border", "radius")}
        return {
            **kept, "id": self._base.id if own else _id_of(name), "name": name, "sides": list(self._base.sides),
            "corner": self.corner.currentData(), "width": self.wide.value(), "height": self.high.value(),
            "fill": self.fill.field.text().strip(), "ink": self.ink.field.text().strip(), "lines": lines,
            "source": "Own design.",
        }  # fmt: skip

    def _made(self) -> StampDesign:
        """The design in the fields; raises UserError while it is not right."""
        if not self.name.text().strip():
            raise UserError("The design needs a name.")
        return read_design(self.entry())

    def _save(self) -> None:
        made = self._checked.keep(lambda: save_own_design(self.entry()))
        if made is not None:
            self._base = made
            self._fill_designs()
            self.design.setCurrentIndex(max(0, self.design.findData(made.id)))
            choose = f"Choose it as the design ({made.id}) when copies or a binder are exported."
            self._checked.tell(f"“{made.name}” is kept. {choose}")

    # -- the preview -----------------------------------------------------------------------------------------------

    def _arrived(self, page: FirstPage) -> None:
        self._page = page
        self.view.say(f"Stamping {page.exhibit.label} …")
        self._checked.show()

    def _no_page(self, error: Exception) -> None:
        self.view.say(str(error) if isinstance(error, EvidenceError) else "This exhibit has no page to show.")

    def _stamp(self, design: StampDesign) -> None:
        if self._page is not None:
            folder = Path(self._folder.name)
            self._runner.query(
                "stamp.preview", _stamped, self._page, design, folder,
                done=self.view.show_page, on_error=self._no_page,
            )  # fmt: skip

    def done(self, result: int) -> None:
        self._checked.stop()
        self.view.stop()
        self._page = None
        self._folder.cleanup()
        super().done(result)


def _stamped(_matter: Matter, page: FirstPage, design: StampDesign, folder: Path) -> Stamped:
    return stamped(page, design, folder)


def _side(matter: Matter, exhibit_id: int) -> str:
    """The side of the exhibit's party, for which there may be a design of its own; empty without one."""
    sql = "SELECT p.side FROM party p JOIN exhibit e ON e.party_id = p.id WHERE e.id = ?"
    return str(matter.read.value(sql, (exhibit_id,)) or "")


def _id_of(name: str) -> str:
    """An id made of a name: small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "own"


class PagePicture(QWidget):
    """The stamped page, drawn by the viewer's render thread."""

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self.setObjectName("stamp_view")
        self.setAccessibleName("The page with the sticker on it")
        self.setMinimumSize(theme.px(220), theme.px(220))
        self._renderer = renderer
        self._shown: Stamped | None = None
        self._words = "Making a copy of the page …"
        self.key: DrawingKey | None = None
        renderer.drawn.connect(self._drawn, Qt.ConnectionType.QueuedConnection)
        renderer.failed.connect(self._drawn, Qt.ConnectionType.QueuedConnection)

    def say(self, words: str) -> None:
        """Say in words what there is to see, or why there is nothing."""
        self._words, self._shown, self.key = words, None, None
        self.update()

    def show_page(self, page: Stamped) -> None:
        """Have this page drawn at the size there is room for."""
        self._shown = page
        ratio = self.devicePixelRatioF()
        width, height = page.size
        scale = min((self.width() - 16) * ratio / width, (self.height() - 16) * ratio / height)
        self.key = DrawingKey(page.original.sha256, 1, max(1, round(width * scale)), max(1, round(height * scale)))
        self._renderer.want(self, [Wish(VISIBLE, page.original, self.key)])
        self.update()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if self._shown is not None:
            self.show_page(self._shown)

    def stop(self) -> None:
        """Want nothing any more."""
        self._renderer.want(self, [])

    def _drawn(self, key: DrawingKey) -> None:
        if key == self.key:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("page_ground"))
        image = self._renderer.cache.get(self.key) if self.key else None
        if image is None:
            failure = self._renderer.failure(self.key) if self.key else None
            painter.setPen(theme.colour("text"))
            words = failure.message if failure else self._words
            painter.drawText(
                self.rect().adjusted(16, 16, -16, -16),
                int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap),
                words,
            )
            return
        ratio = self.devicePixelRatioF()
        image.setDevicePixelRatio(ratio)
        left = round((self.width() - image.width() / ratio) / 2)
        top = round((self.height() - image.height() / ratio) / 2)
        painter.drawImage(left, top, image)


def exhibit_to_show(matter: Matter, selected: Sequence[int]) -> int:
    """The exhibit whose page is shown: the selected one, else the first numbered, else the first; 0 when there is none."""
    if selected:
        return int(selected[0])
    found = matter.read.value(
        "SELECT id FROM exhibit WHERE sequestered = 0 ORDER BY number IS NULL, number_sort, id LIMIT 1"
    )
    return int(found or 0)

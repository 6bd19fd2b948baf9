"""How a hit looks: its page, what was found with the words in bold and underlined, and its state in words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from evidence_app.gui import theme
from evidence_app.gui.search.hits_model import FoldRole, HeadingRole, HitRole, HitsModel, page_words, state_words
from evidence_app.model.chronology import show_date
from evidence_app.model.search_results import SearchHit, Snippet

LINES = 2
"""Lines of text a hit shows at most."""
Index = QModelIndex | QPersistentModelIndex


class HitDelegate(QStyledItemDelegate):
    """Paints headings and hits; both have fixed heights, so that long lists need no measuring."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = option.fontMetrics.height()
        if index.data(HeadingRole) is not None:
            return QSize(100, line + theme.px(18))
        if index.data(FoldRole) is not None:
            return QSize(100, line + theme.px(10))
        return QSize(100, (LINES + 1) * line + theme.px(16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setFont(option.font)
        heading = index.data(HeadingRole)
        if heading is not None:
            self._heading(painter, option.rect, heading)
        elif index.data(FoldRole) is not None:
            self._fold(painter, option, index.data(FoldRole))
        else:
            model = index.model()
            grouped = isinstance(model, HitsModel) and model.grouped
            for_element = isinstance(model, HitsModel) and model.for_element
            self._hit(painter, option, index.data(HitRole), grouped, for_element)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, hit: SearchHit) -> None:
        painter.fillRect(rect, theme.colour("alternate"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(rect.topLeft(), rect.topRight())
        inner = QRectF(rect).adjusted(theme.px(12), 0, -theme.px(12), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        count = f"{hit.exhibit_hits:,} page{'s' * (hit.exhibit_hits != 1)}"
        painter.setPen(theme.colour("muted"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, count)
        inner.setRight(inner.right() - painter.fontMetrics().horizontalAdvance(count) - theme.px(12))
        _bold(painter)
        painter.setPen(theme.colour("text"))
        if hit.exhibit_number:
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, hit.name)
            inner.setLeft(inner.left() + painter.fontMetrics().horizontalAdvance(hit.name) + theme.px(10))
            _plain(painter)
        words = " · ".join(filter(None, (hit.title, show_date(hit.doc_date))))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, shown)

    @staticmethod
    def _fold(painter: QPainter, option: QStyleOptionViewItem, words: str) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.colour("selection" if chosen else "accent_soft"))
        inner = QRectF(option.rect).adjusted(theme.px(24), 0, -theme.px(12), 0)
        painter.setPen(theme.colour("selection_text" if chosen else "muted"))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _hit(
        self, painter: QPainter, option: QStyleOptionViewItem, hit: SearchHit, grouped: bool, for_element: bool
    ) -> None:
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            painter.fillRect(rect, theme.colour("selection" if chosen else "accent_soft"))
        if chosen:
            painter.fillRect(QRectF(rect.left(), rect.top(), theme.px(3), rect.height()), theme.colour("accent"))
        inner = rect.adjusted(
            theme.px((24 if grouped else 12) + (24 if hit.folded else 0)), theme.px(7), -theme.px(12), -theme.px(7)
        )
        line = painter.fontMetrics().height()
        self._first_line(
            painter, QRectF(inner.left(), inner.top(), inner.width(), line), hit, grouped, for_element, chosen
        )
        painter.setPen(theme.colour("selection_text" if chosen else "text"))
        layout = laid_out(hit.snippet, painter.font(), inner.width())
        layout.draw(painter, QPointF(inner.left(), inner.top() + line))

    def _first_line(
        self, painter: QPainter, area: QRectF, hit: SearchHit, grouped: bool, for_element: bool, chosen: bool
    ) -> None:
        state = state_words(hit, for_element)
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        if state:
            self._state(painter, area, state, hit)
            area = area.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(state) - theme.px(34), 0)
        words = page_words(hit)
        if hit.folded or not grouped:
            words = f"{hit.name}, {words}" + (f" · {hit.title}" if hit.exhibit_number else "")
        words += {"ocr": " · read by OCR"}.get(hit.source, "")
        painter.setPen(theme.colour("selection_text" if chosen else "muted"))
        shown = painter.fontMetrics().elidedText(
            words[:1].upper() + words[1:], Qt.TextElideMode.ElideRight, int(area.width())
        )
        painter.drawText(area, left | middle, shown)

    @staticmethod
    def _state(painter: QPainter, area: QRectF, state: str, hit: SearchHit) -> None:
        side = int(area.height())
        width = painter.fontMetrics().horizontalAdvance(state)
        name, role = ("link", "supports") if hit.linked else ("history", "muted")
        where = QRect(int(area.right()) - width - side - theme.px(5), int(area.top()), side, side)
        theme.icon(name, role).paint(painter, where)
        painter.setPen(theme.colour(role))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, state)


def laid_out(snippet: Snippet, font: QFont, width: float) -> QTextLayout:
    """A snippet in lines; found words are bold, underlined and on a tint, so that colour is never alone."""
    text = _cut(snippet.text, font, width)
    layout = _lines(text, snippet, font, width)
    last = layout.lineAt(layout.lineCount() - 1)
    end = last.textStart() + last.textLength() if layout.lineCount() else 0
    return layout if end >= len(text) else _lines(text[: max(0, end - 2)].rstrip() + "…", snippet, font, width)


def _lines(text: str, snippet: Snippet, font: QFont, width: float) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    formats = []
    for start, end in snippet.marks:
        if start < len(text):
            piece = QTextLayout.FormatRange()
            piece.start, piece.length, piece.format = start, min(end, len(text)) - start, _found()
            formats.append(piece)
    layout.setFormats(formats)
    layout.beginLayout()
    y = 0.0
    for _ in range(LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y))
        y += line.height()
    layout.endLayout()
    return layout


def _found() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontWeight(QFont.Weight.Bold)
    made.setFontUnderline(True)
    tint = theme.colour("hit")
    tint.setAlpha(70)
    made.setBackground(tint)
    return made


def _cut(text: str, font: QFont, width: float) -> str:
    """The text without line breaks (as long as before, so that marks stay), cut where the last line shown will be full."""
    fits = int(LINES * width / max(1, QFontMetrics(font).averageCharWidth()))
    flat = text.replace("\n", " ").replace("\t", " ")
    return flat if len(flat) <= fits else flat[: max(0, fits - 1)] + "…"


def _bold(painter: QPainter) -> None:
    font = painter.font()
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)


def _plain(painter: QPainter) -> None:
    font = painter.font()
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)

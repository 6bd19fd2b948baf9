"""A row is filled anew without a trace of what stood in it, also by a button that stands in it."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from evidence_app.gui.emptying import empty


def test_a_row_is_emptied_between_what_stays(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    row.addWidget(QLabel("Did you mean"))
    pressed = QPushButton("one")
    pressed.setObjectName("choice_0")
    pressed.clicked.connect(lambda: empty(row, first=1, behind=1))
    row.addWidget(pressed)
    row.addWidget(QPushButton("two"))
    row.addStretch(1)
    holder.show()
    pressed.click()
    assert row.count() == 2 and row.itemAt(0).widget().text() == "Did you mean" and row.itemAt(1).spacerItem()
    assert pressed.isHidden() and holder.findChild(QPushButton, "choice_0") is None
    empty(row)
    assert row.count() == 0

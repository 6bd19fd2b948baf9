"""The icons: one set, drawn alike, so that a tint and a theme fit them all."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ICONS = Path(__file__).parents[1] / "resources" / "icons"
LINE_ICONS = sorted(path for path in ICONS.glob("*.svg") if path.stem != "app")
NEEDED = """matter exhibits search elements coverage timeline import export history link unlink tag number undo redo verify
    warning ok gap contested supports undermines neutral locked scan page email image web spreadsheet settings help close
    add zoom-in zoom-out previous next filter open-folder app"""


def test_every_icon_the_window_names_is_there():
    assert {path.stem for path in ICONS.glob("*.svg")} >= set(NEEDED.split())


@pytest.mark.parametrize("path", LINE_ICONS, ids=lambda path: path.stem)
def test_line_icons_share_one_style(path):
    root = ET.parse(path).getroot()
    style = {name: root.get(name) for name in ("viewBox", "fill", "stroke", "stroke-width")}
    assert style == {"viewBox": "0 0 24 24", "fill": "none", "stroke": "currentColor", "stroke-width": "1.75"}
    for shape in root:
        assert not {"fill", "stroke", "style", "class"} & set(shape.attrib)
    assert len(root) > 0


def test_no_two_icons_are_the_same_picture():
    drawings = [path.read_text(encoding="utf-8") for path in LINE_ICONS]
    assert len(set(drawings)) == len(drawings)

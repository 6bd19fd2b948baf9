import re
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon

import evidence_app
from evidence_app.gui import theme
from evidence_app.gui.actions import ACTIONS
from evidence_app.gui.navigation import PAGES
from evidence_app.paths import resource

GUI = Path(evidence_app.__file__).parent / "gui"


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    theme.apply(qapp, "light", 100)


def luminance(colour):
    def part(value):
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF())


def contrast(a, b):
    light, dark = sorted((luminance(theme.colour(a)), luminance(theme.colour(b))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_role_can_be_read(qapp, scheme):
    theme.apply(qapp, scheme)
    for role in (
        "text",
        "muted",
        "supports",
        "undermines",
        "neutral",
        "gap",
        "contested",
        "not_in_dispute",
        "danger",
        "warning",
        "link",
    ):
        for ground in ("window", "surface"):
            assert contrast(role, ground) >= 4.5, (role, ground)
    assert contrast("selection_text", "selection") >= 4.5
    assert contrast("accent_text", "accent") >= 4.5
    assert contrast("toast_text", "toast") >= 4.5 and contrast("toast_link", "toast") >= 4.5
    assert contrast("text", "warning_soft") >= 4.5 and contrast("muted", "warning_soft") >= 4.5


def test_both_schemes_have_the_same_roles():
    colours = theme._colours()
    assert colours["light"].keys() == colours["dark"].keys()
    assert set(theme.ROLES) <= colours["light"].keys()


def test_the_sheet_names_only_known_colours_and_follows_the_text_size(qapp):
    theme.apply(qapp, "dark", 200)
    sheet = qapp.styleSheet()
    assert "@" not in re.sub(r"/\*.*?\*/", "", sheet) and "#px" not in sheet
    assert theme.px(10) == 20 and theme.is_dark()
    assert qapp.font().pointSizeF() == pytest.approx(theme._State.base_points * 2)


def test_no_colour_stands_in_python():
    literal = re.compile(r"""["']#[0-9a-fA-F]{3,8}["']|QColor\(\s*\d|Qt\.GlobalColor\.(?!transparent)|rgba?\(""")
    found = [
        f"{path.relative_to(GUI)}:{number}"
        for path in GUI.rglob("*.py")
        if path.name not in ("typeset.py", "redaction_marks.py")  # ink on paper, the same in every scheme
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if literal.search(line)
    ]
    assert found == []


def test_every_icon_of_an_action_and_page_is_there(qapp):
    names = {spec.icon for spec in ACTIONS if spec.icon} | {icon for *_rest, icon in PAGES}
    names |= {icon for icon, *_rest in (*theme.COVERAGE_ICONS.values(), *theme.STANCE_ICONS.values())}
    assert {n for n in names if not theme.has_icon(n)} == set()
    assert resource("icons").is_dir()


def test_icons_take_the_colour_of_the_scheme(qapp):
    def middle(icon: QIcon):
        image = icon.pixmap(32, 32).toImage()
        drawn = [image.pixelColor(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 250]
        return drawn[0].name()

    icon = theme.icon("tag")
    theme.apply(qapp, "light")
    light = middle(icon)
    theme.apply(qapp, "dark")
    assert light == "#1b2430" and middle(icon) == theme.colour("text").name() != light
    assert theme.icon("no such icon").isNull()
    assert not theme.picture("app", 32).isNull()

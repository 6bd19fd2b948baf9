"""Stamps on copies: an exhibit sticker on the first page, numbers and designation at the foot of every page.

Nothing printed on the page is covered. A sticker goes to white space near its corner; a foot line goes where the foot is
empty; where there is no room, the page gets a strip of new paper. What lies under a stamp stays selectable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import IndirectObject

from evidence_app.importers.pdf_copy import Ink
from evidence_app.reports.page_frame import Overlays, PageFrame, as_form, frame_of
from evidence_app.reports.stamp_designs import StampDesign
from evidence_app.turns import give_way

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the TOP LEFT of the page as shown."""
Free = Callable[[float, float, float, float], bool]

MARGIN = 14.0
CLEAR = 3.0
"""Points kept free around a sticker."""
REACH_DOWN, REACH_ACROSS = 96.0, 420.0
"""How far from its corner a sticker may move to find white space, in points."""
STRIP_AROUND = 8.0
FOOT_SIZE = 9.0
FOOT_BASELINES = (20.0, 12.0, 30.0)
"""Heights over the lower edge at which a foot line is tried, in points."""
FOOT_STRIP = 24.0
_WIDE, _NARROW = 900.0, 320.0
_HELVETICA_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
)  # fmt: skip
"""Advance widths of Helvetica-Bold for the characters from the blank to the tilde, in thousandths of the type size."""


@dataclass(frozen=True)
class FootLine:
    """Texts at the foot of a page; empty ones are not printed. They must be in Latin letters (Windows-1252)."""

    left: str = ""
    center: str = ""
    right: str = ""

    def __bool__(self) -> bool:
        return bool(self.left or self.center or self.right)


@dataclass(frozen=True)
class Sticker:
    """A sticker ready to be put on: the drawing in the writer, its design's size, and the corner."""

    form: IndirectObject
    width: float
    height: float
    corner: str


@dataclass(frozen=True)
class Stamped:
    """Where stamps went, for checks: the sticker's box, and which edges got new paper."""

    sticker: Box | None = None
    grown: tuple[str, ...] = ()


def make_stickers(writer: PdfWriter, drawn: PdfReader, designs: Sequence[StampDesign]) -> list[Sticker]:
    """The pages of a sticker PDF (see ``sheets.set_stickers``) as stickers of one writer, in order."""
    made = []
    for page, one in zip(drawn.pages, designs, strict=True):
        give_way()
        made.append(Sticker(as_form(page, writer), one.width, one.height, one.corner))
    return made


def stamp(
    overlays: Overlays,
    page: PageObject,
    sticker: Sticker | None = None,
    foot: FootLine = FootLine(),
    ink: Ink | None = None,
    words: Iterable[Box] = (),
) -> Stamped:
    """Stamp one page of the overlays' writer.

    ``ink`` is what the page shows; without it the ``words``' boxes (points, from the top left as shown) are what must
    not be covered. Stamps are upright and of the same printed size on every page, whatever its turn, box or unit.
    """
    frame = frame_of(page)
    free = _free(frame, ink, list(words))
    commands: list[bytes] = []
    resources: dict[str, dict[str, IndirectObject]] = {}
    grown: list[str] = []
    baseline, box = 0.0, None
    if foot:
        frame, baseline = _room_for_foot(frame, foot, free, grown)
    if sticker is not None:
        foot_height = max(FOOT_BASELINES) + FOOT_SIZE if foot else 0.0
        taller, place, scale = _room_for_sticker(frame, sticker, free, foot_height, grown)
        if grown[-1:] == ["bottom"]:
            baseline += taller.height - frame.height  # the foot line stays where it was found free
        frame = taller
        commands.append(b"q %.4f 0 0 %.4f %.3f %.3f cm /EvSticker Do Q" % (scale, scale, *place))
        resources["/XObject"] = {"/EvSticker": sticker.form}
        top = frame.height - place[1] - sticker.height * scale
        box = place[0], top, place[0] + sticker.width * scale, top + sticker.height * scale
    if foot:
        commands += _foot_commands(frame, foot, baseline)
        resources["/Font"] = {"/EvFoot": overlays.font("Helvetica-Bold")}
    if commands:
        overlays.draw(page, frame, b"\n".join(commands), resources)
    return Stamped(box, tuple(grown))


def _free(frame: PageFrame, ink: Ink | None, words: list[Box]) -> Free:
    """A test whether a box (points, lower left origin of the ORIGINAL frame) shows nothing."""
    height, width = frame.height, frame.width

    def by_ink(x0: float, y0: float, x1: float, y1: float) -> bool:
        assert ink is not None
        return ink.free(x0 / width, 1 - y1 / height, x1 / width, 1 - y0 / height)

    def by_words(x0: float, y0: float, x1: float, y1: float) -> bool:
        top, bottom = height - y1, height - y0
        return not any(w[0] < x1 and w[2] > x0 and w[1] < bottom and w[3] > top for w in words)

    return by_words if ink is None else by_ink


# --- the foot line ----------------------------------------------------------------------------------------------------


def text_width(text: str, size: float) -> float:
    """Width of a text in Helvetica-Bold, in points; other letters than ASCII count as wide ones."""
    return sum(_HELVETICA_BOLD[ord(c) - 32] if 32 <= ord(c) < 127 else 722 for c in text) * size / 1000


_Placed = tuple[str, float, float, float]
"""A text, its left edge, how far over the baseline it stands, and its type size."""


def _foot_boxes(frame: PageFrame, foot: FootLine) -> list[_Placed]:
    """Where each text stands. Long ones get smaller type so that they do not meet; on a page too narrow even for that
    they stand one above another, for a Bates number that cannot be read is none.
    """
    texts = [text for text in (foot.left, foot.center, foot.right) if text]
    size = FOOT_SIZE * min(3.0, max(1.0, frame.width / _WIDE))
    room = frame.width - 2 * MARGIN - 12 * (len(texts) - 1)
    widest = max(text_width(text, size) for text in texts)
    needed = widest * (3 if foot.center and len(texts) > 1 else len(texts))
    size *= min(1.0, max(0.3, room / needed)) if needed else 1.0
    if room < needed * 0.3:
        return _stacked(frame, texts)
    found: list[_Placed] = []
    if foot.left:
        found.append((foot.left, MARGIN + 4, 0.0, size))
    if foot.center:
        found.append((foot.center, (frame.width - text_width(foot.center, size)) / 2, 0.0, size))
    if foot.right:
        found.append((foot.right, frame.width - MARGIN - 4 - text_width(foot.right, size), 0.0, size))
    return found


def _stacked(frame: PageFrame, texts: Sequence[str]) -> list[_Placed]:
    """The texts from the lowest to the highest, centred, as large as the page is wide."""
    size = min(FOOT_SIZE / 2, *(FOOT_SIZE * (frame.width - 4) / max(1.0, text_width(one, FOOT_SIZE)) for one in texts))
    step = size * 1.25
    return [
        (one, (frame.width - text_width(one, size)) / 2, i * step, size) for i, one in enumerate(reversed(list(texts)))
    ]


def _room_for_foot(frame: PageFrame, foot: FootLine, free: Free, grown: list[str]) -> tuple[PageFrame, float]:
    """A height at which every text of the foot stands on white; else the page grows at the bottom."""
    scale = min(3.0, max(1.0, frame.width / _WIDE))
    for baseline in (one * scale for one in FOOT_BASELINES):
        boxes = _foot_boxes(frame, foot)
        if all(
            free(x - 4, baseline + up - 3, x + text_width(text, size) + 4, baseline + up + size)
            for text, x, up, size in boxes
        ):
            return frame, baseline
    grown.append("bottom")
    return frame.grown("bottom", FOOT_STRIP * scale), FOOT_STRIP * scale / 3


def _foot_commands(frame: PageFrame, foot: FootLine, baseline: float) -> list[bytes]:
    commands = [b"BT 0 g 0 G 0 Tr 0 Tc 0 Tw 100 Tz 0 Ts"]
    for text, x, up, size in _foot_boxes(frame, foot):
        codes = text.encode("cp1252", "replace")
        escaped = codes.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
        commands.append(b"/EvFoot %.2f Tf 1 0 0 1 %.3f %.3f Tm (%s) Tj" % (size, x, baseline + up, escaped))
    return [*commands, b"ET"]


def can_print(text: str) -> bool:
    """Whether a foot line can print the text."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


# --- the sticker ------------------------------------------------------------------------------------------------------


def _room_for_sticker(
    frame: PageFrame, sticker: Sticker, free: Free, foot_height: float, grown: list[str]
) -> tuple[PageFrame, tuple[float, float], float]:
    """Lower left corner and scale of the sticker; the page grows when there is no white space near the corner."""
    scale = max(1.0, min(4.0, frame.width / _WIDE)) * min(1.0, frame.width / _NARROW)
    width, height = sticker.width * scale, sticker.height * scale
    edge, side = sticker.corner.split()
    lower = edge == "lower"
    start = max(MARGIN, foot_height) if lower else MARGIN
    base = 0.0
    if grown:  # the foot line has added paper below; ``free`` still counts from the old edge
        base, start = FOOT_STRIP * max(1.0, min(3.0, frame.width / _WIDE)), MARGIN
    old_height = frame.height - base
    for along, up in _near(scale):
        x = MARGIN + along if side == "left" else frame.width - MARGIN - width - along
        y = start + up if lower else old_height - MARGIN - height - up
        fits = MARGIN <= x <= frame.width - MARGIN - width and 0 <= y <= old_height - height
        if fits and free(x - CLEAR, y - CLEAR, x + width + CLEAR, y + height + CLEAR):
            return frame, (x, y + base), scale
    name = "bottom" if lower else "top"
    taller = frame.grown(name, height + 2 * STRIP_AROUND)
    grown.append(name)
    x = max(2.0, MARGIN if side == "left" else frame.width - MARGIN - width)
    if not lower:
        return taller, (x, taller.height - height - STRIP_AROUND), scale
    return taller, (x, STRIP_AROUND), scale


def _near(scale: float) -> list[tuple[float, float]]:
    """Shifts away from the corner (along, up) in the order they are tried: the nearest first."""
    steps = [
        (along * 12.0 * scale, up * 8.0 * scale)
        for up in range(int(REACH_DOWN // 8) + 1)
        for along in range(int(REACH_ACROSS // 12) + 1)
    ]
    return sorted(steps, key=lambda step: (step[0] + 3 * step[1], step[1]))


def with_corner(one: StampDesign, corner: str) -> StampDesign:
    """The design at another corner; an empty ``corner`` leaves it."""
    return replace(one, corner=corner) if corner else one

"""The words of an HTML page as a reader sees them in order, with marks for headings, lists and the like (model.shape).

Nothing is run and nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evidence_app.model.shape import marks, only_marks, tidy, unmarked

_BLOCKS = (
    "address, article, aside, blockquote, br, button, caption, center, dd, details, dialog, div, dl, dt, fieldset, "
    "figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, legend, li, main, nav, ol, option, p, pre, "
    "section, summary, table, tr, ul"
)
_SHAPED = {
    "h1": "h1",
    "h2": "h2",
    "h3": "h3",
    "h4, h5, h6": "h4",
    "b, strong, th, dt": "b",
    "i, em, cite": "i",
    "a[href]": "a",
    "li": "li",
    "pre": "pre",
    "blockquote": "quote",
}
"""What elements look like, as one knows them from any browser."""
_FORGED = re.compile(r"&#(?:x0*fd(?:d[2-9a-f]|e[0-9a-f])|0*649(?:7[89]|[89]\d));?", re.I)
"""References to the noncharacters that are our marks."""
_MARK = "\x1e"
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)", re.I)
_SINGLE_FILE = re.compile(r"<!--[^>]{0,200}?\burl:\s*(\S+)\s+saved date:\s*([^\n]+)", re.I)


@dataclass(frozen=True)
class HtmlText:
    """Readable text (with marks of ``model.shape``), title, and what the file says about where and when it was saved."""

    text: str
    title: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def read_html(source: str) -> HtmlText:
    """Parse HTML, however broken; block elements end lines, table cells are apart by a bar."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_FORGED.sub("\ufffd", unmarked(source, "\ufffd")))
    title = _squeeze(node.text()) if (node := tree.css_first("title")) else ""
    facts = _facts(source, tree)
    tree.strip_tags(["script", "style", "noscript", "template", "iframe", "object", "embed", "svg"])
    for node in tree.css(_BLOCKS):
        node.insert_before(_MARK)
        if node.tag not in ("br", "hr"):
            node.insert_after(_MARK)
    for node in tree.css("td, th"):
        node.insert_before(" | ")
    for selector, kind in _SHAPED.items():
        opening, closing = marks(kind)
        for node in tree.css(selector):
            node.insert_before(opening)
            node.insert_after(closing)
    text = tree.body.text() if tree.body is not None else tree.text()
    return HtmlText(_lines(text), title, facts)


def _lines(marked: str) -> str:
    """Lines with something on them; the marks of an empty line go to the next one."""
    squeezed = re.sub(r"[^\S\x1e]+", " ", tidy(re.sub(r"[^\S\x1e]+", " ", marked)))
    lines, carried = [], ""
    for line in squeezed.split(_MARK):
        words = unmarked(line).strip(" |")
        if words:
            at = line.index(words[0])
            lines.append(carried + only_marks(line[:at]) + line[at:].rstrip())
            carried = ""
        else:
            carried += only_marks(line)
    return "\n".join(lines) + carried


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _facts(source: str, tree) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """Address and time of saving as browsers and capture tools write them into the page."""
    facts = {}
    for key, selector, attribute in (
        ("canonical address", 'link[rel="canonical"]', "href"),
        ("stated address", 'meta[property="og:url"]', "content"),
        ("published", 'meta[property="article:published_time"]', "content"),
        ("author", 'meta[name="author"]', "content"),
    ):
        node = tree.css_first(selector)
        if node is not None and node.attributes.get(attribute):
            facts[key] = _squeeze(node.attributes[attribute])
    head = source[:20_000]
    if match := _SAVED_FROM.search(head):
        facts["saved from"] = match[1]
    if match := _SINGLE_FILE.search(head):
        facts["saved from"], facts["saved"] = match[1], _squeeze(match[2])
    return facts

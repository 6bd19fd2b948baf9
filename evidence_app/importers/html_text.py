"""The words of an HTML page as a reader sees them in order. Nothing is run and nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLOCKS = (
    "address, article, aside, blockquote, br, button, caption, center, dd, details, dialog, div, dl, dt, fieldset, "
    "figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, legend, li, main, nav, ol, option, p, pre, "
    "section, summary, table, tr, ul"
)
_MARK = "\x1e"
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)", re.I)
_SINGLE_FILE = re.compile(r"<!--[^>]{0,200}?\burl:\s*(\S+)\s+saved date:\s*([^\n]+)", re.I)


@dataclass(frozen=True)
class HtmlText:
    """Readable text, title, and what the file says about where and when it was saved."""

    text: str
    title: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def read_html(source: str) -> HtmlText:
    """Parse HTML, however broken; block elements end lines, table cells are apart by a bar."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    title = _squeeze(node.text()) if (node := tree.css_first("title")) else ""
    facts = _facts(source, tree)
    tree.strip_tags(["script", "style", "noscript", "template", "iframe", "object", "embed", "svg"])
    for node in tree.css(_BLOCKS):
        node.insert_before(_MARK)
        if node.tag not in ("br", "hr"):
            node.insert_after(_MARK)
    for node in tree.css("td, th"):
        node.insert_before(" | ")
    text = tree.body.text() if tree.body is not None else tree.text()
    return HtmlText(_lines(text), title, facts)


def _lines(marked: str) -> str:
    squeezed = re.sub(r"[^\S\x1e]+", " ", marked)
    lines = [re.sub(r"^(?:\| )+", "", line.strip()) for line in squeezed.split(_MARK)]
    return "\n".join(line for line in lines if line and line != "|")


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

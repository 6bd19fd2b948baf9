"""What the control words of Rich Text mean for the words of a document; all others only say how it looks.

By the Rich Text Format specification 1.9.1 and what Word itself does with it.
"""

from __future__ import annotations

CHARACTERS = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"emspace": "\u2003", b"enspace": "\u2002", b"qmspace": "\u2005",
    b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"zwj": "\u200d",
    b"zwnj": "\u200c", b"ltrmark": "\u200e", b"rtlmark": "\u200f",
}  # fmt: skip
SIGNS = {b"~": "\xa0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t", b"'": "\ufffd"}
"""``\\-`` is a place where a word may be broken and shows nothing. ``\\'`` without its two digits is a damaged letter."""
ENDS = {b"par": "\n", b"line": "\n", b"lbr": "\n", b"column": "\n", b"row": "\n", b"nestrow": "\n", b"cell": "\t",
        b"nestcell": "\t", b"page": "\f", b"softpage": "\f"}  # fmt: skip

SKIPPED = frozenset(
    b"aftncn aftnsep aftnsepc atnicn atnid atnref atntime atndate atnparent atrfend atrfstart background bkmkend bkmkstart "
    b"colorschememapping colortbl datafield datastore docvar factoidname falt filetbl fontemb ftncn ftnsep "
    b"ftnsepc generator latentstyles levelnumbers leveltext listoverridetable listtable mmathPict nextfile "
    b"nonesttables nonshppict objdata objname panose pgptbl picprop pn private pntxta pntxtb revtbl rsidtbl rxe shprslt "
    b"tc template themedata txe userprops xe xmlattr xmlattrname xmlattrvalue xmlclose xmlname xmlnstbl xmlopen".split()
)
"""Destinations without words of the document: tables, settings, entries of an index, and what is there a second time for
old readers. So is every one that is marked as skippable (``\\*``) and not named in this module."""
STARRED = frozenset(
    b"annotation atnauthor company do dptxbx dptxbxtext fldinst formfield listtext manager moMath moMathPara mr "
    b"nesttableprops pntext shpinst shppict shptxt pict objclass object ud".split()
)
"""Marked as skippable, and read all the same."""

NOTES = {
    b"footnote": "Footnotes", b"annotation": "Comments", b"header": "Header", b"headerl": "Header", b"headerr": "Header",
    b"headerf": "Header", b"footer": "Footer", b"footerl": "Footer", b"footerr": "Footer", b"footerf": "Footer",
    b"ftnalt": "Endnotes", b"gtextUNICODE": "Drawn words",
}  # fmt: skip
GATHERED = frozenset(b"atnauthor dptxbxtext ffl fldinst listtext objclass pntext shptxt sn sv".split()) | (
    NOTES.keys() - {b"ftnalt", b"gtextUNICODE"}
)
"""Destinations whose words do not simply run on with those around them."""
NOTE_ORDER = ("Footnotes", "Endnotes", "Comments", "Header", "Footer", "Drawn words")
REPEATED = NOTE_ORDER[3:]
"""As with Word files they stand behind the text under these names."""
PROPERTIES = {b"title": "title", b"subject": "subject", b"author": "author", b"operator": "last modified by",
              b"keywords": "keywords", b"doccomm": "remark", b"company": "company", b"manager": "manager"}  # fmt: skip
FORM_FIELD = (b"fftype", b"ffres", b"ffdefres")
"""Kind of a form field (1: check box, 2: list of choices), its state, and the state it has when that is not stated."""
TIMES = {b"creatim": "created", b"revtim": "modified"}
TIME_PARTS = (b"yr", b"mo", b"dy", b"hr", b"min")
HEADINGS = {"title": "h1", "subtitle": "h2", "heading 1": "h1", "heading 2": "h2", "heading 3": "h3"} | {
    f"heading {level}": "h4" for level in range(4, 10)
}
LEVELS = ("h1", "h2", "h3", *["h4"] * 6)
"""Looks of a paragraph by its outline level, from 0; 9 is the text itself."""

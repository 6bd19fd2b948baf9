"""Rich Text: every way it has of writing, hiding and repeating words, one at a time."""

import time

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.importers import accepted_suffixes, choose
from evidence_app.importers.rtf_text import read_rtf
from evidence_app.model.shape import take_shape, unpack_shape
from tests.importers.test_office import saved

HEAD = rb"""{\rtf1\ansi\ansicpg1252\deff0\uc1
{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fnil\fcharset128 MS Mincho;}{\f2\fcharset204{\*\fname A;}Arial Cyr;}
{\f3\fnil\fcharset2 Symbol;}{\f4\fcharset2 Wingdings;}{\f5\fbidi\fcharset177 David;}{\f6\fcharset255 Terminal;}}
{\colortbl;\red0\green0\blue0;}
{\stylesheet{\ql Normal;}{\s1\b heading 1,H1;}{\s2\b\snext0 heading 2;}{\s5 Intense Quote;}{\*\cs9 \additive Emphasis;}}
"""


def rtf(body, head=HEAD):
    return head + (body.encode("cp1252") if isinstance(body, str) else body) + b"}"


def text_of(body, head=HEAD):
    return take_shape(read_rtf(rtf(body, head)).text)[0]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"one\par two\line three", "one\ntwo\nthree"),
        ("bro\r\nken li\nnes", "broken lines"),
        (r"\{a\} b\\c\~d\_e\-f", "{a} b\\c\xa0d\u2011ef"),
        (r"\lquote a\rquote  \ldblquote b\rdblquote\emdash\endash\bullet\tab x", "‘a’ “b”—–•\tx"),
        (r"caf\'e9 \'a7 12 na\'efve", "café § 12 naïve"),
        ("raw é and \\'93quoted\\'94", "raw é and “quoted”"),
        (r"\u8217?s \u-3913? \u1078\'e6", "’s \uf0b7 ж"),
        (r"{\uc2\u1078\'e6\'e6x}\u1079?y{\uc0\u1080 z}", "жxзyиz"),
        (r"\u1078\u1079\u1080?", "жзи"),
        (r"\u-10179?\u-8704? end", "😀 end"),
        (r"\u128512?!", "😀!"),
        (r"\u8212\emdash x{\u8212}y", "—x—y"),
        (r"{\f1 \'93\'fa\'83A\'83\{}x", "日アボx"),
        (r"{\f2 \'cf\'f0\'e8\'e2\'e5\'f2} \'cf", "Привет Ï"),
        (r"{\f2\plain \'e9}", "é"),
        (r"{\f3 \'b7a}{\f4 \'fe\'a8}{\f3\u-3999? }", "•α☑☐α "),
        (r"{\ltrch\fcs0 \f0 \rtlch\fcs1 \af5 \'f9\'ec\'e5\'ed}{\rtlch\fcs1 \af5 \ltrch\fcs0 \f0 \'e9}", "שלוםé"),
        (r"{\upr{\'3f}{\*\ud{\u1078?}}}x", "жx"),
        (r"a{\*\unknown secret {\b set}}b{\unknown c}", "abc"),
        (r"a{\xe\v index entry}{\*\bkmkstart x}b{\*\docvar {n}{v}}", "ab"),
        (r"{\field{\*\fldinst{HYPERLINK \\l x}}{\fldrslt see here}} {\field{\*\fldinst PAGE}{\fldrslt 4}}", "see here 4"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1{\*\ffname A}}}}{\fldrslt}} yes", "☒ yes"),
        (r"{\field{\*\fldinst{FORMCHECKBOX}{\*\formfield{\fftype1\ffres25\ffdefres0}}}{\fldrslt}} no", "☐ no"),
        (r"{\field{\*\fldinst{FORMDROPDOWN}{\*\formfield{\fftype2\ffres1{\ffl Yes}{\ffl No}}}}{\fldrslt}}.", "No."),
        (r"{\field{\*\fldinst{FORMTEXT}{\*\formfield{\fftype0{\*\ffdeftext x}}}}{\fldrslt typed}}", "typed"),
        (r"\trowd\intbl Name\cell Date\cell\row\pard after", "Name\tDate\t\nafter"),
        (r"a\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par twice}b\cell\row", "a\t\nb\t\n"),
        (r"{\pntext\f0 1.\tab}first\par{\listtext\pard\plain\f0 (b)\tab}\pard\ls1 second", "1.\tfirst\n(b)\tsecond"),
        (r"a{\object\objemb{\*\objclass Excel.Sheet.8}{\*\objdata 0105}{\result table}}b", "atableb"),
        (r"The {\shp{\*\shpinst\shpleft1{\sp{\sn a}{\sv 1}}{\shptxt \pard boxed\par}}{\shprslt boxed}}whole.\par next", "The whole.\nboxed\nnext"),
        (r"{\mmath{\*\moMath{\mf{\mnum{\mr x}}{\mden{\mr y}}}}{\*\mmathPict{\pict 00}}}", "xy"),
        (r"{\fs20 outer {\i in}", "outer in"),
    ],
)  # fmt: skip
def test_how_words_are_written(body, text):
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (rb"{\rtf1\ansi\ansicpg1251 ", r"\'cf\'f0", "Пр"),
        (rb"{\rtf1\ansi\ansicpg932 ", r"\'93\'fa\'96\'7b", "日本"),
        (rb"{\rtf1\mac ", r"\'8e", "é"),
        (rb"{\rtf1\pc ", r"\'82", "é"),
        (rb"{\rtf1\ansi\ansicpg65001 ", "é".encode(), "é"),
        (rb"{\rtf1\ansi ", "raw “UTF-8” all the same".encode(), "raw “UTF-8” all the same"),
        (rb"{\rtf1{\fonttbl\f0\fswiss Helvetica;\f1\fcharset161 Greek;}", r"\f1 \'e1\f0 \'e1", "αá"),
        (rb"{\rtf1{\fonttbl{\f0\cpg1250 X;}}", r"\f0 \'b9", "ą"),
        (rb"{\rtf ", "short", "short"),
    ],
)
def test_code_pages(head, body, text):
    found = read_rtf(rtf(body, head))
    assert (found.text, found.troubles) == (text, ())


@pytest.mark.parametrize("name", ["Webdings", "ITC Zapf Dingbats", "Wingdings 2", "Marlett"])
def test_pictures_of_a_font_are_told_as_unknown_and_never_read_as_letters(name):
    found = read_rtf(rtf(r"\f0 ab", rb"{\rtf1{\fonttbl{\f0\fcharset2{\*\panose 05}%s;}}" % name.encode()))
    assert found.text == "\ufffd\ufffd" and "(2)" in found.troubles[0]


def test_a_font_of_letters_is_not_taken_for_pictures():
    assert text_of(r"\f0 I do", rb"{\rtf1{\fonttbl{\f0\fscript Wedding Text;}}") == "I do"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=40), st.sampled_from((0, 1, 3)))
def test_any_text_comes_back(text, stand_ins):
    """Written as other programs write it: escapes, halves of pairs, and so many stand-ins behind."""
    body = rf"\uc{stand_ins} "
    for letter in text:
        units = letter.encode("utf-16-le")
        for low, high in zip(units[::2], units[1::2], strict=True):
            code = low + 256 * high
            plain = 32 <= code < 127
            escaped = f"\\'{code:02x}" if chr(code) in "\\{}" else chr(code)
            body += escaped if plain else rf"\u{code - 65536 if code > 32767 else code} {'?' * stand_ins}"
    assert take_shape(read_rtf(rtf(body, rb"{\rtf1\ansi ")).text)[0] == text


@given(st.text(st.characters(codec="cp932", exclude_categories=("Cc",), exclude_characters="¢£¬‖−〜"), max_size=30))
def test_any_japanese_bytes_come_back(text):
    """Second halves of letters may be braces and backslashes, escaped or as hexadecimal."""
    body = b""
    for byte in text.encode("cp932"):
        body += b"\\" + bytes([byte]) if byte in b"{}\\" else bytes([byte]) if byte < 128 else b"\\'%02x" % byte
    same = text.encode("cp932").decode("cp932")
    assert text_of(rb"\f1 " + body) == same


@given(st.binary(max_size=200))
def test_rubbish_never_raises(data):
    read_rtf(HEAD + data)


@given(st.lists(st.sampled_from([b"{", b"}", rb"\*", rb"\f1 ", rb"\u5", rb"\'8", rb"\'83", rb"\bin9 ", rb"\footnote ",
    rb"\shptxt", rb"\upr", rb"\ud", rb"\v", rb"\deleted", rb"\stylesheet", rb"\s1", rb"\fonttbl", rb"\info", rb"\title", b"x",
    rb"\listtext", rb"\par", rb"\sv", rb"\creatim", rb"\yr99999999999", rb"\outlinelevel-1", rb"\uc-1"]), max_size=40))  # fmt: skip
def test_words_in_any_order_never_raise(pieces):
    read_rtf(rb"{\rtf1" + b"".join(pieces))


def test_deleted_and_hidden_words_are_said_to_be_so(desk):
    body = r"We {\deleted never }{\revised always }knew{\v  of the memo}.{\v\par}"
    exhibit = desk.read("a.rtf", rtf(body))
    assert exhibit.pages[0].text == "We [deleted: never ]always knew[hidden:  of the memo].\n"
    found = read_rtf(rtf(body)).counts
    assert (found["deleted"], found["inserted"], found["hidden"]) == (1, 1, 1)


def test_notes_comments_and_headers_stand_behind_the_text_under_their_names(desk):
    body = (
        r"{\header Privileged draft}{\headerf Privileged draft}{\footer Page {\chpgn}}One{\super\chftn}"
        r"{\footnote\pard\plain{\super\chftn} Id.}, two{\footnote Id.}{\footnote\ftnalt See App.}"
        r"{\*\atnid AB}{\*\atnauthor Ann Bee}\chatn{\*\annotation{\*\atndate 1}\pard\plain too {\b strong}}."
        r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv DRAFT}}}}"
    )
    (page,) = desk.read("a.rtf", rtf(body)).pages
    assert page.text.rstrip() == (
        "One, two.\n[Footnotes] Id.\nId.\n\n[Endnotes] See App.\n\n[Comments] Ann Bee: too strong\n"
        "\n[Header] Privileged draft\n\n[Footer] Page\n\n[Drawn words] DRAFT"
    )


def test_pages_begin_where_the_file_says_so(desk):
    body = (
        r"one\page two\par\pard\pagebb three\par\pard on\sect\sectd four\par\sect\sectd\sbknone still four\par{\*\x}"
        r"\softpage five"
    )
    pages = [page.text.strip() for page in desk.read("a.rtf", rtf(body)).pages]
    assert pages == ["one", "two", "three\non", "four\n\nstill four", "five"]


def test_headings_bold_lists_and_links_stand_beside_the_text(desk):
    body = (
        r"\pard\s1{\b FACTS}\par\pard\s2 Two\par\pard\outlinelevel3 Four\par\pard plain {\b bold{\i  both}} {\i it}\par"
        r"{\listtext\f3\'b7\tab}\pard\ls1 item {\b b} one\par\pard\s5 said\par\pard "
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} end"
    )
    (page,) = desk.read("a.rtf", rtf(body)).pages
    assert page.text == "FACTS\nTwo\nFour\nplain bold both it\nitem b one\nsaid\nlink end"
    found = [(span.kind, page.text[span.start : span.end]) for span in unpack_shape(page.shape)]
    assert found == [
        ("h1", "FACTS"), ("h2", "Two"), ("h4", "Four"), ("b", "bold both"), ("i", " both"), ("i", "it"),
        ("li", "item b one"), ("b", "b"), ("quote", "said"), ("a", "link"),
    ]  # fmt: skip


def test_a_text_cannot_bring_marks_of_its_own(desk):
    (page,) = desk.read("a.rtf", rtf(r"a\u-558?b\u-557?c")).pages
    assert (page.text, page.shape) == ("a\ufffdb\ufffdc", "")


def test_what_the_file_states_about_itself(desk):
    body = (
        r"{\info{\title Letter to \u1046?}{\author Dana Doe}{\operator Sam}{\*\company Roe LLP}"
        r"{\creatim\yr2021\mo3\dy4\hr9\min5}{\revtim\yr0}{\nofpages3}}text"
    )
    exhibit = desk.read("Letter.rtf", rtf(body))
    assert (exhibit.kind, exhibit.media_type, exhibit.status) == ("word", "application/rtf", "ok")
    assert (exhibit.author, exhibit.date, exhibit.date_basis) == ("Dana Doe", "2021-03-04", "metadata")
    assert exhibit.metadata == {
        "title": "Letter to Ж", "author": "Dana Doe", "last modified by": "Sam", "company": "Roe LLP",
        "created": "2021-03-04T09:05",
    }  # fmt: skip
    assert exhibit.pages[0].text == "text"


@pytest.mark.parametrize("when", [r"\yr0", r"\yr2021\mo13\dy1", r"\yr99999999999\mo1\dy1", r"\mo2\dy3"])
def test_a_time_that_is_none_is_not_stated(when):
    assert read_rtf(rtf(rf"{{\info{{\creatim{when}}}}}text")).facts == {}


def test_pictures_and_embedded_files_are_named_as_not_read(desk):
    body = (
        rb"a{\*\shppict{\pict{\*\picprop{\sp}}\pngblip 8950\bin5 }{}}x}}{\nonshppict{\pict 00}}b"
        rb"{\object\objemb{\*\objclass Package}{\*\objdata 00}}{\shp{\*\shpinst{\sp{\sn pib}{\sv{\pict 00}}}}}"
    )
    exhibit = desk.read("a.rtf", rtf(body))
    assert exhibit.pages[0].text == "ab" and exhibit.status == "ok"
    assert exhibit.metadata["pictures inside"] == "2, not searchable"
    assert exhibit.pages[0].note.startswith("2 pictures and 1 embedded file inside are neither shown nor searched")
    assert exhibit.metadata["embedded files"] == "1 (Package), not read"
    only = desk.read("a.rtf", rtf(r"{\pict 00}"))
    assert only.pages == () and "only pictures" in only.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (rtf("whole")[:-1], "breaks off"),
        (rtf(r"whole{\footnote a note"), "breaks off"),
        (rtf(r"whole{\pict\bin900 x"), "breaks off"),
        (rtf("whole") + b"{more}", "5 characters stand behind the end"),
        (rtf(r"whole\'81 {\f1\'83}{\f4\'4a}"), "(3)"),
        (rtf(r"whole\'zz"), "(1)"),
        (rtf(r"whole \'e9", rb"{\rtf1\ansi\ansicpg4711 "), "(1)"),
        (rtf(r"whole\u-10179?x"), "(1)"),
    ],
)
def test_what_cannot_be_read_whole_says_so(desk, data, reason):
    exhibit = desk.read("a.rtf", data)
    assert exhibit.status == "partial" and reason in exhibit.reason
    assert exhibit.pages[0].text.startswith("whole")


def test_a_note_that_breaks_off_is_kept_as_far_as_it_goes():
    assert "[Footnotes] a no" in read_rtf(HEAD + rb"text{\footnote a no").text


def test_nothing_behind_the_end_is_no_trouble():
    assert read_rtf(rtf("whole") + b"}\r\n\0\0").troubles == ()


@pytest.mark.parametrize("data", [HEAD, rb"{\rtf1 \par}", rb"{\rtf"])
def test_a_file_without_text(desk, data):
    exhibit = desk.read("a.rtf", data)
    assert exhibit.pages == () and "no text" in exhibit.reason


@pytest.mark.parametrize("name", ["a.rtf", "Letter.doc", "a.txt", "nameless", "a.docx", "mail.eml"])
@pytest.mark.parametrize("before", [b"", b"\r\n ", b"\xef\xbb\xbf"])
def test_the_bytes_decide_not_the_name(desk, name, before):
    exhibit = desk.read(name, before + rtf("<html>words</html> From: x"))
    assert exhibit.kind == "word" and exhibit.pages[0].text.startswith("<html>words")


def test_other_files_called_rtf_are_read_as_what_they_are(desk):
    assert desk.read("a.rtf", b"plain words").kind == "text"
    assert desk.read("a.rtf", saved(docx.Document())).media_type.endswith("wordprocessingml.document")
    assert choose("a.rtf", b"\0\1\2\3").name == "other"
    assert ".rtf" in accepted_suffixes()


def test_nesting_without_end_is_refused(desk):
    exhibit = desk.read("a.rtf", HEAD + b"{" * 200_000)
    assert exhibit.status == "too big" and "nested" in exhibit.reason


def test_work_grows_with_the_size_and_no_faster():
    """Fields, deleted runs and notes by the ten thousand; twenty times as much would be quadratic."""

    def seconds(times):
        data = rtf(rb"{\field{\*\fldinst HYPERLINK}{\fldrslt a}}{\deleted b}{\footnote c}\'e9\par" * times)
        began = time.process_time()
        read_rtf(data)
        return time.process_time() - began

    seconds(100)
    assert seconds(5_000) < 20 * max(seconds(1_000), 0.005)

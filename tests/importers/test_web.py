from evidence_app.importers.html_text import read_html
from evidence_app.model.shape import unpack_shape

PAGE = """<!DOCTYPE html><!-- saved from url=(0031)https://www.example.com/privacy --><html><head>
<title>Privacy
 Policy</title><link rel="canonical" href="https://example.com/p"><style>p{}</style></head><body>
<script>document.write("run")</script><h1>Privacy</h1><p>We <b>may</b> use&nbsp;your
data&mdash;now.</p><table><tr><td>Opt out</td><td>30 days</td></tr></table>one<br>two<ul><li>a</li><li>b</li></ul>
<noscript>enable</noscript><iframe src="https://example.com/x"></iframe></body></html>"""


def test_text_as_read_and_facts_of_the_capture(desk):
    exhibit = desk.read("capture.html", PAGE.encode())
    assert exhibit.pages[0].text == "Privacy\nWe may use your data—now.\nOpt out | 30 days\none\ntwo\na\nb"
    assert (exhibit.kind, exhibit.media_type, exhibit.title) == ("web", "text/html", "capture")
    assert exhibit.metadata == {
        "title": "Privacy Policy",
        "saved from": "https://www.example.com/privacy",
        "canonical address": "https://example.com/p",
    }


def test_kind_by_bytes(desk):
    assert desk.read("noname", PAGE.encode()).kind == "web"
    assert desk.read("notes.txt", b"I wrote <html> by hand").kind in ("web", "text")


def test_single_file_capture_states_its_date(desk):
    page = "<!DOCTYPE html> <html><!--\n Page saved with a browser\n url: https://example.com/a\n saved date: Wed Sep 18 2024 10:00:00 GMT-0700\n--><body>Words</body>"
    exhibit = desk.read("a.html", page.encode())
    assert exhibit.metadata["saved from"] == "https://example.com/a"
    assert exhibit.metadata["saved"].startswith("Wed Sep 18 2024") and exhibit.date == "2024-09-18"


MHTML = (
    b"From: <Saved by Browser>\r\nSnapshot-Content-Location: https://example.com/policy\r\nSubject: Policy page\r\n"
    b"Date: Wed, 18 Sep 2024 10:15:00 -0700\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.com/policy\r\n\r\n"
    b"<html><body><p>Effective =\r\nSeptember</p></body></html>\r\n--b\r\nContent-Type: image/png\r\n\r\nxx\r\n--b--\r\n"
)


def test_archive_saved_by_a_browser(desk):
    exhibit = desk.read("p.mhtml", MHTML)
    assert (exhibit.kind, exhibit.status, exhibit.pages[0].text) == ("web", "ok", "Effective September")
    assert exhibit.metadata["saved from"] == "https://example.com/policy" and exhibit.metadata["title"] == "Policy page"
    assert (exhibit.date, exhibit.date_basis) == ("2024-09-18", "metadata")
    assert exhibit.metadata["saved by"] == "<Saved by Browser>"
    assert desk.read("unnamed", MHTML).kind == "web"


def test_deeply_nested_and_broken_markup():
    assert read_html("<div>" * 5_000 + "deep" + "</p></table>").text == "deep"
    assert read_html("").text == ""


def test_the_stated_charset_is_used(desk):
    page = '<html><head><meta charset="windows-1251"></head><body>Соглашение</body></html>'
    assert desk.read("a.html", page.encode("cp1251")).pages[0].text == "Соглашение"


def shown(page):
    return [(span.kind, page.text[span.start : span.end]) for span in unpack_shape(page.shape)]


def test_what_the_page_looked_like_stands_beside_its_text(desk):
    (page,) = desk.read("capture.html", PAGE.encode()).pages
    assert shown(page) == [("h1", "Privacy"), ("b", "may"), ("li", "a"), ("li", "b")]
    nested = "<h2> Your <i>data</i> </h2><ul><li>One <ul><li>inner</li></ul></li></ul><a href='x'>all <b> terms</b></a><a>no link</a>"
    (page,) = desk.read("b.html", f"<html><body>{nested}</body></html>".encode()).pages
    assert page.text == "Your data\nOne\ninner\nall termsno link"
    assert shown(page)[:2] == [("h2", "Your data"), ("i", "data")]
    assert ("a", "all terms") in shown(page) and ("b", "terms") in shown(page) and ("li", "inner") in shown(page)


def test_utf_8_that_says_it_is_latin_1_and_latin_1_that_is_none(desk):
    head = b'<html><head><meta charset="iso-8859-1"></head><body>'
    assert desk.read("a.html", head + "the Government’s brief".encode()).pages[0].text == "the Government’s brief"
    assert (
        desk.read("b.html", head + "the Government’s brief".encode("cp1252")).pages[0].text == "the Government’s brief"
    )


def test_a_row_never_begins_with_the_bar_of_an_empty_cell(desk):
    row = "<table><tr><td><b></b></td><td><a href='x'>Search</a></td><td>Help</td></tr></table>"
    assert desk.read("a.html", f"<html><body>{row}</body></html>".encode()).pages[0].text == "Search | Help"


def test_a_page_cannot_bring_marks_of_its_own(desk):
    forged = "<p>\ufdd2big\ufdd3 &#xFDD2;bigger&#64979; &#xfdd8;</p>"
    (page,) = desk.read("a.html", f"<html><body>{forged}</body></html>".encode()).pages
    assert page.shape == "" and page.text == "\ufffdbig\ufffd \ufffdbigger\ufffd \ufffd"


def test_a_heading_over_a_page_cut_goes_on(desk):
    (first, second, *_rest) = desk.read(
        "long.html", f"<html><body><b>{'word ' * 1500}</b></body></html>".encode()
    ).pages
    assert shown(first) == [("b", first.text)] or shown(first)[0][1].strip() == first.text.strip()
    assert shown(second)[0][1].strip() == second.text.strip()

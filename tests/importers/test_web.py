from evidence_app.importers.html_text import read_html

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

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_app.importers.mail import split_mailbox
from evidence_app.importers.mail_parts import stated_date

SIMPLE = (
    b"Received: from x\r\nFrom: Dana Doe <dana@example.com>\r\nTo: a@example.com\r\nTo: b@example.com\r\n"
    b"Cc: c@example.com\r\nDate: Wed, 18 Sep 2024 23:30:00 -0700\r\nSubject: =?utf-8?q?Caf=C3=A9_data?=\r\n"
    b"Message-ID: <1@example.com>\r\n\r\nWe may use your data.\r\n"
)


def multipart(*parts, kind="mixed"):
    head = b"From: d@example.com\nDate: Wed, 18 Sep 2024 10:00:00 +0000\nSubject: s\nMIME-Version: 1.0\n"
    head += f'Content-Type: multipart/{kind}; boundary="b"\n\n'.encode()
    return head + b"".join(b"--b\n" + part + b"\n" for part in parts) + b"--b--\n"


def test_headers_open_the_page_and_the_date_keeps_the_senders_offset(desk):
    exhibit = desk.read("x.eml", SIMPLE)
    assert exhibit.pages[0].text == (
        "From: Dana Doe <dana@example.com>\nTo: a@example.com, b@example.com\nCc: c@example.com\n"
        "Date: Wed, 18 Sep 2024 23:30:00 -0700\nSubject: Café data\n\nWe may use your data."
    )
    assert (exhibit.kind, exhibit.title, exhibit.subject) == ("email", "Café data", "Café data")
    assert (exhibit.date, exhibit.date_basis) == ("2024-09-18", "header")
    assert exhibit.date_as_stated == "Wed, 18 Sep 2024 23:30:00 -0700"
    assert exhibit.metadata == {
        "message id": "<1@example.com>", "sent": "2024-09-18T23:30:00-07:00", "to": "a@example.com, b@example.com",
        "cc": "c@example.com",
    }  # fmt: skip
    assert exhibit.author == "Dana Doe <dana@example.com>"
    assert exhibit.recipients == "a@example.com, b@example.com, c@example.com"


def test_kind_by_bytes_not_by_name(desk):
    assert desk.read("no suffix", SIMPLE).kind == "email"
    assert desk.read("notes.txt", b"From: here to there, a travel diary\nand more words").kind == "text"


def test_html_body_is_parsed_not_run(desk):
    html = b"Content-Type: text/html\n\n<p>Opt <b>out</b></p><script>steal()</script><img src=http://example.com/x.gif>"
    text = desk.read("x.eml", multipart(html)).pages[0].text
    assert text.endswith("\n\nOpt out") and "steal" not in text


def test_plain_text_goes_before_html_of_the_same_words(desk):
    data = multipart(
        b"Content-Type: text/plain\n\nPlain words", b"Content-Type: text/html\n\n<p>Plain words</p>", kind="alternative"
    )
    assert desk.read("x.eml", data).pages[0].text.count("Plain words") == 1


def test_attachments_become_family_members_with_their_exact_bytes(desk):
    data = multipart(
        b"Content-Type: text/plain\n\nSee attached",
        b'Content-Type: application/pdf\nContent-Disposition: attachment; filename="../../up.pdf"\n'
        b"Content-Transfer-Encoding: base64\n\nJVBERi0xLjc=\n",
        b"Content-Type: message/rfc822\n\nSubject: inner\nFrom: e@example.com\n\nInner words",
    )
    exhibit = desk.read("x.eml", data)
    first, second = exhibit.attachments
    assert first.file_name == "../../up.pdf" and first.media_type == "application/pdf"
    assert Path(first.path).read_bytes() == b"%PDF-1.7"
    assert second.media_type == "message/rfc822" and b"Inner words" in Path(second.path).read_bytes()
    assert "Attachments: ../../up.pdf; attached message.eml" in exhibit.pages[0].text
    assert "Inner words" not in exhibit.pages[0].text
    assert {path.parent for path in desk.temp.iterdir()} == {desk.temp}
    assert sorted(desk.folder.iterdir()) == sorted([desk.path, desk.temp])


@pytest.mark.parametrize("headers", [
    b"Date: yesterday, more or less", b"Date: Mon, 99 Foo 2024 99:99:99 +9999", b"From: =?utf-8?b?!!!!?=",
    b"Content-Type: text/plain; charset=no-such-charset", b"Content-Type: multipart/mixed", b"To: <<<>>>,,,@",
    b"Subject: =?iso-8859-99?q?x?=", b"Content-Transfer-Encoding: base64", b"Date: \xff\xfe", b"From: a@[1.2.3",
])  # fmt: skip
def test_broken_headers_cost_nothing_but_themselves(desk, headers):
    exhibit = desk.read("x.eml", b"From: a@example.com\nSubject: t\n" + headers + b"\n\nThe words stay.\n")
    assert exhibit.status == "ok" and exhibit.kind == "email" and exhibit.pages
    assert "The words stay." in exhibit.pages[0].text


def test_mailbox_is_a_container_of_its_messages(desk):
    message = b"From: a@example.com\nDate: Wed, 18 Sep 2024 10:00:00 +0000\nSubject: one\n\nText\n\nFrom now on, no.\n"
    envelope = b"From a@example.com Wed Sep 18 10:00:00 2024\n"
    exhibit = desk.read("old.mbox", envelope + message + b"\n" + envelope + message)
    assert [a.file_name for a in exhibit.attachments] == ["message 1.eml", "message 2.eml"]
    assert exhibit.pages[0].text.splitlines()[1] == "1. Wed, 18 Sep 2024 10:00:00 +0000 | a@example.com | one"
    assert Path(exhibit.attachments[0].path).read_bytes() == message + b"\n"


def test_a_message_that_is_nothing_but_a_file(desk):
    data = SIMPLE.replace(b"Subject", b"Content-Type: application/pdf\r\nSubject").replace(b"We may", b"%PDF we may")
    exhibit = desk.read("x.eml", data)
    assert Path(exhibit.attachments[0].path).read_bytes().startswith(b"%PDF")


def test_one_message_saved_with_its_envelope_line_is_that_message(desk):
    exhibit = desk.read("x.eml", b"From a@example.com Wed Sep 18 10:00:00 2024\n" + SIMPLE.replace(b"\r\n", b"\n"))
    assert exhibit.title == "Café data" and exhibit.attachments == ()


@given(st.lists(st.binary(min_size=1, max_size=200).filter(lambda b: b"From " not in b), min_size=1, max_size=5))
def test_split_mailbox_gives_back_every_message(bodies):
    bodies = [b"Subject: x\n\n" + body.strip(b"\r\n") + b"\n\n" for body in bodies]
    data = b"".join(b"From a Wed Sep 18 10:00:00 2024\n" + body for body in bodies)
    assert list(split_mailbox(io.BytesIO(data))) == bodies


@given(st.text())
def test_any_date_header_gives_a_date_or_nothing(value):
    day, moment = stated_date(value)
    assert (day == "") == (moment == "")

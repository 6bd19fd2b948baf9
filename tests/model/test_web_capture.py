"""What a captured file says about its capture, as offers; unreadable statements offer nothing."""

from hypothesis import given
from hypothesis import strategies as st

from evidence_app.model.web_capture import Offer, archive_stamp, browser_of, offers, stated_moment

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"


def test_times_as_files_state_them():
    assert stated_moment("Wed, 18 Sep 2024 21:05:00 -0000") == "2024-09-18T21:05:00Z"
    assert stated_moment("Wed, 18 Sep 2024 14:05:00 -0700") == "2024-09-18T14:05:00-07:00"
    single = "Wed Sep 18 2024 14:05:00 GMT-0700 (Pacific Daylight Time)"
    assert stated_moment(single) == "2024-09-18T14:05:00-07:00"
    assert stated_moment("D:20240918140500-07'00'") == "2024-09-18T14:05:00-07:00"
    assert stated_moment("D:20240918210500Z") == "2024-09-18T21:05:00Z"
    assert stated_moment("2024:09:18 14:05:00 -07:00") == "2024-09-18T14:05:00-07:00"
    assert stated_moment("2024:09:18 14:05:00") == "2024-09-18T14:05:00"  # no offset stated, none made up
    assert stated_moment("2024-09-18T14:05:00+02:00") == "2024-09-18T14:05:00+02:00"


@given(st.text())
def test_whatever_a_file_states_nothing_breaks(text):
    assert isinstance(stated_moment(text), str)
    assert isinstance(offers({"saved": text, "creator": "Mozilla/" + text, "saved from": text}), list)


def test_a_saved_page_offers_address_time_and_tool():
    found = offers({"saved from": "https://example.com/faq", "saved": "Wed, 18 Sep 2024 21:05:00 -0000",
                    "saved by": "<Saved by Blink>", "title": "FAQ"})  # fmt: skip
    assert found == [
        Offer("requested_url", "https://example.com/faq", "the saved page"),
        Offer("final_url", "https://example.com/faq", "the saved page"),
        Offer("captured_at", "2024-09-18T21:05:00Z", "the saved page"),
        Offer("tool", "Saved by Blink", "the saved page"),
    ]


def test_a_printed_page_offers_its_browser_only_where_the_pdf_names_one():
    found = {one.field: one.value for one in offers({"creator": CHROME, "producer": "Skia/PDF m128"})}
    assert found == {
        "tool": "Skia/PDF m128", "browser": "Chrome 128.0.0.0", "system": "X11; Linux x86_64", "user_agent": CHROME
    }  # fmt: skip
    assert [one.field for one in offers({"creator": "Word", "producer": "Word"})] == ["tool"]
    assert browser_of(CHROME.replace("Chrome/128.0.0.0", "Version/17.1")) == "Safari 17.1"
    assert browser_of("curl/8") == ""


def test_the_stamp_of_an_archived_copy_is_offered():
    assert archive_stamp("https://web.archive.org/web/20240918140500/https://example.com/") == "20240918140500"
    assert archive_stamp("https://web.archive.org/web/20240918140500if_/https://example.com/") == "20240918140500"
    assert archive_stamp("https://example.com/web/20240918140500/") == ""

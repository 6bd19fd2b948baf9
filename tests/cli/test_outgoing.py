"""What leaves the office, on the command line: pre-flight, protected names, portable cases, custody and captures."""

import hashlib
import json

import pytest

from evidence_app.model.custody import STATED, WebCapture
from evidence_app.services.matter import open_matter


def codes(report, **wanted):
    return [one["code"] for one in report["findings"] if all(one[key] == value for key, value in wanted.items())]


def preflight_json(run, *args, code=0):
    return json.loads(run("preflight", *args, "--json", code=code).stdout)


# --- pre-flight -------------------------------------------------------------------------------------------------------


def test_findings_are_printed_with_their_places_and_clear_nothing(run, folder):
    run("number", "#1", "--next", "PX")
    done = run("preflight")
    assert (
        "PX1" in done.stdout and "title-guessed" in done.stdout and done.stdout.splitlines()[-1].startswith("Found: ")
    )
    assert "Looked for: privileged exhibits" in done.stderr
    report = preflight_json(run)
    assert "sponsor-missing" in codes(report, severity="warning", exhibit="PX1", overridden=False)
    assert report["purpose"] == "exhibit list"
    whole = run("preflight", "#1", "#2", "#3")
    (line,) = [one for one in whole.stdout.splitlines() if "sponsor-missing" in one]
    assert line.split()[:4] == ["Warning", "sponsor-missing", "3", "3"] and line.endswith("PX1, Scan, Letter")
    places = run("preflight", "#1", "#2", "#3", "--all").stdout
    assert sum("sponsor-missing" in one for one in places.splitlines()) == 3
    (group,) = [one for one in preflight_json(run, "#1", "#2")["groups"] if one["code"] == "sponsor-missing"]
    assert (group["exhibit_ids"], group["exhibits"], group["places"], group["overridden"]) == (
        [1, 2],
        ["PX1", "Scan"],
        2,
        0,
    )
    assert not any("larger than the limit" in words for words in report["looked_for"])


def test_a_reason_to_stop_is_exit_code_4_until_somebody_decides(run, folder):
    run("set", "#1", "designation=AEO")
    assert preflight_json(run, "#1")["findings"]
    report = preflight_json(run, "#1", "--purpose", "public filing", code=4)
    assert codes(report, severity="stop") == ["designation-public"]
    stopped = run("preflight", "#1", "--purpose", "public filing", code=4)
    assert "1 reason to stop" in stopped.stderr and "Stop" in stopped.stdout

    decide = ("preflight", "#1", "--purpose", "public filing", "--override", "designation-public")
    assert "needs a reason" in run.error(*decide)
    run(*decide, "--reason", "filed under seal")
    report = preflight_json(run, "#1", "--purpose", "public filing")
    assert codes(report, overridden=True) == ["designation-public"]
    assert "Stop (overridden)" in run("preflight", "#1", "--purpose", "public filing").stdout
    assert "filed under seal" in run("history").stdout


def test_a_decision_holds_for_its_exhibit_only(run, folder):
    for name in ("#1", "#3"):
        run("set", name, "designation=AEO")
    run("preflight", "#1", "--purpose", "public filing", "--override", "designation-public", "--reason", "under seal")
    report = preflight_json(run, "#1", "#3", "--purpose", "public filing", code=4)
    stops = [one for one in report["findings"] if one["severity"] == "stop"]
    assert [(one["exhibit_id"], one["overridden"]) for one in stops] == [(1, True), (3, False)]


def test_overrides_name_what_was_found(run, folder):
    assert "Nothing was found with the code 'covered-text'" in run.error(
        "preflight", "#1", "--override", "covered-text", "--reason", "looked at"
    )
    assert "'nonsense' is no pre-flight finding" in run.error(
        "preflight", "#1", "--override", "nonsense", "--reason", "looked at"
    )
    assert "belongs to an override" in run.error("preflight", "#1", "--reason", "looked at")
    assert "exhibit" in run.error("preflight", "PX99")


def test_the_titles_of_privileged_exhibits_are_not_printed(run, folder):
    run("set", "#3", "privilege=work product")
    shown = run("preflight", "#3", code=4)
    assert "#3" in shown.stdout and "Letter" not in shown.stdout


def test_exhibits_can_be_chosen_by_filters_and_a_limit_given(run, folder):
    run("tag", "#1", "out")
    report = preflight_json(run, "--tag", "out", "--purpose", "production", "--limit-mb", "0.5")
    assert {one["exhibit_id"] for one in report["findings"]} == {1}
    assert any("larger than the limit" in words for words in report["looked_for"])
    run.error("preflight", "--limit-mb", "0")


# --- protected names --------------------------------------------------------------------------------------------------


def test_protected_names_are_listed_found_and_released(run, folder):
    assert "No protected name yet" in run("protect").stderr
    assert "any models personal is to leave as A.M.P." in run("protect", "any  models\npersonal").stdout
    assert run.json("protect")[0]["name"] == "any models personal"
    assert "already on the list" in run.error("protect", "Any Models Personal")
    run("protect", "any models personal", "--release")
    made = run.json("protect", "the provider", "--reason", "sealed", "--shown", "T.P.")
    assert (made["initials"], made["reason"]) == ("T.P.", "sealed")
    found = preflight_json(run, "#1", "--purpose", "public filing")
    assert codes(found, page=1, exhibit_id=1).count("personal-identifier") == 1
    assert "the provider" in run("protect", "list").stdout
    run("protect", "THE  Provider", "--release")
    assert run.json("protect") == []
    assert "not on the list" in run.error("protect", "the provider", "--release")
    assert "Which name?" in run.error("protect", "--release")
    assert "put on the list or taken off" in run.error("protect", "x y z", "--release", "--shown", "X.")
    assert "the provider" not in run("history").stdout.lower()


# --- portable case ----------------------------------------------------------------------------------------------------


def test_a_portable_case_is_a_folder_with_what_was_chosen(run, folder, tmp_path):
    run("link", "1.1", "#3", "--quote", "never agreed")
    made = run.json("portable", tmp_path / "out", "--claim", "1", "--exhibit", "#1", "--pages", "text only")
    assert (made["claims"], made["exhibits"], made["pages"]) == (1, 2, 3)
    assert (tmp_path / "out" / "index.html").is_file()
    assert hashlib.sha256((tmp_path / "out" / "SHA256SUMS").read_bytes()).hexdigest() == made["sha256"]
    assert "Scan" not in (tmp_path / "out" / "index.html").read_text("utf-8")
    with open_matter(folder) as matter:
        assert matter.read.value("SELECT count(*) FROM audit_entry WHERE action LIKE 'Export a portable case%'") == 1
    said = run("portable", tmp_path / "second", "--exhibit", "#1", "--pages", "text only", "--no-work-product").stdout
    assert "0 claims, 1 exhibit, 2 pages" in said and str(tmp_path / "second") in said
    assert "WORK PRODUCT" not in (tmp_path / "second" / "index.html").read_text("utf-8")


def test_a_portable_case_is_refused_with_a_way_out(run, folder, tmp_path):
    assert "Choose claims" in run.error("portable", tmp_path / "out")
    assert "no claim '9'" in run.error("portable", tmp_path / "out", "--claim", "9")
    assert "already something called" in run.error("portable", tmp_path, "--exhibit", "#1")
    run("set", "#3", "privilege=work product")
    assert "may be handed over" in run.error("portable", tmp_path / "out", "--exhibit", "#3")
    assert not (tmp_path / "out").exists()


# --- custody ----------------------------------------------------------------------------------------------------------


def test_the_chain_begins_with_the_import_and_grows(run, folder):
    assert [step["kind"] for step in run.json("custody", "#1")] == ["import"]
    steps = run.json("custody", "#1", "--add", "collected", "--at", "2024-09-18", "--received-by", "A. River")
    stated = next(step for step in steps if step["kind"] == "stated")
    assert "A. River" in stated["words"] and stated["at"] == "2024-09-18"
    steps = run.json("custody", "#1", "--correct", str(stated["entry"]), "--received-by", "A. Rivera")
    assert [bool(step["corrected_by"]) for step in steps if step["kind"] == "stated"] == [True, False]
    shown = run("custody", "#1").stdout
    assert "corrected by entry" in shown and f"Correction of entry {stated['entry']}" in shown
    assert "Custody of" in run("history").stdout


def test_custody_needs_what_and_when(run, folder):
    assert "Say what happened" in run.error("custody", "#1", "--received-by", "A. Rivera")
    assert "When did it happen" in run.error("custody", "#1", "--add", "copied")
    assert "needs its zone" in run.error("custody", "#1", "--add", "copied", "--at", "2024-09-18T14:05")
    assert "is no custody event of this exhibit" in run.error("custody", "#1", "--correct", "1", "--note", "x")
    run("custody", "#3", "--add", "copied", "--at", "2024")
    entry = next(step["entry"] for step in run.json("custody", "#3") if step["kind"] == "stated")
    assert "of this exhibit" in run.error("custody", "#1", "--correct", str(entry), "--note", "x")
    assert "is not one of" in run.error("custody", "#1", "--add", "lost", "--at", "2024")


def test_every_field_of_the_records_has_an_option():
    from evidence_app.cli.custody import CAPTURE_HELP, STATED_HELP

    assert {*STATED_HELP, "event", "at"} == set(STATED)
    assert list(CAPTURE_HELP)[:6] == list(WebCapture.__dataclass_fields__)[:6]
    assert set(CAPTURE_HELP) == set(WebCapture.__dataclass_fields__)


# --- web captures -----------------------------------------------------------------------------------------------------

PAGE = ("--url", "https://example.com/faq", "--captured-at", "2024-09-18T14:05:00-07:00", "--zone",
        "America/Los_Angeles", "--browser", "Firefox 130", "--operator", "A. Rivera", "--tool", "Shot 2")  # fmt: skip


def test_a_capture_is_recorded_with_hashes_and_listed(run, folder, tmp_path):
    assert "No capture record yet" in run("capture", "#1").stderr
    shot = tmp_path / "shot.png"
    shot.write_bytes(b"picture")
    made = run.json("capture", "#1", *PAGE, "--file", shot, "--http-status", "200")
    assert made["capture"]["captured_at"] == "2024-09-18T21:05:00Z" and made["capture"]["http_status"] == "200"
    assert made["files"][0]["sha256"] == hashlib.sha256(b"picture").hexdigest()
    assert [one["entry"] for one in run.json("capture", "#1")] == [made["entry"]]
    assert "example.com/faq" in run("custody", "#1").stdout
    said = run("capture", "#1", *PAGE, "--correct", str(made["entry"])).stdout
    assert f"Correction of entry {made['entry']}" in said and "Log entry" in said
    assert run.json("capture", "#3") == []


@pytest.mark.parametrize("missing", range(0, len(PAGE), 2))
def test_a_capture_without_what_is_needed_is_refused(run, folder, missing):
    assert "needs its" in run.error("capture", "#1", *PAGE[:missing], *PAGE[missing + 2 :])
    assert run.json("capture", "#1") == []


def test_a_capture_with_a_missing_file_or_a_wrong_time_is_refused(run, folder, tmp_path):
    assert "gone.png" in run.error("capture", "#1", *PAGE, "--file", tmp_path / "gone.png")
    nowhere = [one for one in PAGE if one not in ("--zone", "America/Los_Angeles")]
    assert "zone" in run.error("capture", "#1", *nowhere, "--captured-at", "2024-09-18T14:05:00")
    assert "twice" in run.error("capture", "#1", *PAGE, "--captured-at", "2024-11-03T01:30:00")
    assert run.json("capture", "#1") == []

"""Redaction marks and their reason codes on the command line."""


def test_marks_are_added_changed_and_removed(run, folder):
    assert "No redaction mark yet." in run("redactions", "#1").stderr
    made = run.json("redactions", "#1", "--add", "1:7200,7200,14400,8400", "--reason", "work product")
    assert [(m["page"], m["box"], m["reason"], m["state"]) for m in made] == [
        (1, "7200,7200,14400,8400", "Work Product", "ok")
    ]
    assert run.json("redactions", "#1", "--change", "1", "--reason", "Privacy")[0]["reason"] == "Privacy"
    assert "Privacy" in run("redactions", "#1").stdout
    assert run.json("redactions", "#1", "--remove", "1") == []
    run("undo")
    assert len(run.json("redactions", "#1")) == 1


def test_words_of_a_letter_are_marked(run, folder):
    made = run.json("redactions", "#3", "--words", "the switch", "--reason", "Trade Secret")
    assert [(m["quote"], m["box"]) for m in made] == [("The switch", "")]
    assert "is not in" in run.error("redactions", "#3", "--words", "zebra")


def test_slips_are_refused(run, folder):
    run("redactions", "#1", "--add", "1:7200,7200,14400,8400")
    assert "no redaction mark 1" in run.error("redactions", "#2", "--remove", "1", code=2)
    assert "no redaction mark 9" in run.error("redactions", "#1", "--confirm", "9", code=2)
    assert "Which reason" in run.error("redactions", "#1", "--change", "1")
    assert "belongs to marks" in run.error("redactions", "#1", "--reason", "Privacy")
    assert "no reason code" in run.error("redactions", "#1", "--change", "1", "--reason", "Zebra")


def test_reason_codes_of_the_matter(run, folder):
    assert "FRCP 5.2" in run("redaction-reasons").stdout
    run("redaction-reasons", "--add", "HIPAA", "--meaning", "Health information")
    run("redaction-reasons", "--add", "hipaa", "--meaning", "Health")
    run("redaction-reasons", "--remove", "trade secret")
    codes = {one["code"]: one["meaning"] for one in run.json("redaction-reasons")}
    assert codes["hipaa"] == "Health" and "HIPAA" not in codes and "Trade Secret" not in codes
    assert "no reason code" in run.error("redaction-reasons", "--remove", "Zebra")
    assert "belongs to a code" in run.error("redaction-reasons", "--meaning", "x")

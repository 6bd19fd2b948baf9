"""A portable case holds what was chosen and nothing else, works without a network or scripts, and can be checked."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from evidence_app.jobs import CancelToken, SerialPool
from evidence_app.model.errors import Cancelled, IntegrityProblem, NotFound, StorageProblem, UserError
from evidence_app.model.exhibits import number_sort_key
from evidence_app.model.pinpoint import Pinpoint
from evidence_app.reports.portable import PortableOptions, export
from evidence_app.reports.portable.markup import Passage, marked, text_of
from evidence_app.services import chronology, evidence_links, history, proof
from evidence_app.services.matter import Matter
from tests.importers.conftest import edited, pdf

SECRETS = ("QUAGGATITLE", "quaggafile.docx", "QUAGGATEXT", "OKAPITITLE", "okapifile.msg", "OKAPITEXT", "ZEBRATITLE",
           "zebrafile.pdf", "ZEBRATEXT", "LYNXNOTE")  # fmt: skip
HOSTILE = "<script>alert('x')</script> & \"quoted\" ${style} \u202egnp.exe"


def _png(secret: str = "") -> bytes:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", secret)
    out = io.BytesIO()
    Image.new("RGB", (200, 120), "white").save(out, "PNG", pnginfo=note, icc_profile=secret.encode())
    return out.getvalue()


@pytest.fixture
def case(matter: Matter, add_exhibit: Callable[..., int]) -> dict[str, int]:
    """Ids by name: a claim with links to a PDF, a picture and an e-mail; exhibits withheld, sequestered, not chosen."""

    def add(title: str, number: str | None, *texts: str, data: bytes = b"", **columns: Any) -> int:
        stored = matter.originals.add_bytes(data or title.encode())
        row = {"original_sha256": stored.sha256, "original_bytes": stored.size, "number": number}
        return add_exhibit(title, *texts, **(row | {"number_sort": number_sort_key(number)} | columns))

    secret_pdf = edited(pdf("We never share messages."), lambda w: w.add_metadata({"/Title": "LYNXNOTE"}))
    ids = {
        "policy": add(
            f"Policy {HOSTILE}",
            "P-2",
            "We never share\nmessages. <b>Never</b> & so on.",
            "Second page.",
            kind="pdf",
            data=secret_pdf,
            file_name="policy.pdf",
            notes="LYNXNOTE",
        ),
        "shot": add(
            "Screenshot", "P-10", "A setting that is on", kind="image", data=_png("LYNXNOTE"), file_name="shot.png"
        ),
        "mail": add(
            "Mail",
            "P-3",
            "Attachments: quaggafile.docx, zebrafile.pdf\nI saw no notice.",
            kind="email",
            file_name="mail.eml",
        ),
        "other": add("ZEBRATITLE", "P-4", "ZEBRATEXT", kind="pdf", data=pdf("ZEBRATEXT"), file_name="zebrafile.pdf"),
    }
    ids["quagga"] = add(
        "QUAGGATITLE",
        "P-5",
        "QUAGGATEXT",
        file_name="quaggafile.docx",
        privilege="Attorney-Client",
        parent_id=ids["mail"],
    )
    ids["okapi"] = add("OKAPITITLE", "P-6", "OKAPITEXT", file_name="okapifile.msg", sequestered=1)
    with matter.operation("Seed") as tx:
        tx.update("exhibit", ids["other"], {"parent_id": ids["mail"]})
    ids["claim"] = proof.add_claim(matter, "Breach <i>of</i> contract", notes="LYNXNOTE")
    ids["promise"] = proof.add_element(matter, ids["claim"], "A promise", notes="LYNXNOTE", gap_reason="LYNXNOTE")
    ids["broken"] = proof.add_element(matter, ids["claim"], "It was broken", expected_objection="LYNXNOTE")
    ids["alone"] = proof.add_element(matter, ids["claim"], "Harm")
    ids["second"] = proof.add_claim(matter, "Another claim")
    third = proof.add_element(matter, ids["second"], "Elsewhere")
    link = evidence_links.link_evidence
    link(matter, ids["promise"], ids["policy"], Pinpoint(1, "We never share\nmessages."), note="LYNXNOTE")
    link(matter, ids["broken"], ids["policy"], Pinpoint(1, "never share"), "undermines")
    link(matter, ids["broken"], ids["shot"], Pinpoint(1, box="2000,1000,6000,3000"), "neutral")
    link(matter, ids["broken"], ids["mail"], Pinpoint(1, "I saw no notice."))
    link(matter, ids["alone"], ids["quagga"], Pinpoint(1, "QUAGGATEXT"))
    link(matter, third, ids["other"], Pinpoint(1, "ZEBRATEXT"))
    both = [chronology.Source(ids["policy"], 1), chronology.Source(ids["okapi"], 1, "OKAPITEXT", states_date="2020")]
    chronology.add_event(matter, "The policy was published", "2024-08", sources=both, notes="LYNXNOTE")
    chronology.add_event(matter, "Only OKAPITITLE says so", "2024", sources=[chronology.Source(ids["okapi"], 1)])
    return ids


def made(matter: Matter, tmp_path: Path, name: str = "case", **options: Any) -> Path:
    return export(matter, PortableOptions(**options), tmp_path / name, pool=SerialPool()).path


class Links(HTMLParser):
    """Links, sources, ids and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for key, value in attrs:
            assert not key.startswith("on"), f"an event handler: {key}"
            if key in ("href", "src"):
                self.targets.append(str(value))
            elif key == "id":
                self.ids.add(str(value))


def pages_of(folder: Path) -> dict[Path, Links]:
    return {path: Links(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}


@pytest.mark.parametrize("pages", ["pictures", "both", "originals", "text only"])
def test_nothing_withheld_or_not_chosen_is_in_any_byte(matter, case, tmp_path, pages):
    folder = made(matter, tmp_path, claims=(case["claim"],), pages=pages)
    originals = (
        {path.name for path in (folder / "originals").glob("*")} if "originals" in pages or pages == "both" else set()
    )
    assert originals == ({"001.pdf", "003.png"} if originals else set()), "the mail holds what is left out"
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "originals":
            data = path.read_bytes()
            for secret in SECRETS:
                for form in (secret.encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be")):
                    assert form.lower() not in data.lower(), (path, secret)
    copied = b"".join(path.read_bytes() for path in (folder / "originals").glob("*"))
    assert not any(secret.encode() in copied for secret in SECRETS[:9])


def test_every_link_leads_somewhere_inside_and_no_page_has_a_script(matter, case, tmp_path):
    folder = made(matter, tmp_path, claims=(case["claim"],), pages="both")
    found = pages_of(folder)
    assert len(found) == 5
    for path, page in found.items():
        assert not page.tags & {"script", "iframe", "object", "embed", "form", "link", "base", "b", "i"}
        text = path.read_text(encoding="utf-8")
        assert "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'" in text
        assert not re.search(r"https?://|file:|javascript:|url\(|@import", text)
        for target in page.targets:
            name, _hash, anchor = target.partition("#")
            there = (path.parent / name).resolve() if name else path
            assert there.is_relative_to(folder) and there.is_file(), target
            assert not anchor or anchor in found[there].ids, target


def test_hostile_titles_are_text(matter, case, tmp_path):
    text = (made(matter, tmp_path, exhibits=(case["policy"],)) / "exhibits" / "001.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;quoted&quot; ${style}" in text
    assert "\u202e" not in text and "&lt;b&gt;Never&lt;/b&gt; &amp; so on." in text


def test_claims_with_coverage_quotes_by_stance_and_regions(matter, case, tmp_path):
    folder = made(matter, tmp_path, claims=(case["claim"],))
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert "Breach &lt;i&gt;of&lt;/i&gt; contract" in index and "Another claim" not in index
    assert index.count("Gap") == 1 and "Contested" in index and "Proved on paper" in index, (
        "harm rests on what is withheld"
    )
    assert "counted from the evidence in this folder only" in index
    policy = (folder / "exhibits" / "001.html").read_text(encoding="utf-8")
    assert '<mark class="undermines"><mark class="supports">never share</mark></mark>' in policy
    assert ">Supports 1.1</a>" in policy and ">Undermines 1.2</a>" in policy and 'id="page-2"' in policy
    assert matter.read.value("SELECT original_sha256 FROM exhibit WHERE id = ?", (case["policy"],)) in policy
    shot = (folder / "exhibits" / "003.html").read_text(encoding="utf-8")
    assert 'class="region neutral"' in shot and "Neutral on" in shot and 'alt="Page 1 of P-10 as a picture"' in shot
    mail = (folder / "exhibits" / "002.html").read_text(encoding="utf-8")
    assert mail.count("file name not included") == 2 and "2 other members of its family are not" in mail


def test_chosen_exhibits_show_only_linked_elements_and_no_state(matter, case, tmp_path):
    index = (made(matter, tmp_path, exhibits=(case["shot"],)) / "index.html").read_text(encoding="utf-8")
    assert "It was broken" in index and "A promise" not in index and "Harm" not in index
    assert "Proved on paper" not in index and "Only elements to which these exhibits are linked" in index


def test_chronology_cites_only_what_is_here_and_counts_conflicts_without_the_rest(matter, case, tmp_path):
    folder = made(matter, tmp_path, claims=(case["claim"],))
    text = (folder / "chronology.html").read_text(encoding="utf-8")
    assert "The policy was published" in text and "Ex. P-2 at 1" in text and "2020" not in text and "differ" not in text
    assert not (made(matter, tmp_path, "two", exhibits=(case["shot"],)) / "chronology.html").exists()


def test_manifest_and_sums_cover_every_file_and_the_log_keeps_their_hash(matter, case, tmp_path):
    result = export(matter, PortableOptions(claims=(case["claim"],)), tmp_path / "case", pool=SerialPool())
    lines = [line.split("  ", 1) for line in (result.path / "SHA256SUMS").read_text().splitlines()]
    listed = {name: digest for digest, name in lines}
    files = {p.relative_to(result.path).as_posix(): p for p in result.path.rglob("*") if p.is_file()}
    assert set(files) == {*listed, "SHA256SUMS"} and result.files == len(files)
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == digest for name, digest in listed.items())
    manifest = json.loads(files["manifest.json"].read_text(encoding="utf-8"))
    assert {one["path"] for one in manifest["files"]} == set(listed) - {"manifest.json"}
    assert [one["number"] for one in manifest["exhibits"]] == ["P-2", "P-3", "P-10"]
    assert result.sha256 == hashlib.sha256(files["SHA256SUMS"].read_bytes()).hexdigest()
    assert history.entries(matter)[0].words == "Export a portable case to case: 3 exhibits"
    assert result.sha256 in matter.read.value("SELECT detail FROM audit_entry ORDER BY id DESC LIMIT 1")
    assert (result.exhibits, result.claims, result.pages) == (3, 1, 4)
    assert result.notes[0] == "Left out, because privileged or sequestered: 1"


def test_pictures_are_pixels_only(matter, case, tmp_path):
    folder = made(matter, tmp_path, exhibits=(case["policy"], case["shot"]))
    pictures = sorted((folder / "pictures").iterdir())
    assert [p.name.split(".")[0] for p in pictures] == ["001-0001", "002-0001"]
    for path in pictures:
        with Image.open(path) as image:
            image.load()
            assert not image.getexif() and not {"Comment", "comment", "icc_profile", "exif"} & set(image.info)


def test_withdrawn_designated_and_impeachment_exhibits(matter, case, tmp_path):
    with matter.operation("Seed") as tx:
        tx.update("exhibit", case["shot"], {"status": "withdrawn"})
        tx.update("exhibit", case["mail"], {"offer_class": "impeachment_only"})
        tx.update("exhibit", case["policy"], {"designation": "AEO"})
    result = export(matter, PortableOptions(claims=(case["claim"],)), tmp_path / "a", pool=SerialPool())
    assert result.exhibits == 1 and {note.split(":")[0] for note in result.notes} == {
        "Left out, because withdrawn", "Left out, because for impeachment only", "Left out, because privileged or sequestered",
    }  # fmt: skip
    text = (result.path / "exhibits" / "001.html").read_text(encoding="utf-8")
    assert "HIGHLY CONFIDENTIAL - ATTORNEYS&#x27; EYES ONLY" in text
    with pytest.raises(UserError, match="None of the chosen"):
        made(matter, tmp_path, "b", exhibits=(case["policy"],), designated=False)


def test_wrong_choices_and_places_write_nothing(matter, case, tmp_path):
    with pytest.raises(UserError, match="Nothing was chosen"):
        made(matter, tmp_path)
    for wrong in ({"claims": (99,)}, {"exhibits": (99,)}):
        with pytest.raises(NotFound):
            made(matter, tmp_path, **wrong)
    with pytest.raises(UserError, match="None of the chosen"):
        made(matter, tmp_path, exhibits=(case["quagga"],))
    with pytest.raises(UserError, match="folder of a matter"):
        made(matter, matter.folder.root, exhibits=(case["policy"],))
    (tmp_path / "taken").mkdir()
    with pytest.raises(UserError, match="already something"):
        made(matter, tmp_path, "taken", exhibits=(case["policy"],))
    with pytest.raises(UserError, match="Pages cannot"):
        made(matter, tmp_path, exhibits=(case["policy"],), pages="films")
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageProblem):
        made(matter, tmp_path / "file", exhibits=(case["policy"],))
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "matter") == ["file", "taken"]


def test_an_altered_original_stops_it_and_stop_leaves_nothing(matter, case, tmp_path):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        export(matter, PortableOptions(exhibits=(case["policy"],)), tmp_path / "case", cancel=token)
    stored = matter.originals.path(
        matter.read.value("SELECT original_sha256 FROM exhibit WHERE id = ?", (case["policy"],))
    )
    stored.chmod(0o600)
    stored.write_bytes(b"altered")
    with pytest.raises(IntegrityProblem, match=r"Ex\. P-2 is missing or differs"):
        made(matter, tmp_path, exhibits=(case["policy"],))
    assert [p.name for p in tmp_path.iterdir()] == ["matter"]


def test_pages_are_drawn_in_children_with_progress(matter, case, tmp_path):
    told = []
    result = export(matter, PortableOptions(exhibits=(case["policy"],)), tmp_path / "case", told.append)
    assert (result.path / "pictures").is_dir() and any((result.path / "pictures").iterdir())
    assert told[-1].done == told[-1].total


def test_a_page_that_shows_a_withheld_name_has_no_picture_and_the_user_is_told_of_titles(matter, case, tmp_path):
    with matter.operation("Seed") as tx:
        tx.execute(
            "UPDATE page SET text = 'See OKAPIFILE.msg of OKAPITITLE' WHERE exhibit_id = ? AND number = 1",
            (case["policy"],),
        )
    result = export(
        matter, PortableOptions(exhibits=(case["policy"],), pages="both"), tmp_path / "case", pool=SerialPool()
    )
    assert not any((result.path / "pictures").iterdir()) and not any((result.path / "originals").iterdir())
    text = (result.path / "exhibits" / "001.html").read_text(encoding="utf-8")
    assert "okapifile" not in text.casefold() and "The picture of this page is not included" in text
    assert any(f"#{case['okapi']}" in note for note in result.notes)


def test_web_pages_are_copied_as_text_so_that_no_browser_runs_them(matter, add_exhibit, tmp_path):
    stored = matter.originals.add_bytes(b"<script>alert(1)</script>")
    row = {"original_sha256": stored.sha256, "original_bytes": stored.size, "kind": "web", "file_name": "page.html"}
    one = add_exhibit("Page", "Words", **row)
    result = export(matter, PortableOptions(exhibits=(one,), pages="originals"), tmp_path / "case", pool=SerialPool())
    folder = result.path
    assert "run the pre-flight check" in result.notes[-1]
    assert [p.name for p in (folder / "originals").iterdir()] == ["001.html.txt"]


def test_marks_over_one_another_keep_every_character():
    text = "one <two> three"
    passages = [Passage(0, 9, "supports", "1", "a"), Passage(4, 15, "undermines", "2", "b")]
    html = marked(text, passages, ())
    plain = re.sub(r'<a class="tag[^>]*>[^<]*</a>|</?mark[^>]*>', "", html)
    assert plain == "one &lt;two&gt; three" and html.count("<mark") == 4
    assert text_of("a\x00b\u202ec") == "a\ufffdb\ufffdc"
    assert marked("see A\nB.doc now", [], ["a b.DOC"]) == 'see <span class="withheld">file name not included</span> now'


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_no_text_and_no_passages_break_the_markup(text, spans):
    places = [(min(a, b), max(a, b)) for a, b in spans if max(a, b) <= len(text) and a != b]
    html = marked(text, [Passage(a, b, "neutral", "1", "x") for a, b in places], ())
    plain = re.sub(r'<a class="tag neutral" href="x">Neutral on 1</a>|</?mark(?: class="neutral")?>', "", html)
    assert plain == text_of(text)
    assert html.count("<mark") == html.count("</mark>") and html.count("<a ") == len(places)


def test_the_marking_stands_in_the_printed_margin_and_cannot_leave_its_string(matter, case, tmp_path):
    with matter.operation("Seed") as tx:
        tx.update("matter", 1, {"banner": '"; } </style><script>'})
    text = (made(matter, tmp_path, exhibits=(case["policy"],)) / "index.html").read_text(encoding="utf-8")
    assert text.count("</style>") == 1 and "@top-center" in text and "\\000022\\00003B" in text

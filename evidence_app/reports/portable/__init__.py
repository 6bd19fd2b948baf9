"""A portable case: chosen claims or exhibits with only their evidence, as a folder any browser can show without a network.

The folder is built beside its target under a temporary name, read back, and gets its name only when it is whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from evidence_app import __version__
from evidence_app.importers.page_pictures import PagePicture, PagePicturesTask, draw_pages
from evidence_app.jobs import CancelToken, Pool, ProgressCallback, ProgressMeter, WorkerPool
from evidence_app.model.custody import SAMENESS
from evidence_app.model.errors import Cancelled, EvidenceError, IntegrityProblem, StorageProblem, UserError
from evidence_app.reports.caption import WORK_PRODUCT, make_caption
from evidence_app.reports.portable import pages
from evidence_app.reports.portable.content import PAGE_CHOICES, CaseExhibit, Content, PortableOptions, gather
from evidence_app.reports.portable.markup import name_pattern, text_of
from evidence_app.reports.portable.pages import Folder
from evidence_app.services import history
from evidence_app.services.matter import Matter
from evidence_app.services.preflight import refuse_unredacted

__all__ = ["PortableOptions", "PortableResult", "export"]

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
DRAWN_KINDS = frozenset({"pdf", "image"})
_RUN_BY_BROWSERS = frozenset(
    {
        ".htm",
        ".html",
        ".xhtml",
        ".xht",
        ".shtml",
        ".mht",
        ".mhtml",
        ".svg",
        ".xml",
        ".xsl",
        ".hta",
        ".js",
        ".mjs",
        ".url",
    }
)
_SLOTS = max(1, min(4, (os.cpu_count() or 2)))
_CHILD_MEMORY = 2 << 30


@dataclass(frozen=True)
class PortableResult:
    """A finished folder: where it lies, what is in it, the SHA-256 of its SHA256SUMS, and what the user should know."""

    path: Path
    exhibits: int
    claims: int
    pages: int
    files: int
    bytes: int
    sha256: str
    notes: tuple[str, ...]


def export(
    matter: Matter,
    options: PortableOptions,
    target: Path,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    pool: Pool | None = None,
) -> PortableResult:
    """Write the folder ``target`` (which must not exist) and record the export with the hash of its list of hashes.

    Raises UserError for a wrong choice or place, IntegrityProblem when an original differs from its record,
    StorageProblem when the disk refuses, Cancelled when stopped; then nothing is left behind.
    """
    if options.pages not in PAGE_CHOICES:
        raise UserError(f"Pages cannot be shown as {options.pages!r}.", f"Known: {', '.join(PAGE_CHOICES)}.")
    place = _place(matter, target)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".evidence-", dir=place.parent))
    except OSError as error:
        raise _disk(place, error) from error
    try:
        with matter.snapshot():
            result = _Builder(matter, options, work, progress, cancel or CancelToken()).build(pool)
        _finish(work, place)
    except OSError as error:
        raise _disk(place, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    notes = (*result.notes, *_record(matter, place, result))
    return PortableResult(place, *result.counts, result.sha256, notes)


def _place(matter: Matter, target: Path) -> Path:
    place = target.expanduser().absolute()
    if place.exists() or place.is_symlink():
        raise UserError(f"There is already something called {place.name}.", "Give the folder a new name.")
    inside = (place.parent.resolve() / place.name).parents
    if matter.folder.root.resolve() in inside or any((one / matter.folder.database.name).exists() for one in inside):
        raise UserError("Exports do not go into the folder of a matter.", "Choose a folder outside it.")
    return place


def _disk(place: Path, error: OSError) -> StorageProblem:
    reason = error.strerror or str(error)
    return StorageProblem(f"{place.name} cannot be written: {reason}.", "Choose another folder; nothing was written.")


def _finish(work: Path, place: Path) -> None:
    """Flush everything, then give the folder its name in one step."""
    for path in work.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    with contextlib.suppress(OSError):
        work.chmod(0o755)  # temporary folders are made for their owner only
    if place.exists():
        raise UserError(f"There is already something called {place.name}.", "Give the folder a new name.")
    work.rename(place)


@dataclass(frozen=True)
class _Built:
    """The counts of a finished folder, in the order of :class:`PortableResult`, its hash, and notes."""

    counts: tuple[int, int, int, int, int]
    sha256: str
    notes: tuple[str, ...]


class _Builder:
    """One run: content, pictures, originals, pages, hashes."""

    def __init__(
        self, matter: Matter, options: PortableOptions, work: Path, progress: ProgressCallback | None, cancel: CancelToken
    ) -> None:  # fmt: skip
        self.matter = matter
        self.options = options
        self.work = work
        self.progress = progress
        self.cancel = cancel
        self.notes: list[str] = []

    def build(self, pool: Pool | None) -> _Built:
        content = gather(self.matter, self.options)
        refuse_unredacted(self.matter, [one.exhibit for one in content.exhibits], "production")
        self.meter = ProgressMeter(self.progress, 2 * len(content.exhibits) + 1)
        self.notes += content.notes
        self._verify(content)
        folder = self._folder(content, self._left_out(content), pool)
        self._write_pages(folder)
        files = self._write_hashes(folder)
        self._read_back(content)
        sums = hashlib.sha256((self.work / SUMS).read_bytes()).hexdigest()
        self.meter.tell(self.meter.total, "Done")
        counts = (
            len(content.exhibits), len(content.claims), sum(len(one.pages) for one in content.exhibits), len(files) + 1,
            sum(path.stat().st_size for path in self.work.rglob("*") if path.is_file()),
        )  # fmt: skip
        return _Built(counts, sums, tuple(self.notes))

    def _verify(self, content: Content) -> None:
        """Hash every original again: the folder says that the values were equal when it was made."""
        for done, one in enumerate(content.exhibits):
            self.cancel.raise_if_cancelled()
            self.meter.tell(done, f"Checking {one.exhibit.label}")
            if one.exhibit.original_sha256 and self.matter.originals.verify(one.exhibit.original_sha256) is not True:
                raise IntegrityProblem(
                    f"The stored file of {one.exhibit.label} is missing or differs from its record.",
                    "Run Verify first.",
                )

    def _left_out(self, content: Content) -> dict[int, frozenset[int]]:
        """Pages whose text names a file that is not to be told: their picture would tell it."""
        found: dict[int, frozenset[int]] = {}
        for one in content.exhibits:
            patterns = [name_pattern(name) for name in (*content.withheld_names, *one.hidden_names)]
            numbers = frozenset(p.number for p in one.pages if any(pattern.search(p.text) for pattern in patterns))
            if numbers:
                found[int(one.exhibit.id)] = numbers
                self.notes.append(f"{one.exhibit.label} names files that are not included; the names are left out.")
        return found

    def _folder(self, content: Content, left_out: dict[int, frozenset[int]], pool: Pool | None) -> Folder:
        record = self.matter.record
        marks = filter(None, (record.banner, WORK_PRODUCT if self.options.work_product else ""))
        now = datetime.now().astimezone()
        offset = now.strftime("%z")
        return Folder(
            record=record,
            caption=make_caption(self.matter),
            content=content,
            marking=" · ".join(marks),
            made=f"{now.day} {now:%b %Y %H:%M} (UTC{offset[:3]}:{offset[3:]})",
            head=history.head(self.matter)[1],
            pictures=self._pictures(content, left_out, pool) if self.options.pictures else {},
            originals=self._originals(content, left_out) if self.options.originals else {},
            left_out=self._not_drawn(content, left_out),
        )

    def _not_drawn(self, content: Content, left_out: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
        """Pages that would have a picture but for the names on them."""
        drawn = {int(one.exhibit.id) for one in content.exhibits if one.exhibit.kind in DRAWN_KINDS}
        return {key: numbers for key, numbers in left_out.items() if self.options.pictures and key in drawn}

    def _pictures(
        self, content: Content, left_out: dict[int, frozenset[int]], pool: Pool | None
    ) -> dict[int, tuple[PagePicture, ...]]:
        target = self.work / "pictures"
        target.mkdir()
        tasks = {
            one.stem: (one, self._task(one, target, left_out)) for one in content.exhibits
            if one.exhibit.kind in DRAWN_KINDS and one.exhibit.original_sha256
        }  # fmt: skip
        found: dict[int, tuple[PagePicture, ...]] = {}
        if not tasks:
            return found
        own = pool or WorkerPool(min(_SLOTS, len(tasks)), 120.0, _CHILD_MEMORY)
        try:
            for done, (task, outcome) in enumerate(own.run([t for _one, t in tasks.values()], draw_pages, self.cancel)):
                if outcome.status == "cancelled":
                    raise Cancelled
                one = tasks[task.stem][0]
                self.meter.tell(len(content.exhibits) + done, f"Drawing {one.exhibit.label}")
                if outcome.status == "ok":
                    found[int(one.exhibit.id)] = tuple(outcome.value)
                else:
                    self.notes.append(f"{one.exhibit.label} could not be drawn; its text is included.")
        finally:
            if pool is None:
                own.close()
        self.cancel.raise_if_cancelled()
        self._keep_only(target, found)
        return found

    def _task(self, one: CaseExhibit, target: Path, left_out: dict[int, frozenset[int]]) -> PagePicturesTask:
        path = self.matter.originals.existing(one.exhibit.original_sha256)
        without = left_out.get(int(one.exhibit.id), frozenset())
        return PagePicturesTask(str(path), one.exhibit.kind, str(target), one.stem, without)

    @staticmethod
    def _keep_only(target: Path, found: dict[int, tuple[PagePicture, ...]]) -> None:
        """Remove what a failed child left: repaired copies, pictures of a file that broke on the way."""
        wanted = {picture.name for own in found.values() for picture in own}
        for path in target.iterdir():
            if path.name not in wanted:
                path.unlink()

    def _originals(self, content: Content, left_out: dict[int, frozenset[int]]) -> dict[int, str]:
        target = self.work / "originals"
        target.mkdir()
        found: dict[int, str] = {}
        for one in content.exhibits:
            self.cancel.raise_if_cancelled()
            if not one.exhibit.original_sha256:
                continue
            if not one.whole or int(one.exhibit.id) in left_out:
                self.notes.append(
                    f"No copy of the original of {one.exhibit.label}: it holds or names what is left out."
                )
                continue
            name = f"{one.stem}{_suffix(one.exhibit.file_name)}"
            shutil.copyfile(self.matter.originals.existing(one.exhibit.original_sha256), target / name)
            (target / name).chmod(0o644)
            found[int(one.exhibit.id)] = f"originals/{name}"
        if found:
            self.notes.append("Copies of originals go as they are, with whatever they hide: run the pre-flight check.")
        return found

    def _write_pages(self, folder: Folder) -> None:
        (self.work / "exhibits").mkdir()
        self._write("index.html", pages.index(folder))
        if folder.content.events:
            self._write("chronology.html", pages.chronology(folder))
        for position, one in enumerate(folder.content.exhibits):
            self.cancel.raise_if_cancelled()
            self._write(pages.exhibit_file(one), pages.exhibit(folder, position))

    def _write(self, name: str, text: str) -> None:
        (self.work / name).write_bytes(text.encode("utf-8", "replace"))

    def _write_hashes(self, folder: Folder) -> dict[str, str]:
        """manifest.json, then SHA256SUMS over everything else; returns hash by file."""
        listed = dict(self._hashes())
        exhibits = [
            {
                "number": one.exhibit.number or "", "page": pages.exhibit_file(one), "pages": len(one.pages),
                "original_sha256": one.exhibit.original_sha256, "original_bytes": one.exhibit.original_bytes,
                "original_copy": folder.originals.get(int(one.exhibit.id), ""),
                "pictures": [f"pictures/{p.name}" for p in folder.pictures.get(int(one.exhibit.id), ())],
            }
            for one in folder.content.exhibits
        ]  # fmt: skip
        about = {
            "kind": "Evidence portable case", "format": 1, "program": f"Evidence {__version__}",
            "matter": folder.record.name, "docket_number": folder.record.docket_number, "made": folder.made,
            "audit_log_head": folder.head, "what_hashes_show": SAMENESS, "exhibits": exhibits,
            "files": [
                {"path": name, "bytes": (self.work / name).stat().st_size, "sha256": digest} for name, digest in listed.items()
            ],
        }  # fmt: skip
        self._write(MANIFEST, json.dumps(about, ensure_ascii=False, indent=1))
        every = dict(self._hashes())
        self._write(SUMS, "".join(f"{digest}  {name}\n" for name, digest in every.items()))
        return every

    def _hashes(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.work.rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    yield path.relative_to(self.work).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()

    def _read_back(self, content: Content) -> None:
        """Search the written pages for what must not be told; refuse the folder when a file name is there after all."""
        shown = [path for path in self.work.rglob("*") if path.suffix in (".html", ".json")]
        for path in shown:
            text = path.read_text(encoding="utf-8")
            names = {form for name in content.withheld_names for form in (name, text_of(name))}
            if any(name_pattern(name).search(text) for name in names):
                raise IntegrityProblem(
                    "A page of the folder names a file that is privileged or sequestered; the folder was not written.",
                    "Look at the titles and texts you chose.",
                )
            for exhibit_id, title in content.withheld_titles:
                if len(title) >= 8 and title.casefold() in text.casefold():
                    self.notes.append(
                        f"The words of the title of withheld exhibit #{exhibit_id} occur in {path.name}; look whether they tell anything."
                    )


def _suffix(name: str) -> str:
    """The ending of a file name when it is a plain one; a file a browser would run is shown as text instead."""
    ending = Path(name.replace("\\", "/")).suffix.lower()
    if ending in _RUN_BY_BROWSERS:
        return f"{ending}.txt"
    return ending if 2 <= len(ending) <= 6 and ending[1:].isascii() and ending[1:].isalnum() else ".bin"


def _record(matter: Matter, place: Path, result: _Built) -> tuple[str, ...]:
    if matter.read_only:
        return ("This matter is open for reading only, so the export was not recorded in its history.",)
    try:
        history.record(
            matter, "Export a portable case to {folder}: {exhibits} exhibits", folder=place.name, exhibits=result.counts[0],
            claims=result.counts[1], files=result.counts[3], sums_sha256=result.sha256,
            **({"notes": list(result.notes)} if result.notes else {}),
        )  # fmt: skip
    except EvidenceError as error:
        return (f"The folder is complete, but the export could not be recorded: {error}",)
    return ()

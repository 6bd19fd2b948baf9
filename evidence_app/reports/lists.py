"""A report that is a list: one function builds the document, the four writers do the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evidence_app.jobs import CancelToken, Progress
from evidence_app.reports.caption import marked
from evidence_app.reports.contract import LIST_FORMATS, ProgressCallback, Written
from evidence_app.reports.document import ListDocument
from evidence_app.reports.writers import write_list
from evidence_app.services.matter import Matter


@dataclass(frozen=True)
class ListReport:
    """A :class:`~evidence_app.reports.contract.Report` whose content is ``build(matter, options)``."""

    name: str
    title: str
    Options: type[Any]
    build: Callable[[Matter, Any], ListDocument]
    suffixes: tuple[str, ...] = LIST_FORMATS
    about: str = ""

    def write(
        self,
        matter: Matter,
        options: Any,
        path: Path,
        progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> Written:
        """Build the list and write it in the format of the path's suffix."""
        tell = progress or (lambda _progress: None)
        token = cancel or CancelToken()
        tell(Progress(0, 2, f"Collecting {self.title.lower()}"))
        document = self.made(matter, options, tell, token)
        document = replace(document, marking=marked(matter, document.marking))
        token.raise_if_cancelled()
        tell(Progress(1, 2, f"Writing {document.row_count} rows"))
        written = write_list(document, path, token)
        tell(Progress(2, 2, "Done"))
        return written

    def made(self, matter: Matter, options: Any, progress: ProgressCallback, cancel: CancelToken) -> ListDocument:
        """The document; reports that have long work to do first override this."""
        return self.build(matter, options)

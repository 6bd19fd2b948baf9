"""Expected errors: one sentence for the user, plus a way out.

Everything that can go wrong with the user's input, files or disk is one of these; anything else is a bug.

    EvidenceError
    ├── UserError            exit 2   the request cannot be done as asked
    │   ├── NotFound                  no such exhibit, element, tag ...
    │   ├── BadQuery                  a search that cannot be read; knows the position and a fix
    │   ├── StaleUndo                 the row changed since; undoing would lose the newer edit
    │   └── MatterInUse               another process has the matter open for writing
    ├── FileProblem          exit 3   one file cannot be read
    │   ├── Encrypted                 a password is needed
    │   ├── Unreadable                damaged, empty, or not what its name says
    │   ├── TooBig                    past a safety limit (pages, pixels, bytes unpacked)
    │   └── MissingTool               an optional component is not installed
    ├── IntegrityProblem     exit 4   something no longer equals what was recorded
    ├── StorageProblem       exit 5   disk full, read-only folder, network share ...
    │   └── MatterTooNew              written by a newer version of the program
    └── Cancelled            exit 130 the user stopped it
"""


class EvidenceError(Exception):
    """An expected error: ``message`` is one sentence for the user, ``hint`` is the way out."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UserError(EvidenceError):
    """The request cannot be done as asked."""

    exit_code = 2


class NotFound(UserError):
    """No such exhibit, claim, element, tag, file or matter."""


class BadQuery(UserError):
    """A search query that cannot be read without guessing.

    ``position`` is the 0-based offset of the offending character in the query as typed; ``fixes`` are complete
    replacement queries the user can pick.
    """

    def __init__(self, message: str, hint: str = "", position: int = 0, fixes: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.position = position
        self.fixes = fixes


class StaleUndo(UserError):
    """A row changed after the entry being undone; nothing was changed."""


class MatterInUse(UserError):
    """Another process holds the matter for writing."""


class FileProblem(EvidenceError):
    """One file cannot be read; the rest of a batch goes on."""

    exit_code = 3


class Encrypted(FileProblem):
    """The file needs a password."""


class Unreadable(FileProblem):
    """The file is damaged, empty, or not what its name says."""


class TooBig(FileProblem):
    """The file goes past a safety limit."""


class MissingTool(FileProblem):
    """A component that reads this kind of file is not installed."""


class IntegrityProblem(EvidenceError):
    """Something no longer equals what was recorded about it."""

    exit_code = 4


class StorageProblem(EvidenceError):
    """The disk, folder or database cannot be used as needed."""

    exit_code = 5


class MatterTooNew(StorageProblem):
    """The matter was written by a newer version of the program."""


class Cancelled(EvidenceError):
    """The user stopped the job; finished work stays."""

    exit_code = 130

    def __init__(self, message: str = "Stopped at your request; what was finished is kept.", hint: str = "") -> None:
        super().__init__(message, hint)

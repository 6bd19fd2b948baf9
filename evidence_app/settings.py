"""What the user prefers, for the window and the command line: one JSON file, unknown keys kept, defaults filled in."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from evidence_app.paths import settings_folder, write_whole

SCHEMES = ("system", "light", "dark")
FONT_SCALES = (80, 90, 100, 110, 125, 150, 175, 200)
"""Sizes of all text in per cent of the system's own size."""


@dataclass(frozen=True)
class Settings:
    """The user's preferences. ``shortcuts`` maps an action id to keys that replace its default ("" = no key).

    ``unknown`` holds keys a newer version wrote, so that an older version does not lose them.
    """

    scheme: str = "system"
    font_scale: int = 100
    single_keys: bool = True
    shortcuts: dict[str, str] = field(default_factory=dict)
    actor: str = ""
    ocr: bool = True
    custodian: str = ""
    reopen_last: bool = True
    plugins: bool = False
    unknown: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def with_values(self, **values: Any) -> Settings:
        """A copy with some values changed."""
        return replace(self, **values)


def settings_file() -> Path:
    """Where the preferences are kept."""
    return settings_folder() / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """The stored preferences. A value that does not fit takes its default; a file that cannot be read is set aside."""
    path = path or settings_file()
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError):
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".unreadable.json"))
        return Settings()
    return _checked(stored if isinstance(stored, dict) else {})


def _checked(stored: dict[str, Any]) -> Settings:
    defaults = Settings()
    names = {f.name for f in fields(Settings)} - {"unknown"}
    known = {n: v for n, v in stored.items() if n in names and type(v) is type(getattr(defaults, n))}
    if known.get("scheme", "system") not in SCHEMES:
        known.pop("scheme")
    if not 50 <= known.get("font_scale", 100) <= 300:
        known.pop("font_scale")
    return Settings(**known, unknown={n: v for n, v in stored.items() if n not in names})


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the preferences; the old file is replaced in one step."""
    values = asdict(settings)
    values = {**values.pop("unknown"), **values}
    write_whole(path or settings_file(), json.dumps(values, indent=2, ensure_ascii=False) + "\n")

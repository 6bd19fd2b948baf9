"""What the window remembers by itself: geometry, splitters, columns per matter, and recent matters. Nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from evidence_app.paths import settings_folder

RECENT = 12


@dataclass(frozen=True)
class RecentMatter:
    """A matter opened before: its folder, its name and when (ISO 8601, local)."""

    path: str
    name: str
    opened: str


class WindowState:
    """The stored state; one INI file beside the settings."""

    def __init__(self, file: Path | None = None) -> None:
        file = file or settings_folder() / "window.ini"
        file.parent.mkdir(parents=True, exist_ok=True)
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    def bytes(self, key: str) -> QByteArray:
        """A geometry, header or splitter state; empty when none was kept."""
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def text(self, key: str, default: str = "") -> str:
        """A remembered text."""
        return str(self._store.value(key, default))

    def keep(self, key: str, value: Any) -> None:
        """Remember a state, a text or a list of texts."""
        self._store.setValue(key, value)

    def recent(self) -> list[RecentMatter]:
        """Matters opened before, the last one first."""
        count = self._store.beginReadArray("recent")
        found = []
        for i in range(count):
            self._store.setArrayIndex(i)
            found.append(RecentMatter(*(str(self._store.value(name, "")) for name in ("path", "name", "opened"))))
        self._store.endArray()
        return [one for one in found if one.path]

    def opened(self, path: Path, name: str, when: str) -> None:
        """Remember a matter as the last one opened."""
        others = [one for one in self.recent() if Path(one.path) != path]
        self._write([RecentMatter(str(path), name, when), *others][:RECENT])

    def forget(self, path: str) -> None:
        """Take a matter off the list; its folder stays where it is."""
        self._write([one for one in self.recent() if one.path != path])

    def _write(self, recent: list[RecentMatter]) -> None:
        self._store.remove("recent")
        self._store.beginWriteArray("recent", len(recent))
        for i, one in enumerate(recent):
            self._store.setArrayIndex(i)
            for name in ("path", "name", "opened"):
                self._store.setValue(name, getattr(one, name))
        self._store.endArray()

    def sync(self) -> None:
        """Write everything to the disk now."""
        self._store.sync()

"""The promise to users: the program contains nothing that opens a network connection."""

import ast
import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "evidence_app"
FORBIDDEN = {
    "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc",
    "socketserver", "asyncio", "requests", "httpx", "aiohttp", "urllib3", "webbrowser",
    "PySide6.QtNetwork", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets", "PySide6.QtWebSockets",
}  # fmt: skip


def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_no_module_imports_anything_that_can_reach_a_network():
    guilty = {
        str(path.relative_to(PACKAGE)): found
        for path in PACKAGE.rglob("*.py")
        if (
            found := {
                n for n in imported(path.read_text("utf-8")) if any(n == f or n.startswith(f + ".") for f in FORBIDDEN)
            }
        )
    }
    assert guilty == {}


def test_the_main_job_runs_with_sockets_forbidden(tmp_path):
    """Import, tag, link, search, export and verify in a process, and child processes, where any socket call kills."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "def refuse(event, args):\n"
        "    local = event == 'socket.__new__' and args[1] == 1  # AF_UNIX: the pipe to a child process\n"
        "    if event.startswith('socket.') and not local:\n"
        "        sys.stderr.write(f'NETWORK {event} {args}\\n'); sys.stderr.flush(); os._exit(99)\n"
        "sys.addaudithook(refuse)\n",
        encoding="utf-8",
    )
    script = Path(__file__).parent / "journeys" / "main_job.py"
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{PACKAGE.parent}", "EVIDENCE_CHILD_OUTPUT": "1"}
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "work")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "NETWORK" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("main job done")

"""The frame: help, errors and exit codes, and that every command is described and in the README."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from evidence_app.cli import main
from evidence_app.cli.main import SECTIONS, VERBS, cli, exit_code
from evidence_app.model.errors import BadQuery, Cancelled, FileProblem, IntegrityProblem, NotFound, StorageProblem

ROOT = Path(__file__).resolve().parents[2]


def every_command(group: click.Group = cli, path: str = "") -> list[tuple[str, click.Command]]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        found.append((f"{path}{name}", command))
        if isinstance(command, click.Group):
            found += every_command(command, f"{path}{name} ")
    return found


COMMANDS = dict(every_command())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name, run):
    command = COMMANDS[name]
    assert command.help and command.help.strip()[0].isupper(), name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"
    assert "Usage:" in run(*name.split(), "--help").stdout


def test_the_list_of_commands_says_what_the_commands_say():
    for verb in VERBS.values():
        first = COMMANDS[verb.name].help.split("\n\n")[0]
        assert " ".join(first.split()) == verb.summary


def test_every_command_and_every_exit_code_is_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name in COMMANDS if f"evidence {name}" not in readme and not name.startswith("report ")]
    assert missing == []
    named = {kind.exit_code for kind in (NotFound, FileProblem, IntegrityProblem, StorageProblem, Cancelled)} | {
        0,
        main.EXIT_BUG,
    }
    table = set(re.findall(r"^\| (\d+) \|", readme, re.M))
    assert {str(code) for code in named} <= table


def test_every_command_the_readme_names_exists():
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"\bevidence ([a-z][a-z-]+)\b", "\n".join(re.findall(r"```.*?```|`[^`\n]+`", readme, re.S))))
    assert named <= set(VERBS)


def test_an_unknown_command_gets_the_nearest_name(run):
    assert "Did you mean search" in run.error("serch")
    assert "evidence --help" in run.error("qqqq")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("No."), 2),
        (FileProblem("No."), 3),
        (IntegrityProblem("No."), 4),
        (StorageProblem("No."), 5),
        (Cancelled(), 130),
    ],
)
def test_an_expected_error_is_a_message_and_a_code(error, code, capsys):
    def fail():
        raise error

    assert exit_code(fail) == code
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.startswith(f"Error: {error.message}")


def test_a_bad_query_offers_its_fixes(capsys):
    def fail():
        raise BadQuery("Two meanings.", "Add brackets.", 3, ("a OR (b AND c)",))

    assert exit_code(fail) == 2
    assert "Write: a OR (b AND c)" in capsys.readouterr().err


def test_a_fault_of_the_program_is_logged_and_is_70(capsys):
    def fail():
        raise ZeroDivisionError("secret detail")

    assert exit_code(fail) == 70
    log = Path(re.search(r"written to (.*evidence\.log)", capsys.readouterr().err)[1])
    assert "ZeroDivisionError: secret detail" in log.read_text("utf-8")


def test_a_reader_that_goes_away_is_no_fault():
    def fail():
        raise BrokenPipeError

    before = sys.stdout
    try:
        assert exit_code(fail) == 141
    finally:
        sys.stdout.close()
        sys.stdout = before


def test_ctrl_c_is_130(capsys):
    def fail():
        raise KeyboardInterrupt

    assert exit_code(fail) == 130
    assert "what was finished is kept" in capsys.readouterr().err


def test_every_command_belongs_to_one_section():
    names = [verb.name for verbs in SECTIONS.values() for verb in verbs]
    assert len(names) == len(set(names)) == len(VERBS)


def evidence(*args, **kwargs):
    return subprocess.run(
        [sys.executable, "-m", "evidence_app", *args], capture_output=True, text=True, timeout=60, **kwargs
    )


def test_help_loads_no_service_and_no_qt():
    code = (
        "import sys; from evidence_app.cli.main import run; run(['--help']);"
        "print([m for m in sys.modules if m.startswith(('evidence_app.services', 'evidence_app.gui', 'PySide6', 'sqlite', 'rich'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_no_command_imports_qt():
    code = (
        "import sys; from evidence_app.cli.main import VERBS, cli; [cli.get_command(None, v) for v in VERBS];"
        "import evidence_app.reports; print([m for m in sys.modules if m.startswith(('PySide6', 'evidence_app.gui'))])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60).stdout.strip() == "[]"
    )


def test_help_is_quick():
    """Help loads no database, no search engine, no reader of files and no window: nothing that takes time."""
    script = "import sys; from evidence_app.__main__ import main; sys.argv = ['evidence', '--help']; main(); "
    script += "print(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    loaded = set(done.stderr.split())
    assert "evidence_app.cli.main" in loaded and "Usage" in done.stdout
    slow = ("PySide6", "sqlite3", "sqlite_utils", "whoosh", "pypdf", "pypdfium2", "PIL", "typst", "lxml", "rich")
    assert not {name for name in loaded if name.split(".")[0] in slow}


def test_a_real_process_keeps_results_and_errors_apart(folder):
    good = evidence("exhibits", "--json", "-m", str(folder))
    assert good.returncode == 0 and good.stdout.startswith("[") and good.stderr == ""
    bad = evidence("show", "P-99", "-m", str(folder))
    assert bad.returncode == 2 and bad.stdout == "" and bad.stderr.startswith("Error: No exhibit is called 'P-99'.")


def test_a_reader_that_stops_early_does_not_upset_a_real_process(folder):
    command = f'"{sys.executable}" -m evidence_app claims templates -m "{folder}" 2>&1 | head -1'.replace(
        f' -m "{folder}"', ""
    )
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("Id") and "Traceback" not in done.stdout


def test_the_window_is_refused_politely_without_a_screen(folder):
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = evidence("open", str(folder), env=environment)
    alone = evidence(env=environment)
    if sys.platform.startswith("linux"):
        assert done.returncode == alone.returncode == 2
        assert "no screen" in done.stderr and "no screen" in alone.stderr


def test_the_program_forbids_itself_the_network():
    code = (
        "import evidence_app.__main__ as m; m.refuse_network(); import socket\n"
        "for attempt in (lambda: socket.create_connection(('127.0.0.1', 9)), lambda: socket.getaddrinfo('localhost', 80),\n"
        "                lambda: socket.socket().bind(('127.0.0.1', 0)), lambda: socket.socket(socket.AF_INET6).connect(('::1', 9))):\n"
        "    try: attempt(); print('open')\n"
        "    except PermissionError as error: print(error)\n"
        "print(len(socket.socketpair()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["Evidence opens no network connection."] * 4 + ["2"]


def test_a_reading_child_forbids_itself_the_network(tmp_path):
    code = (
        "import multiprocessing, evidence_app.__main__\n"
        "def child(pipe):\n"
        "    import socket\n"
        "    try: socket.create_connection(('127.0.0.1', 9)); pipe.send('open')\n"
        "    except Exception as error: pipe.send(type(error).__name__)\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context('spawn')\n"
        "    here, there = context.Pipe()\n"
        "    process = context.Process(target=child, args=(there,)); process.start()\n"
        "    print(here.recv() if here.poll(30) else 'silent'); process.join()\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code, "utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "PermissionError"

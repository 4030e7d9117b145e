"""What an operator copies: unit, container file and the lines of the text run what the program understands."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from node.cli.program import cli
from node.runtime.limits import CONTROL_STOP_S
from node.service.limits import CARRIED_BYTES_MAX
from node.transport.limits import CONNECTIONS_MAX

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "examples" / "carrier"
UNIT = (FOLDER / "apieka-carrier.service").read_text(encoding="utf-8")
CONTAINER = (FOLDER / "Containerfile").read_text(encoding="utf-8")
TEXT = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
PROGRAM = "/opt/apieka/.venv/bin/apieka"


def understood(arguments: list[str]) -> str:
    """Return the command that a line runs, its options read and nothing done."""
    context = cli.make_context("apieka", arguments, obj=None)
    command: click.Command = cli
    rest = [*context._protected_args, *context.args]
    name = ""
    while isinstance(command, click.Group):
        found, command_or_none, rest = command.resolve_command(context, rest)
        assert command_or_none is not None
        name, command = found or name, command_or_none
        context = command.make_context(name, list(rest), parent=context)
        rest = [*context._protected_args, *context.args]
    return name


def test_unit_runs_a_carrier_and_gives_it_time_to_end() -> None:
    [line] = re.findall(r"^ExecStart=(.+)$", UNIT, re.MULTILINE)
    program, *arguments = shlex.split(line)
    assert program == PROGRAM
    assert understood(arguments) == "up"
    assert "--carrier" in arguments
    assert "passphrase" not in UNIT
    [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert int(seconds) > CONTROL_STOP_S


def test_unit_is_one_that_systemd_accepts(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    analyze = require_tool("systemd-analyze")
    unit = tmp_path / "apieka-carrier.service"
    unit.write_text(UNIT.replace(PROGRAM, "/bin/true"), encoding="utf-8")
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if unit.name in line]) == (0, [])


def test_container_runs_a_carrier_as_nobody_in_particular() -> None:
    lists = {
        word: json.loads(given) for word, given in re.findall(r"^(ENTRYPOINT|CMD) (\[.+\])$", CONTAINER, re.MULTILINE)
    }
    program, *arguments = [*lists["ENTRYPOINT"], *lists["CMD"]]
    assert program == PROGRAM
    assert understood(arguments) == "up"
    assert "--carrier" in arguments
    assert re.search(r"^USER apieka$", CONTAINER, re.MULTILINE)
    assert "/" not in re.findall(r"^FROM (\S+)$", CONTAINER, re.MULTILINE)[0], "no registry is named"


LINES = re.findall(r"(?:^|`)(?:sudo )?(?:/opt/apieka/\.venv/bin/)?(apieka [^`\n]+)", TEXT, re.MULTILINE)


@pytest.mark.parametrize("line", [line for line in LINES if line.split()[1] not in {"space", "propose"}])
def test_line_of_the_text_is_understood(line: str) -> None:
    assert understood(shlex.split(line)[1:]) in line


def test_text_names_the_bounds_of_the_code() -> None:
    assert f"{CARRIED_BYTES_MAX // 2**20} MiB" in TEXT
    assert f"{CONNECTIONS_MAX} lines" in TEXT

"""A person at a terminal: runs real processes on a home of their own, and a running node beside it."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
CHEAP_CLI = Path(__file__).with_name("cheap_cli.py")
PASSPHRASE = "TEST seven tall herons by the lake"
WAIT_S = 120  # a process that says nothing for so long is stuck; a slow machine needs a few seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line on standard error of a command that was refused or failed."""
        assert self.code == 1, self
        assert self.out == "", self
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err.strip()


@dataclass(slots=True)
class Terminal:
    """Runs commands on one home. `before` is put before the interpreter."""

    folder: Path
    name: str = "home"
    passphrase: str = PASSPHRASE
    before: Sequence[str] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The folder of the node."""
        return self.folder / self.name

    @property
    def passphrase_file(self) -> Path:
        """A file with the passphrase; made when it is asked for."""
        file = self.folder / f"{self.name}-passphrase"
        file.write_text(f"{self.passphrase}\nnot this line\n", encoding="utf-8")
        return file

    def environment(self) -> dict[str, str]:
        """What the processes see: nothing of the tests' own settings."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("APIEKA_", "PYTEST_"))}
        return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **self.extra}

    def command(self, *arguments: str, is_open: bool = True) -> list[str]:
        """The command line of one process."""
        secret = ["--passphrase-file", str(self.passphrase_file)] if is_open else []
        return [*self.before, sys.executable, str(CHEAP_CLI), "--home", str(self.home), *secret, *arguments]

    def run(self, *arguments: str, is_open: bool = True) -> Done:
        """Run a command to its end, with the passphrase unless told."""
        ended = subprocess.run(
            self.command(*arguments, is_open=is_open),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WAIT_S,
            check=False,
        )
        return Done(code=ended.returncode, out=ended.stdout.decode(), err=ended.stderr.decode())

    def ask(self, *arguments: str, is_open: bool = True) -> dict[str, Any]:
        """Run a command that must succeed and return its JSON answer, the only thing on standard output."""
        done = self.run("--json", *arguments, is_open=is_open)
        assert done.code == 0, done
        assert done.out.count("\n") == 1, done.out
        answer = json.loads(done.out)
        assert isinstance(answer, dict)
        return answer

    def up(self, *arguments: str, is_open: bool = True) -> "Running":
        """Start a node in the background."""
        return Running(self, ["up", "--page", "127.0.0.1:0", *arguments], is_open=is_open)


class Running:
    """A running node: `with terminal.up() as node: …`; it is ended by SIGTERM."""

    def __init__(self, terminal: Terminal, arguments: list[str], *, is_open: bool) -> None:
        command = terminal.command("--json", *arguments, is_open=is_open)
        self.process = subprocess.Popen(
            command,
            env=terminal.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.ready: dict[str, Any] = {}

    def __enter__(self) -> Self:
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], WAIT_S)
        line = self.process.stdout.readline() if readable else b""
        if not line:
            self.process.kill()
            raise AssertionError(self.process.communicate())
        self.ready = json.loads(line)
        return self

    def stop(self, number: int = signal.SIGTERM) -> Done:
        """Send a signal and return how the node ended and what it said after its first line."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=WAIT_S)
        return Done(code=self.process.returncode, out=out.decode(), err=err.decode())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()

"""The command line called in this process: its exit code, what it prints, and nothing of it left behind."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from keys.keyfile import CHEAP
from node.cli import main

PASSPHRASE = "TEST seven tall herons by the lake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A home and the command line over it."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    @property
    def home(self) -> Path:
        """The folder of the node."""
        return self.folder / "home"

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Return exit code, standard output and standard error."""
        secret = self.folder / "passphrase"
        secret.write_text(PASSPHRASE, encoding="utf-8")
        with _put_back():
            code = main(["--home", str(self.home), "--passphrase-file", str(secret), *arguments], cost=CHEAP)
        captured = self.capture.readouterr()
        return code, captured.out, captured.err

    def ask(self, *arguments: str) -> dict[str, Any]:
        """Return the JSON answer of a command that must succeed."""
        code, out, err = self.run("--json", *arguments)
        assert (code, err) == (0, ""), err
        answer = json.loads(out)
        assert isinstance(answer, dict)
        return answer

    def refuse(self, *arguments: str) -> str:
        """Return the one line of a command that must be refused."""
        code, out, err = self.run("--json", *arguments)
        assert (code, out, err.count("\n")) == (1, "", 1), (code, out, err)
        return err.strip()


@contextmanager
def _put_back() -> Iterator[None]:
    """Put back what the program sets for its whole process."""
    root = logging.getLogger()
    before = sys.excepthook, sys.unraisablehook, root.handlers[:], root.level, logging.raiseExceptions
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook, root.handlers[:], root.level, logging.raiseExceptions = before

"""One warm process under the library of `shim.c` that forks a child for each fault, and the side that asks it.

`python -m tests.faults.server` reads a request a line: `{"path", "folder", "environment", "file_bytes_max"}`, runs that
write path on the folder in a fork, and answers with a line: `{"code": exit code or minus a signal}`. What the child
says stands in `said` and `errors` in the folder. Faults are put in for the fork alone.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from tests.faults.paths import PATHS
from tests.faults.shim import CHILD_TIMEOUT_S, ROOT, Fault, Outcome

REFUSED = 3  # exit code of a child that ended with an error of the program


def run(request: dict[str, Any]) -> None:
    """Run a path in this process, saying on standard output what is acknowledged."""
    folder = Path(request["folder"])
    for number, name in ((1, "said"), (2, "errors")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    signal.alarm(CHILD_TIMEOUT_S)
    path = PATHS[request["path"]]

    def tell(fact: str) -> None:
        os.write(1, fact.encode() + b"\n")

    try:
        if request["file_bytes_max"] is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_bytes_max"],) * 2)
        os.environ.update(request["environment"])  # from here on calls are counted
        asyncio.run(path.run(folder, tell))
    except path.errors as error:
        tell(f"refused {type(error).__name__}")
        os._exit(REFUSED)
    except BaseException:  # noqa: BLE001 - told to the parent, which fails
        os.write(2, traceback.format_exc().encode())
        os._exit(1)
    os._exit(0)


def serve() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status)}), flush=True)


class Server:
    """The side that asks. Close it."""

    def __init__(self, library: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server"],
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(library)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, path: str, folder: Path, fault: Fault | None = None, file_bytes_max: int | None = None) -> Outcome:
        """Run a path on a folder to its end, with one fault or with a limit on the size of every file it writes."""
        mark = folder / "mark"
        environment = _environment(fault, folder / "faulty", mark) if fault else {}
        request = {
            "path": path,
            "folder": str(folder),
            "environment": environment,
            "file_bytes_max": file_bytes_max,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Outcome(
            lines=tuple((folder / "said").read_text("utf-8").splitlines()),
            code=answer["code"],
            has_happened=mark.exists(),
            errors=(folder / "errors").read_text("utf-8"),
        )

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(CHILD_TIMEOUT_S)
        assert self._process.stdout is not None
        self._process.stdout.close()


def _environment(fault: Fault, under: Path, mark: Path) -> dict[str, str]:
    return {
        "FAULT_UNDER": str(under),
        "FAULT_CALLS": fault.calls,
        "FAULT_AT": str(fault.at),
        "FAULT_DO": fault.do,
        "FAULT_STAYS": "1" if fault.stays else "0",
        "FAULT_MARK": str(mark),
    }


if __name__ == "__main__":
    serve()

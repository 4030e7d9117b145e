"""Fetches what some tests need beside Python packages: Chromium, Node.js and the npm packages of tests/js.

Refuses nothing: what cannot be had is said aloud here, and the tests that need it are skipped and listed again at the
end of the test run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

JS = Path(__file__).resolve().parent.parent / "tests" / "js"
JS_STAMP = JS / "node_modules" / "apieka.stamp"
APT_TIMEOUT_S = 900  # Chromium with its libraries is some 300 MB
NPM_TIMEOUT_S = 300  # two packages, 50 MB
# the commands, any of which will do, and the Debian packages that bring one
SYSTEM = {
    ("chromium", "chromium-browser", "google-chrome"): ("chromium", "fonts-dejavu-core"),
    ("node",): ("nodejs",),
    ("npm",): ("npm",),
    ("khal",): ("khal",),
}


def say(line: str) -> None:
    """Prints one line of progress."""
    print(f"apieka: {line}", file=sys.stderr, flush=True)


def succeeds(command: list[str], timeout_s: int, folder: Path | None = None) -> bool:
    """Runs a command quietly; on failure prints the last lines it wrote."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            timeout=timeout_s,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"{command[0]}: {type(error).__name__}")
        return False
    if done.returncode != 0:
        say("\n".join(done.stdout.decode(errors="replace").splitlines()[-5:]))
    return done.returncode == 0


def fetch_system() -> None:
    """Asks apt-get, where there is one and it may be asked, for the commands that are missing."""
    missing = [packages for names, packages in SYSTEM.items() if not any(map(shutil.which, names))]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        say("no apt-get here; for all tests install " + " ".join(sum(missing, ())))
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    succeeds([*root, "apt-get", "update"], APT_TIMEOUT_S)
    for packages in missing:
        say("apt-get install " + " ".join(packages))
        if not succeeds([*root, "apt-get", "install", "-y", "--no-install-recommends", *packages], APT_TIMEOUT_S):
            say(f"LOUD: {packages[0]} cannot be had; the tests that need it will be skipped")


def fetch_js() -> None:
    """Installs the packages of tests/js exactly as their lock file says, without running their scripts."""
    wanted = hashlib.blake2b((JS / "package-lock.json").read_bytes()).hexdigest()
    if JS_STAMP.is_file() and JS_STAMP.read_text(encoding="ascii") == wanted:
        return
    if (npm := shutil.which("npm")) is None:
        return
    say("npm ci in tests/js")
    if succeeds([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], NPM_TIMEOUT_S, JS):
        JS_STAMP.write_text(wanted, encoding="ascii")
    else:
        say("LOUD: the npm packages cannot be had; the tests that need them will be skipped")


if __name__ == "__main__":
    fetch_system()
    fetch_js()

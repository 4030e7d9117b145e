"""Makes the virtual environment in .venv and fills it from a requirement file; done once, quick when nothing changed.

Usage: python3 tools/environment.py run|dev

Every package is checked against its hash and only finished wheels are taken, so nothing unnamed is fetched or built.
Refuses a Python older than 3.11.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PYTHON_MIN = (3, 11)
INCLUDES = {"run": ("run",), "dev": ("dev", "run")}


def fingerprint(name: str) -> str:
    """Returns what the environment depends on: the lock file, the project file and the interpreter."""
    digest = hashlib.blake2b(digest_size=32)
    for path in (ROOT / "requirements" / f"{name}.txt", ROOT / "pyproject.toml"):
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    digest.update(f"{sys.version} {ROOT}".encode())
    return digest.hexdigest()


def stamp(name: str) -> Path:
    """Returns the file that remembers what was installed."""
    return VENV / f"apieka-{name}.stamp"


def is_current(name: str) -> bool:
    """Tells whether the set is installed exactly as the files say and its interpreter still starts."""
    if not stamp(name).is_file() or stamp(name).read_text(encoding="ascii") != fingerprint(name):
        return False
    return starts()


def starts() -> bool:
    """Tells whether there is an environment whose interpreter still runs."""
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0


def have_venv_module() -> None:
    """Makes sure a virtual environment can be made; Debian ships that part of Python as a package of its own."""
    if find_spec("ensurepip") is not None:
        return
    say("Python came without its venv part; asking apt-get for python3-venv")
    root = [] if os.name == "nt" or os.geteuid() == 0 else ["sudo", "-n"]
    command = [*root, "apt-get", "install", "-y", "--no-install-recommends", "python3-venv"]
    if shutil.which("apt-get") is None or subprocess.run(command, check=False).returncode != 0:
        sys.exit("Cannot make a virtual environment: install the package python3-venv, then run this again.")


def pip(*arguments: str) -> None:
    """Runs pip of the environment; its own message is what the reader sees when it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        sys.exit("Installing failed; the lines above say why. Nothing outside .venv was changed. Run it again.")


def install(name: str) -> None:
    """Installs one set and the project itself, linked to this folder."""
    for included in INCLUDES[name]:
        stamp(included).unlink(missing_ok=True)
    if not starts():
        have_venv_module()
        say("making .venv")
        venv.create(VENV, clear=VENV.exists(), with_pip=True)
    say(f"installing the {name} packages (once)")
    pip("install", "--require-hashes", "--only-binary=:all:", "-r", f"requirements/{name}.txt")
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    for included in INCLUDES[name]:
        stamp(included).write_text(fingerprint(included), encoding="ascii")


def say(line: str) -> None:
    """Prints one line of progress where it cannot be taken for output."""
    print(f"apieka: {line}", file=sys.stderr, flush=True)


def main() -> None:
    """Brings .venv to what the named set says."""
    if sys.version_info < PYTHON_MIN:
        sys.exit("Apieka needs Python 3.11 or newer. Name one: make run PYTHON=python3.12")
    if len(sys.argv) != 2 or sys.argv[1] not in INCLUDES:
        sys.exit("Usage: python3 tools/environment.py run|dev")
    if not is_current(sys.argv[1]):
        install(sys.argv[1])


if __name__ == "__main__":
    main()

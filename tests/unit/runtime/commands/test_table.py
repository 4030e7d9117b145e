"""The table of commands: each command of each module stands in it, and a line in a terminal loads what it needs."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from node.runtime import commands
from node.runtime.commands.call import Command
from node.runtime.commands.errors import UnknownCommand
from node.runtime.commands.table import MODULES, commands_of, find_command

HEAVY = ("aiohttp", "babel", "openpyxl", "PIL", "zeroconf")


def test_every_command_of_every_module_stands_in_the_table() -> None:
    found = {}
    for file in Path(commands.__path__[0]).glob("*.py"):
        module = import_module(f"node.runtime.commands.{file.stem}")
        found |= {command.name: file.stem for command in getattr(module, "COMMANDS", ())}
    assert found == dict(MODULES)


@pytest.mark.parametrize("module", sorted(set(MODULES.values())))
def test_command_is_found_under_its_name(module: str) -> None:
    for command in commands_of(module):
        assert isinstance(command, Command)
        assert find_command(command.name) is command


@pytest.mark.parametrize("name", ["", "nothing", "record", "os.system"])
def test_unknown_command_is_refused(name: str) -> None:
    with pytest.raises(UnknownCommand):
        find_command(name)


def test_program_loads_no_library_of_pages_tables_or_lines_to_start() -> None:
    code = f"import sys, node.cli.program; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""What a full check of a home or a backup file found. Damage that keeps a home from opening is reported, not raised."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys.errors import BadKeyFile
from node.crdt.errors import CrdtError
from node.runtime.backup_file import open_backup_head
from node.runtime.commands.call import Call
from node.runtime.commands.opening import unlocked
from node.runtime.driving import drive
from node.runtime.errors import NotReady
from node.runtime.files import reading_from
from node.service.backup import check_backup
from node.service.checking import Problem, verify_all
from node.service.effects import Effect
from node.service.errors import Refused
from node.store.errors import Damaged


@dataclass(frozen=True, slots=True)
class CheckReport:
    """How many entries were read, and what is wrong."""

    entries: int
    problems: tuple[Problem, ...]


async def check_home(call: Call) -> CheckReport:
    """Open the home and check all of it. Raises: as `unlocked`, but damage is reported."""
    try:
        async with unlocked(call.home, call.passphrase):
            return await check_open(call)
    except BadKeyFile as error:
        return CheckReport(0, (Problem(where="key file", what=str(error)),))
    except Damaged as error:
        return CheckReport(0, _damage(error))


async def check_open(call: Call) -> CheckReport:
    """Check every page, entry, payload and object of an open home. Raises: Locked, StoreError; damage is told."""
    try:
        pages = await call.home.damaged_pages()
        if pages:
            return CheckReport(0, _damage(Damaged(pages)))
        check = await call.read(lambda node: verify_all(node, lambda done: call.tell(done, None)))
    except Damaged as error:
        return CheckReport(0, _damage(error))
    return CheckReport(check.entries, check.problems)


async def check_backup_file(call: Call, file: Path) -> CheckReport:
    """Open every part of a backup and decode every entry. Raises: WrongPassphrase, OSError; damage is reported."""
    try:
        with file.open("rb") as source:
            key = await asyncio.to_thread(open_backup_head, source, call.secret())
            step = check_backup(key, lambda done: call.tell(done, None))
            return CheckReport(await drive(step, reading_from(source, _no_store)), ())
    except (BadKeyFile, NotReady, Refused, CrdtError) as error:
        return CheckReport(0, (Problem(where="backup file", what=str(error)),))


async def _no_store(effect: Effect) -> Any:
    raise AssertionError(f"checking a backup asks the store for nothing: {type(effect).__name__}")


def _damage(error: Damaged) -> tuple[Problem, ...]:
    if not error.pages:
        return (Problem(where="database file", what=str(error)),)
    what = "damaged: its code does not match"
    return tuple(Problem(where=f"database page {page}", what=what) for page in error.pages)

"""What is wrong with a home and how to mend it. It mends nothing itself and names no record's content."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keys import keyfile
from keys.errors import BadKeyFile
from node.api.port import Condition
from node.runtime.commands.call import Call
from node.runtime.commands.limits import FREE_BYTES_LOW
from node.runtime.commands.opening import unlocked
from node.runtime.home import Home
from node.service.checking import verify_all
from node.service.clones import questions_of
from node.service.effects import LoadDirty, Step
from node.service.node import Node
from node.service.space import SpaceState
from node.service.spaces import SpaceSummary, list_spaces
from node.store.errors import Damaged, IoFailed, NewerVersion, NoSpace, ReadOnly, WrongKey

_RESTORE: Final = "keep a copy of this folder, then restore a backup into an empty one"
_STEWARDS_FEW: Final = 4  # with fewer, one seizure can leave a space without a quorum
_BROKEN: Final = (Damaged, WrongKey, NewerVersion, ReadOnly, NoSpace, IoFailed)  # why a store may not open
_REBUILD_FROM: Final = 1  # one row out of date is enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, or merely risky (`is_advice`), where, and how to mend it."""

    what: str
    where: str
    mend: str
    is_advice: bool = False


def look_outside(home: Home) -> Iterator[Finding]:
    """Yield what shows without the passphrase: folder, rights, space on the disk, key file."""
    if not home.folder.is_dir():
        yield Finding(what="there is no such folder", where="home", mend="name the right one with --home, or `init`")
        return
    if _is_open_to_others(home.folder):
        what = "others on this computer can look into the folder"
        yield Finding(what=what, where="home", mend="take their rights to it away", is_advice=True)
    if not os.access(home.folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(what="the folder cannot be written", where="home", mend="give yourself the right to write there")
    if shutil.disk_usage(home.folder).free < FREE_BYTES_LOW:
        yield Finding(what="the disk is almost full", where="home", mend="free some space on it", is_advice=True)
    yield from _look_at_key_file(home)


def _look_at_key_file(home: Home) -> Iterator[Finding]:
    if home.is_carrier:
        return
    if home.condition is Condition.EMPTY:
        yield Finding(
            what="there is no key file", where="key file", mend="`init` makes a node, `restore` brings one back"
        )
        return
    try:
        info = keyfile.inspect(home.key_file)
    except (BadKeyFile, OSError) as error:
        what = str(error) if isinstance(error, BadKeyFile) else "the key file cannot be read"
        yield Finding(what=what, where="key file", mend=_RESTORE)
        return
    if info.is_cheaper_than(keyfile.NORMAL):
        what = "the passphrase is stretched less than this program does now"
        mend = "`passphrase` stretches it anew, with the same one if you like"
        yield Finding(what=what, where="key file", mend=mend, is_advice=True)


async def look_inside(call: Call) -> list[Finding]:
    """Return what shows with the passphrase: pages, entries, rows, recovery keys, stewards."""
    if call.home.condition is Condition.EMPTY:
        return []
    is_closed = call.home.condition is Condition.LOCKED and not call.home.is_carrier
    if is_closed and call.passphrase is None:
        what = "the node is locked: nothing inside was looked at"
        mend = "give the passphrase with --passphrase-file FILE"
        return [Finding(what=what, where="database", mend=mend, is_advice=True)]
    try:
        async with unlocked(call.home, call.passphrase):
            return await _look_at_store(call) or await _look_at_entries(call) or await call.read(_look_at_spaces)
    except BadKeyFile:
        return []  # told by the look from outside
    except _BROKEN as error:
        what, *_, mend = str(error).split("; ")
        return [Finding(what=what, where="database", mend=mend)]


async def _look_at_store(call: Call) -> list[Finding]:
    return [Finding(what=item.what, where=item.where, mend=item.mend) for item in await call.home.examine()]


async def _look_at_entries(call: Call) -> list[Finding]:
    check = await call.read(lambda node: verify_all(node, lambda done: call.tell(done, None)))
    return [Finding(what=item.what, where=item.where, mend=_RESTORE) for item in check.problems]


def _look_at_spaces(node: Node) -> Step[list[Finding]]:
    findings: list[Finding] = []
    for summary in () if node.is_carrier else (yield from list_spaces(node)):
        space = node.space(summary.space)
        dirty = yield LoadDirty(summary.space, _REBUILD_FROM)
        stewards = len(space.view.roster.stewards)
        findings += _clone_findings(space)
        findings += _value_findings(space)
        findings += _space_findings(summary, is_stale=bool(dirty), unreadable=space.view.unreadable, stewards=stewards)
    return findings


def _clone_findings(space: SpaceState) -> Iterator[Finding]:
    for item in questions_of(space):
        what = "another computer writes with the keys of this one: which of your two computers is real?"
        mend = "`real this` or `real other`; on the one that is not, begin a new home and be invited anew"
        yield Finding(what=what, where=f"space {space.space.hex()}, log {item.log.hex()[:8]}", mend=mend)


def _value_findings(space: SpaceState) -> Iterator[Finding]:
    count = len(space.files.doubtful)
    if count:
        what = f"records that came without a large value, and every computer is asked for it: {count}"
        mend = "sync with other members; if it stays, somebody keeps it back"
        yield Finding(what=what, where=f"space {space.space.hex()}", mend=mend)


def _space_findings(summary: SpaceSummary, *, is_stale: bool, unreadable: int, stewards: int) -> Iterator[Finding]:
    where = f"space {summary.space.hex()}"
    if is_stale:
        yield Finding(what="lists and search are out of date", where=where, mend="run `rebuild`")
    if unreadable:
        what = f"{unreadable} control payloads wait for a key"
        yield Finding(what=what, where=where, mend="let another member of the space pass its keys on")
    if summary.has_recovery_here:
        what = "the recovery key has not left this computer: whoever takes it takes the last way back"
        mend = "copy it from the page about recovery, keep it elsewhere, then remove it here"
        yield Finding(what=what, where=where, mend=mend, is_advice=True)
    if stewards < _STEWARDS_FEW:
        what = f"it has fewer than {_STEWARDS_FEW} stewards ({stewards}): one seizure can leave it without a quorum"
        yield Finding(what=what, where=where, mend="make people you trust stewards", is_advice=True)


def _is_open_to_others(folder: Path) -> bool:
    return os.name != "nt" and bool(stat.S_IMODE(folder.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))

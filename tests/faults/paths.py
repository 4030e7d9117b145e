"""Every way in which the program writes to a disk, each as what a child does, and what must hold afterwards.

A folder holds `faulty`, where calls fail, and `sound`, where they do not. `run` says each fact once it was
acknowledged; `judge` opens the folder without faults and raises AssertionError where an acknowledged fact is lost,
where something is there in part, or where what was refused cannot be done again. It returns what became of the path.
"""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from keys.derive import database_key
from keys.errors import KeysError, WrongPassphrase
from keys.keyfile import CHEAP, unlock
from node.crdt.grants import Role
from node.crdt.ids import Record
from node.ledger.tables import read_lines, read_table
from node.runtime import panic
from node.runtime.bundles import answer_request_file, read_bundle_file, write_bundle_file, write_request_file
from node.runtime.errors import NotReady, RuntimeFault
from node.runtime.files import NewFile
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.backup import read_backup_secret
from node.service.checking import verify_all
from node.service.deciding import propose
from node.service.errors import ServiceError
from node.service.imports import Profile, choose, import_rows
from node.service.invitations import read_invitation
from node.service.keeping_up import keep_up_all
from node.service.lookup import find_records, read_state_hash
from node.service.node import Node
from node.service.rebuilding import rebuild
from node.service.records import add_record, read_projection, set_values
from node.service.space import SpaceState
from node.service.spaces import create_space
from node.service.tending import announce_epoch
from node.service.wishes import Decide, Erase
from node.store.cipher import connect, transaction
from node.store.errors import StoreError
from node.store.generation import read_generation
from node.store.home import Home as StoreHome
from node.store.machine import machine_id
from node.sync.errors import ProtocolError
from node.transport.errors import TransportError
from tests.faults.raw_pages import everything

Tell = Callable[[str], None]
Lines = Sequence[str]
PASSPHRASE, NEW_PASSPHRASE = "seven tall herons by the lake", "nine small owls in the barn"
NAME: Final = "names/n1/text"
ROWS: Final = 5
NOW: Final = 1_800_000_000
ERRORS: Final = (OSError, KeysError, StoreError, RuntimeFault, ServiceError, ProtocolError, TransportError)
WHOLE, NOTHING, PART, AGAIN = "whole", "nothing", "in part", "begun anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class WritePath:
    """One path; `needs` names what of the prepared world lies under `faulty` and `sound`."""

    run: Callable[[Path, Tell], Awaitable[None]]
    judge: Callable[[Path, Lines], Awaitable[str]]
    faulty: tuple[str, ...] = ()
    sound: tuple[str, ...] = ()
    is_copied: bool = False  # the homes know that they are copies
    errors: tuple[type[Exception], ...] = field(default=ERRORS)


# --- the world they begin in ------------------------------------------------------------------------------------------
async def prepare(world: Path) -> None:
    """Make what the paths begin with: homes of alice and bob in one space, and files of theirs."""
    alice, bob, carol = (Home(world / name, cost=CHEAP) for name in ("alice", "bob", "carol"))
    for home in (alice, bob, carol):
        await home.create(name=f"TEST-{home.folder.name}", passphrase=PASSPHRASE)
    space = (await alice.write(lambda node: create_space(node, title="TEST-space", group="TEST-group"))).space
    for name in ("TEST-one", "TEST-two", "TEST-three"):
        await add(alice, name)
    await invited(alice, bob)
    await add(alice, "TEST-after")
    device = bob.node.device
    await write_bundle_file(alice, world / "bundle", [space], [device], is_whole=False, progress=lambda _: None)
    _, text = await Peers(alice).invite(space, role=Role.VERIFIER, addresses=(), needs_words=False)
    (world / "invitation").write_text(text, "ascii")
    await write_request_file(carol, text, world / "request")
    await alice.backup(world / "backup", PASSPHRASE)
    (world / "secret").write_text(await alice.write(lambda _: read_backup_secret()), "ascii")
    rows = "".join(f"TEST-row {number};198{number}-02-03\n" for number in range(ROWS))
    (world / "table.csv").write_text("name;born\n" + rows, "utf-8")
    for home in (alice, bob, carol):
        await home.lock()


def lay_out(world: Path, folder: Path, path: WritePath) -> None:
    """Copy what a path needs into an empty folder."""
    for place, names in (("faulty", path.faulty), ("sound", path.sound)):
        (folder / place).mkdir(parents=True, exist_ok=True)
        for name in names:
            source, target = world / name, folder / place / name
            if source.is_dir():
                shutil.copytree(source, target)
                if not path.is_copied:
                    make_original(target)
            else:
                shutil.copy2(source, target)


def make_original(home: Path) -> None:
    """Let a copied home take itself for the one it was copied from, which goes on with its logs and may vote."""
    store = StoreHome(home)
    found = read_generation(store, machine_id())
    assert found is not None
    sql = connect(store.database, database_key(unlock(home / "key", PASSPHRASE)).reveal(), mode="rw")
    with transaction(sql):
        sql.execute("UPDATE generation SET inode = ?, changed_ns = ?", (found.inode, found.changed_ns))
    sql.close()


async def opened(folder: Path, passphrase: str = PASSPHRASE) -> Home:
    home = Home(folder, cost=CHEAP)
    await home.unlock(passphrase)
    return home


async def add(home: Home, name: str) -> Record:
    return await home.write(lambda node: add_record(only(node), "person", {NAME: name}, now=1))


def only(node: Node) -> SpaceState:
    (space,) = node.spaces.values()
    return space


async def invited(host: Home, guest: Home) -> None:
    """Let a guest in over a line, and sync."""
    listener = await Peers(host).listen("127.0.0.1:0")
    try:
        space = only(host.node).space
        _, text = await Peers(host).invite(space, role=Role.VERIFIER, addresses=(listener.address,), needs_words=False)
        await Peers(guest).join(text)
    finally:
        await listener.close()


async def synced(caller: Home, called: Home) -> None:
    """Sync over a line until both hold the same."""
    listener = await Peers(called).listen("127.0.0.1:0")
    try:
        done = await Peers(caller).sync_once(listener.address)
        assert done.equal, "a sync ended before both held the same"
    finally:
        await listener.close()


async def names_in(home: Home) -> set[str]:
    rows = await home.read(lambda _: find_records(space=only(home.node).space))
    found = set[str]()
    for row in rows.rows:
        read = await home.read(lambda node, record=row.record: read_projection(only(node), record))  # type: ignore[misc]
        found |= {str(claim.value) for claims in read.fields.values() for claim in claims}
    return found


async def state_of(home: Home) -> bytes:
    return (await home.read(lambda node: read_state_hash(only(node)))).hash


async def sound(home: Home) -> None:
    """Everything that is held verifies, nothing is wrong with the store, and the node can be written to."""
    check = await home.read(lambda node: verify_all(node, lambda _done: None))
    assert check.is_ok, check.problems[:3]
    wrong = [item for item in await home.examine() if not item.where.endswith((".new", ".part"))]
    assert not wrong, wrong
    if home.node.spaces:
        await add(home, "TEST-afterwards")
        await home.write(
            lambda node: keep_up_all(node, NOW)
        )  # where a key was still to be announced, it waited for that
        assert "TEST-afterwards" in await names_in(home), "what is written afterwards is not there"


def told(lines: Lines, fact: str) -> bool:
    return any(line.split()[0] == fact for line in lines)


# --- a node of one's own ----------------------------------------------------------------------------------------------
async def run_init(folder: Path, tell: Tell) -> None:
    home = Home(folder / "faulty" / "home", cost=CHEAP)
    await home.create(name="TEST-alice", passphrase=PASSPHRASE)
    tell("created")
    await home.write(lambda node: create_space(node, title="TEST-space", group="TEST-group"))
    tell("founded")
    await home.lock()


async def judge_init(folder: Path, lines: Lines) -> str:
    return await judge_new(folder / "faulty" / "home", lines, PASSPHRASE)


async def judge_new(home_folder: Path, lines: Lines, passphrase: str) -> str:
    """A home that was said to be made opens; another one opens too, or can be made in its place."""
    home = Home(home_folder, cost=CHEAP)
    try:
        await home.unlock(passphrase)
    except NotReady:
        assert not told(lines, "created"), "a home that was made is gone"
        await home.create(name="TEST-alice", passphrase=passphrase)
        await home.lock()
        return AGAIN
    assert home.node.spaces or not told(lines, "founded"), "a space that was founded is gone"
    await sound(home)
    await home.lock()
    return WHOLE if home_has_space(lines) else PART


def home_has_space(lines: Lines) -> bool:
    return told(lines, "founded")


async def run_carrier(folder: Path, tell: Tell) -> None:
    home = Home(folder / "faulty" / "home", cost=CHEAP)
    await home.create_carrier()
    tell("created")
    await home.lock()


async def judge_carrier(folder: Path, lines: Lines) -> str:
    home = Home(folder / "faulty" / "home", cost=CHEAP)
    try:
        await home.open_carrier()
    except NotReady:
        assert not told(lines, "created"), "a carrier that was made is gone"
        await home.create_carrier()
        await home.lock()
        return AGAIN
    await home.lock()
    return WHOLE


async def run_passphrase(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    await home.change_passphrase(PASSPHRASE, NEW_PASSPHRASE)
    tell("changed")
    await home.lock()


async def judge_passphrase(folder: Path, lines: Lines) -> str:
    home = Home(folder / "faulty" / "alice", cost=CHEAP)
    try:
        await home.unlock(NEW_PASSPHRASE)
        outcome = WHOLE
    except WrongPassphrase:
        assert not told(lines, "changed"), "a passphrase that was changed does not open"
        await home.unlock(PASSPHRASE)
        outcome = NOTHING
    await sound(home)
    await home.lock()
    return outcome


async def run_second(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    await home.choose_second(PASSPHRASE, NEW_PASSPHRASE)
    tell("chosen")
    await home.lock()


async def judge_second(folder: Path, lines: Lines) -> str:
    where = folder / "faulty" / "alice"
    home = await opened(where)
    await sound(home)
    await home.lock()
    is_chosen = panic.is_second(where, NEW_PASSPHRASE)
    assert is_chosen or not told(lines, "chosen"), "a second passphrase that was chosen is none"
    return WHOLE if is_chosen else NOTHING


async def run_panic(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    tell("opened")
    await home.panic()
    tell("destroyed")


async def judge_panic(folder: Path, lines: Lines) -> str:
    where = folder / "faulty" / "alice"
    if told(lines, "destroyed"):
        assert not [file for file in where.iterdir() if file.name != "lock"], "something is left of a destroyed home"
        return WHOLE
    if (where / "key").exists() and is_whole_key(where / "key"):
        home = await opened(where)
        await sound(home)
        await home.lock()
        return NOTHING
    again = Home(where, cost=CHEAP)
    await again.panic()
    assert not list(where.glob("ledger*")), "what is left cannot be destroyed later"
    return PART


def is_whole_key(file: Path) -> bool:
    try:
        unlock(file, PASSPHRASE)
    except KeysError:
        return False
    return True


# --- records ----------------------------------------------------------------------------------------------------------
async def run_edit(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    for name in ("TEST-a", "TEST-b"):
        record = await add(home, name)
        tell(f"added {name}")
        await home.write(lambda node, r=record, n=name: set_values(only(node), r, {NAME: n + "-anew"}, now=2))  # type: ignore[misc]
        tell(f"renamed {name}-anew")
    await home.lock()


async def judge_edit(folder: Path, lines: Lines) -> str:
    home = await opened(folder / "faulty" / "alice")
    there = await names_in(home)
    for line in lines:
        if line.startswith(("added ", "renamed ")):
            name = line.split()[1]
            assert {name, name + "-anew"} & there, f"{name} was acknowledged and is gone"
    assert {"TEST-one", "TEST-two", "TEST-three", "TEST-after"} <= there
    await sound(home)
    await home.lock()
    return WHOLE if "TEST-b-anew" in there else PART if "TEST-a" in there or "TEST-a-anew" in there else NOTHING


async def run_import(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    table = read_table((folder / "sound" / "table.csv").read_bytes())
    choice = await home.read(lambda node: choose(table, Profile.AUTO, None))
    reading = read_lines(home.registry, table, choice.how)
    await home.write(lambda node: import_rows(only(node), reading, now=1, accepts_drops=False, tell=lambda *_: None))
    tell("imported")
    await home.lock()


async def judge_import(folder: Path, lines: Lines) -> str:
    home = await opened(folder / "faulty" / "alice")
    there = {name for name in await names_in(home) if name.startswith("TEST-row")}
    assert len(there) in (0, ROWS), "an import is there in part"
    assert there or not told(lines, "imported"), "an import that was acknowledged is gone"
    await sound(home)
    await home.lock()
    return WHOLE if there else NOTHING


async def run_rebuild(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    await home.write(lambda node: rebuild(only(node), lambda _: None))
    tell("rebuilt")
    await home.lock()


async def judge_rebuild(folder: Path, lines: Lines) -> str:
    home = await opened(folder / "faulty" / "alice")
    await home.write(lambda node: rebuild(only(node), lambda _: None))
    there = await names_in(home)
    assert {"TEST-one", "TEST-two", "TEST-three", "TEST-after"} <= there
    await sound(home)
    await home.lock()
    return WHOLE if told(lines, "rebuilt") else AGAIN


# --- decisions --------------------------------------------------------------------------------------------------------
async def run_erase(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    rows = await home.read(lambda _: find_records(space=only(home.node).space))
    record = next(row.record for row in rows.rows if "TEST-two" in row.title)
    await home.write(lambda node: propose(only(node), Erase({record: ()})))
    tell("erased")
    await home.lock()


async def judge_erase(folder: Path, lines: Lines) -> str:
    where = folder / "faulty" / "alice"
    home = await opened(where)
    is_erased = bool(only(home.node).view.roster.head.erased)
    assert is_erased or not told(lines, "erased"), "an erasure that was acknowledged is gone"
    there = await names_in(home)
    assert ("TEST-two" in there) is not is_erased
    await sound(home)
    await home.lock()
    if is_erased:
        key = database_key(unlock(where / "key", PASSPHRASE)).reveal()
        assert b"TEST-two" not in everything(where, key), "an erased name is in the pages"
    return WHOLE if is_erased else NOTHING


async def run_decide(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    await home.write(lambda node: propose(only(node), Decide(votes_verified=3)))
    tell("decided")
    await home.lock()


async def judge_decide(folder: Path, lines: Lines) -> str:
    home = await opened(folder / "faulty" / "alice")
    votes = only(home.node).view.roster.head.body.policy.votes_verified
    assert votes == 3 or not told(lines, "decided"), "a decision that was acknowledged is gone"
    if votes != 3:  # what was signed once is signed again, and nothing else of that version
        await home.write(lambda node: propose(only(node), Decide(votes_verified=3)))
    await sound(home)
    await home.lock()
    return WHOLE if votes == 3 else NOTHING


async def run_rotate(folder: Path, tell: Tell) -> None:
    home = await opened(folder / "faulty" / "alice")
    await home.write(lambda node: announce_epoch(only(node)))
    tell("rotated")
    await add(home, "TEST-under the new key")
    tell("added")
    await home.lock()


async def judge_rotate(folder: Path, lines: Lines) -> str:
    home = await opened(folder / "faulty" / "alice")
    there = await names_in(home)
    assert "TEST-under the new key" in there or not told(lines, "added"), "what was written after a rotation is gone"
    epochs = len(only(home.node).keys.epochs)
    assert epochs == 2 or not told(lines, "rotated"), "a key that was announced is gone"
    bob = await opened(folder / "sound" / "bob")
    await sound(home)
    await synced(bob, home)
    assert await state_of(bob) == await state_of(home)
    await bob.lock()
    await home.lock()
    return WHOLE if epochs == 2 else NOTHING


# --- other nodes ------------------------------------------------------------------------------------------------------
async def run_receive(folder: Path, tell: Tell) -> None:
    alice, bob = await opened(folder / "sound" / "alice"), await opened(folder / "faulty" / "bob")
    await synced(bob, alice)
    tell("synced")
    await bob.lock()


async def judge_receive(folder: Path, lines: Lines) -> str:
    alice, bob = await opened(folder / "sound" / "alice"), await opened(folder / "faulty" / "bob")
    has_it = "TEST-after" in await names_in(bob)
    assert has_it or not told(lines, "synced"), "what was received is gone"
    await sound(bob)
    await synced(bob, alice)
    assert await state_of(bob) == await state_of(alice)
    await bob.lock()
    await alice.lock()
    return WHOLE if has_it else NOTHING


async def run_join(folder: Path, tell: Tell) -> None:
    alice, carol = await opened(folder / "sound" / "alice"), await opened(folder / "faulty" / "carol")
    await invited(alice, carol)
    tell("joined")
    await carol.lock()


async def judge_join(folder: Path, lines: Lines) -> str:
    alice, carol = await opened(folder / "sound" / "alice"), await opened(folder / "faulty" / "carol")
    is_in = bool(carol.node.spaces)
    assert is_in or not told(lines, "joined"), "a space that was joined is gone"
    if is_in:
        await synced(carol, alice)
    else:
        await invited(alice, carol)
    await sound(carol)
    await synced(carol, alice)
    assert await state_of(carol) == await state_of(alice)
    await carol.lock()
    await alice.lock()
    return WHOLE if is_in else AGAIN


async def run_admit(folder: Path, tell: Tell) -> None:
    alice, carol = await opened(folder / "faulty" / "alice"), await opened(folder / "sound" / "carol")
    await invited(alice, carol)
    tell("admitted")
    await alice.lock()


async def judge_admit(folder: Path, lines: Lines) -> str:
    alice, carol = await opened(folder / "faulty" / "alice"), await opened(folder / "sound" / "carol")
    is_in = carol.node.device in only(alice.node).view.membership.members
    assert is_in or not told(lines, "admitted"), "a guest who was let in is unknown"
    assert is_in or not carol.node.spaces, "a guest was answered before it was stored who it is"
    await sound(alice)
    if carol.node.spaces:
        await synced(carol, alice)
        assert await state_of(carol) == await state_of(alice)
    await carol.lock()
    await alice.lock()
    return WHOLE if is_in else NOTHING


# --- files ------------------------------------------------------------------------------------------------------------
async def run_write_bundle(folder: Path, tell: Tell) -> None:
    alice, out = await opened(folder / "faulty" / "alice"), folder / "faulty" / "out"
    bob = next(device for device in only(alice.node).view.membership.members if device != alice.node.device)
    spaces = [only(alice.node).space]
    await write_bundle_file(alice, out, spaces, [bob], is_whole=False, progress=lambda _: None)
    tell("written")
    await alice.lock()


async def judge_write_bundle(folder: Path, lines: Lines) -> str:
    out = folder / "faulty" / "out"
    assert out.exists() or not told(lines, "written"), "a bundle that was written is gone"
    if not out.exists():
        return NOTHING
    bob = await opened(folder / "sound" / "bob")
    reading = await read_bundle_file(bob, out)
    assert reading.is_complete and not reading.damaged and not reading.refused, "a bundle is there in part"  # noqa: PT018
    assert "TEST-after" in await names_in(bob)
    await bob.lock()
    return WHOLE


async def run_read_bundle(folder: Path, tell: Tell) -> None:
    bob = await opened(folder / "faulty" / "bob")
    await read_bundle_file(bob, folder / "sound" / "bundle")
    tell("read")
    await bob.lock()


async def judge_read_bundle(folder: Path, lines: Lines) -> str:
    bob = await opened(folder / "faulty" / "bob")
    has_it = "TEST-after" in await names_in(bob)
    assert has_it or not told(lines, "read"), "what a bundle brought is gone"
    await read_bundle_file(bob, folder / "sound" / "bundle")
    assert "TEST-after" in await names_in(bob)
    await sound(bob)
    await bob.lock()
    return WHOLE if has_it else NOTHING


async def run_answer(folder: Path, tell: Tell) -> None:
    alice = await opened(folder / "faulty" / "alice")
    await answer_request_file(alice, folder / "sound" / "request", folder / "faulty" / "out")
    tell("answered")
    await alice.lock()


async def judge_answer(folder: Path, lines: Lines) -> str:
    alice, out = await opened(folder / "faulty" / "alice"), folder / "faulty" / "out"
    is_whole = out.exists()
    assert is_whole or not told(lines, "answered"), "an answer that was written is gone"
    if not is_whole:  # the same guest is answered again, though its invitation is used
        await answer_request_file(alice, folder / "sound" / "request", out)
    carol = await opened(folder / "sound" / "carol")
    invitation = read_invitation((folder / "sound" / "invitation").read_text("ascii"))
    await read_bundle_file(carol, out, invitation=invitation)
    assert "TEST-one" in await names_in(carol)
    await sound(alice)
    await carol.lock()
    await alice.lock()
    return WHOLE if is_whole else AGAIN


async def run_backup(folder: Path, tell: Tell) -> None:
    alice = await opened(folder / "faulty" / "alice")
    await alice.backup(folder / "faulty" / "out", PASSPHRASE)
    tell("written")
    await alice.lock()


async def judge_backup(folder: Path, lines: Lines) -> str:
    out = folder / "faulty" / "out"
    assert out.exists() or not told(lines, "written"), "a backup that was written is gone"
    if not out.exists():
        return NOTHING
    again = Home(folder / "again", cost=CHEAP)
    await again.restore(out, PASSPHRASE, NEW_PASSPHRASE)
    assert {"TEST-one", "TEST-two", "TEST-three", "TEST-after"} <= await names_in(again)
    await again.lock()
    return WHOLE


async def run_restore(folder: Path, tell: Tell) -> None:
    home = Home(folder / "faulty" / "home", cost=CHEAP)
    await home.restore(folder / "sound" / "backup", PASSPHRASE, NEW_PASSPHRASE)
    tell("restored")
    await home.lock()


async def run_recover(folder: Path, tell: Tell) -> None:
    home = Home(folder / "faulty" / "home", cost=CHEAP)
    secret = (folder / "sound" / "secret").read_text("ascii")
    await home.restore(folder / "sound" / "backup", secret, NEW_PASSPHRASE)
    tell("restored")
    await home.lock()


async def judge_restore(folder: Path, lines: Lines) -> str:
    home = Home(folder / "faulty" / "home", cost=CHEAP)
    outcome = WHOLE
    try:
        await home.unlock(NEW_PASSPHRASE)
    except NotReady:
        assert not told(lines, "restored"), "a home that was restored is gone"
        await home.restore(folder / "sound" / "backup", PASSPHRASE, NEW_PASSPHRASE)
        outcome = AGAIN
    there = await names_in(home) if home.node.spaces else set()
    assert {"TEST-one", "TEST-two", "TEST-three", "TEST-after"} <= there, "a home is restored in part"
    await sound(home)
    await home.lock()
    return outcome


async def run_export(folder: Path, tell: Tell) -> None:
    with NewFile(folder / "faulty" / "out.csv") as new:
        for _ in range(3):
            new.write(b"TEST-" * 10_000)
        new.keep()
    tell("written")


async def judge_export(folder: Path, lines: Lines) -> str:
    out = folder / "faulty" / "out.csv"
    assert out.exists() or not told(lines, "written"), "a file that was written is gone"
    assert not out.exists() or out.read_bytes() == b"TEST-" * 30_000, "a file is there in part"
    return WHOLE if out.exists() else NOTHING


PATHS: Final[dict[str, WritePath]] = {
    "init": WritePath(run=run_init, judge=judge_init),
    "carrier": WritePath(run=run_carrier, judge=judge_carrier),
    "passphrase": WritePath(run=run_passphrase, judge=judge_passphrase, faulty=("alice",)),
    "second passphrase": WritePath(run=run_second, judge=judge_second, faulty=("alice",)),
    "panic": WritePath(run=run_panic, judge=judge_panic, faulty=("alice",)),
    "edit": WritePath(run=run_edit, judge=judge_edit, faulty=("alice",)),
    "edit in a copy": WritePath(run=run_edit, judge=judge_edit, faulty=("alice",), is_copied=True),
    "import": WritePath(run=run_import, judge=judge_import, faulty=("alice",), sound=("table.csv",)),
    "rebuild": WritePath(run=run_rebuild, judge=judge_rebuild, faulty=("alice",)),
    "erase": WritePath(run=run_erase, judge=judge_erase, faulty=("alice",)),
    "decide": WritePath(run=run_decide, judge=judge_decide, faulty=("alice",)),
    "rotate": WritePath(run=run_rotate, judge=judge_rotate, faulty=("alice",), sound=("bob",)),
    "receive": WritePath(run=run_receive, judge=judge_receive, faulty=("bob",), sound=("alice",)),
    "join": WritePath(run=run_join, judge=judge_join, faulty=("carol",), sound=("alice",)),
    "admit": WritePath(run=run_admit, judge=judge_admit, faulty=("alice",), sound=("carol",)),
    "write bundle": WritePath(run=run_write_bundle, judge=judge_write_bundle, faulty=("alice",), sound=("bob",)),
    "read bundle": WritePath(run=run_read_bundle, judge=judge_read_bundle, faulty=("bob",), sound=("bundle",)),
    "answer": WritePath(
        run=run_answer, judge=judge_answer, faulty=("alice",), sound=("carol", "request", "invitation")
    ),
    "backup": WritePath(run=run_backup, judge=judge_backup, faulty=("alice",)),
    "restore": WritePath(run=run_restore, judge=judge_restore, sound=("backup",)),
    "recover": WritePath(run=run_recover, judge=judge_restore, sound=("backup", "secret")),
    "export": WritePath(run=run_export, judge=judge_export),
}

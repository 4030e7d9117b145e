"""Sixty people in three groups, each with a real home on disk, who call one another over real sockets.

The calendar is the test's: every home believes the day it is told. Who may reach whom is the test's, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from keys.keyfile import CHEAP
from node.crdt.cuts import Place
from node.crdt.grants import Role
from node.crdt.ids import Device, Group, Record, Space
from node.runtime.home import Home
from node.runtime.peers import Peers
from node.service.cutting import places_of
from node.service.deciding import proposals, propose, propose_group, sign_proposal
from node.service.effects import Step
from node.service.lookup import StateHash, read_state_hash
from node.service.node import Node
from node.service.records import Values, add_record, attest, set_values
from node.service.spaces import create_space
from node.service.wishes import Expel, Seat
from node.transport.line import Listener

PASSPHRASE = "seven tall herons by the lake"
GROUPS = ("TEST-Vilnius", "TEST-Warsaw", "TEST-Tbilisi")


@dataclass(slots=True)
class Today:
    """The day all homes of a test believe in."""

    day: date

    def seconds(self) -> int:
        """Give noon of the day as seconds since 1970 UTC."""
        return int(datetime.combine(self.day, time(12), UTC).timestamp())


class DatedHome(Home):
    """A home whose calendar is a test's."""

    def __init__(self, folder: Path, today: Today) -> None:
        super().__init__(folder, cost=CHEAP)
        self._day = today

    def today(self) -> date:
        """Give the test's day."""
        return self._day.day

    def now(self) -> int:
        """Give noon of the test's day."""
        return self._day.seconds()


@dataclass(slots=True)
class Office:
    """One member's node. `group` is the place of its group; the first member of each group is its steward."""

    name: str
    group: int
    home: DatedHome
    address: str = ""
    listener: Listener | None = None

    @property
    def device(self) -> Device:
        """Return the device of the node."""
        return self.home.node.device

    async def write(self, kind: str, values: Values) -> Record:
        """Write a record down, as the member saves a form."""
        return await self.home.write(lambda node: add_record(node.only_space(), kind, values, now=self.home.now()))

    async def change(self, record: Record, values: Values) -> None:
        """Change fields of a record that this node holds."""
        await self.home.write(lambda node: set_values(node.only_space(), record, values, now=self.home.now()))

    async def attest(self, record: Record, path: str, step: str) -> None:
        """Sign that a value was checked."""
        await self.home.write(lambda node: attest(node.only_space(), record, [path], now=self.home.now(), step=step))

    async def state(self) -> StateHash:
        """Return the state hash."""
        return await self.home.read(lambda node: read_state_hash(node.only_space()))


@dataclass(slots=True)
class Offices:
    """The whole network. `apart` names pairs of groups that do not reach one another."""

    folder: Path
    today: Today
    stack: AsyncExitStack
    members: list[Office] = field(default_factory=list)
    apart: set[frozenset[int]] = field(default_factory=set)
    space: Space = field(default=Space(b""))
    groups: list[Group] = field(default_factory=list)

    @property
    def stewards(self) -> list[Office]:
        """Return the stewards, in the order of their groups."""
        return [next(member for member in self.members if member.group == group) for group in range(len(GROUPS))]

    def of_group(self, group: int) -> list[Office]:
        """Return the members of a group, its steward first."""
        return [member for member in self.members if member.group == group]

    # --- founding -----------------------------------------------------------------------------------------------------
    async def found(self, count: int) -> None:
        """Make `count` homes in three groups: three stewards, half of the others verifiers, half contributors."""
        for group in range(len(GROUPS)):
            await self._steward(group)
        for place in range(len(GROUPS), count):
            await self._member(place, place % len(GROUPS))
        await self.everybody_meets()

    async def _open(self, name: str, group: int) -> Office:
        home = DatedHome(self.folder / name, self.today)
        await home.create(name=name, passphrase=PASSPHRASE)
        self.stack.push_async_callback(home.lock)
        office = Office(name=name, group=group, home=home)
        self.members.append(office)
        return office

    async def _steward(self, group: int) -> None:
        if group:
            _, known = await self.members[0].home.write(partial(_propose_group, GROUPS[group]))
            self.groups.append(known)
            await self.decide()
        office = await self._open(f"steward{group}", group)
        office.listener = await Peers(office.home).listen("127.0.0.1:0")
        self.stack.push_async_callback(office.listener.close)
        office.address = office.listener.address
        if group == 0:
            made = await office.home.write(lambda node: create_space(node, title="TEST network", group=GROUPS[0]))
            self.space = made.space
            self.groups.append(next(iter(office.home.node.only_space().view.roster.head.body.groups)))
            return
        await self._invite(self.members[0], office, Role.VERIFIER, self.groups[group])
        seat = Seat(office.device, self.groups[group])
        await self.members[0].home.write(lambda node: propose(node.only_space(), seat))
        await self.decide()

    async def _member(self, place: int, group: int) -> None:
        office = await self._open(f"member{place}", group)
        role = Role.VERIFIER if place // len(GROUPS) % 2 else Role.CONTRIBUTOR
        await self._invite(self.stewards[group], office, role, self.groups[group])

    async def _invite(self, host: Office, guest: Office, role: Role, group: Group) -> None:
        peers = Peers(host.home)
        _, text = await peers.invite(
            self.space, role=role, group=group, addresses=(host.address,), needs_words=False, days=365
        )
        await Peers(guest.home).join(text)

    async def decide(self) -> None:
        """Let every steward sign what is proposed, and the first hear of it."""
        for voter in [office for office in self.members if office.address][1:]:
            await Peers(voter.home).sync_once(self.members[0].address)
            await voter.home.write(_sign_all)
            await Peers(voter.home).sync_once(self.members[0].address)

    # --- meeting ------------------------------------------------------------------------------------------------------
    def reaches(self, one: int, other: int) -> bool:
        """Tell whether two groups reach one another."""
        return one == other or frozenset((one, other)) not in self.apart

    async def meet(self, members: Iterable[Office], *, left: frozenset[int] = frozenset()) -> None:
        """Let members call their own group's steward, and the stewards those they reach; `left` groups do not."""
        for member in members:
            host = self.stewards[member.group]
            if member is not host and member.group not in left:
                await Peers(member.home).sync_once(host.address)
        for caller, host in self._pairs():
            if not {caller.group, host.group} & left:
                await Peers(caller.home).sync_once(host.address)

    async def everybody_meets(self, *, left: frozenset[int] = frozenset()) -> None:
        """Let everybody hear of everything, but for groups that left."""
        for _ in range(2):
            await self.meet(self.members, left=left)

    def _pairs(self) -> Iterator[tuple[Office, Office]]:
        stewards = self.stewards
        for caller in stewards:
            for host in stewards[: caller.group]:
                if self.reaches(caller.group, host.group):
                    yield caller, host

    # --- expelling ----------------------------------------------------------------------------------------------------
    async def last_entries(self, group: int) -> tuple[Place, ...]:
        """Return the last entries of a group's devices as the first steward holds them now."""
        space = self.members[0].home.node.only_space()
        return places_of(space, *(member.device for member in self.of_group(group)))

    async def expel(self, group: int, keep: Sequence[Place]) -> None:
        """Expel a group's devices; of their logs only what was written up to `keep` counts.

        The steward goes first: of three stewards two can do nothing but expel the third.
        """
        steward, *others = (member.device for member in self.of_group(group))
        first, second = (office for office in self.stewards if office.group != group)
        for devices in ((steward,), tuple(others)):
            wish = Expel(devices, keep=tuple(keep), only_kept=True)
            await first.home.write(partial(_propose, wish))
            await Peers(second.home).sync_once(first.address)
            await second.home.write(_sign_all)
            await Peers(second.home).sync_once(first.address)


def _propose(wish: Expel, node: Node) -> Step[object]:
    return propose(node.only_space(), wish)


def _propose_group(name: str, node: Node) -> Step[tuple[object, Group]]:
    return propose_group(node.only_space(), name)


def _sign_all(node: Node) -> Step[None]:
    space = node.only_space()
    for decision in proposals(space):
        if not decision.is_signed_here:
            yield from sign_proposal(space, decision.id)

"""Counting a ledger part by part, and counting again only the parts whose people something changed for.

    same question, nothing changed  ─▶ what was counted before
    few parts changed               ─▶ they are counted while the page waits, and joined to the rest
    many, or never counted          ─▶ what was counted before (or nothing), while a task counts

Which people changed is told by who looks at what follows for them. Where places, articles or decisions about doubles
change, all is counted again. The task gives way to every request. Refuses to count for two questions at once: the
second waits until somebody asks again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from zlib import crc32

from node.api.limits import COUNT_AT_ONCE_PARTS, COUNT_GROUP_PARTS, COUNT_PART_PEOPLE
from node.api.port import NodePort
from node.api.task import OneTask
from node.api.visits import Visits
from node.crdt.ids import SHORT_ID_BYTES, Record, Space
from node.ledger.statistics.figures import Figures, Part, Question, conclude, count_part, join_parts
from node.ledger.statistics.material import Material
from node.service.effects import Step
from node.service.following import UnmarkedRow
from node.service.node import Node
from node.service.statistics import Shared, count_people, gather_part, list_people, read_shared

Key = tuple[Space, date, Question]


@dataclass(slots=True, eq=False)
class _Ledger:
    """One ledger as it is counted: people by part, the parts counted so far, and those to be counted again."""

    key: Key
    shared: Shared
    people: list[bytearray]  # ids one behind the other: a hundred thousand of them in 2 MB
    parts: list[Part | None]
    groups: dict[int, Part] = field(default_factory=dict)  # parts joined, by group
    changed: set[int] = field(default_factory=set)
    figures: Figures | None = None

    @classmethod
    def of(cls, key: Key, shared: Shared, people: Sequence[Record]) -> "_Ledger":
        count = len(people) // COUNT_PART_PEOPLE + 1
        made = cls(key, shared, [bytearray() for _ in range(count)], [None] * count)
        for person in people:
            made.people[made.part_of(person)] += person
        made.changed.update(range(count))
        return made

    def part_of(self, person: Record) -> int:
        """Return the part of a person; all records of one person are in one."""
        return crc32(self.shared.leaders.get(person, person)) % len(self.people)

    def listed(self, part: int) -> list[Record]:
        """Return the people of a part."""
        ids = self.people[part]
        return [Record(bytes(ids[at : at + SHORT_ID_BYTES])) for at in range(0, len(ids), SHORT_ID_BYTES)]

    def touch(self, record: Record, *, is_person: bool) -> None:
        """Note that something changed for a person, who may be new; `is_person` is False for one hidden or gone."""
        part = self.part_of(record)
        is_listed = record in self.listed(part)
        if is_person and not is_listed:
            self.people[part] += record
        if is_person or is_listed:
            self.changed.add(part)

    def put(self, number: int, part: Part) -> None:
        """Keep a part that was counted."""
        self.parts[number] = part
        self.groups.pop(number // COUNT_GROUP_PARTS, None)
        self.figures = None

    def conclude(self) -> Figures:
        """Join all parts."""
        for first in range(0, len(self.parts), COUNT_GROUP_PARTS):
            group = first // COUNT_GROUP_PARTS
            if group not in self.groups:
                counted = [part for part in self.parts[first : first + COUNT_GROUP_PARTS] if part is not None]
                self.groups[group] = join_parts(counted)
        return conclude(join_parts(list(self.groups.values())), self.key[2])


class Counting:
    """The counts of one node's ledgers: those of the last question."""

    def __init__(self, port: NodePort, visits: Visits) -> None:
        self._port = port
        self._visits = visits
        self._task = OneTask()
        self._turn = asyncio.Lock()
        self._ledger: _Ledger | None = None
        self._early: list[UnmarkedRow] | None = None  # what changed while people are listed
        self._before: tuple[Key, Figures] | None = None  # shown while all is counted again

    async def look(self, space: Space, asked: Question) -> tuple[Figures | None, bool]:
        """Return what is known, and whether it is of this moment. Raises: NotFound, Locked."""
        today = self._port.today()
        key = (space, today, asked)
        shared = await self._port.read(lambda node: read_shared(node.space(space)))
        people = await self._port.read(lambda node: count_people(node.space(space)))
        async with self._turn:
            ledger = self._ledger
            if ledger is None or ledger.key != key or ledger.shared.state != shared.state:
                ledger = None
            few = len(ledger.changed) if ledger is not None else people // COUNT_PART_PEOPLE + 1
            if not self._task.is_running and few <= COUNT_AT_ONCE_PARTS:
                ledger = ledger or await self._begin(key, shared)
                await self._count(ledger, waits=False)
            if ledger is not None and not ledger.changed:
                return ledger.figures, True
            self._task.begin(lambda: self._count_beside(key, shared, ledger))
            return self._known(key), False

    def touch(self, row: UnmarkedRow) -> None:
        """Note that something may have changed for a record."""
        if row.kind not in ("person", ""):
            return
        if self._early is not None:
            self._early.append(row)
        if self._ledger is not None and self._ledger.key[0] == row.space:
            self._ledger.touch(row.record, is_person=bool(row.kind))

    async def settle(self) -> None:
        """Wait for the task, if there is one."""
        await self._task.settle()

    def forget(self) -> None:
        """Stop and forget what was counted. Idempotent."""
        self._task.forget()
        self._ledger = self._before = None

    def _known(self, key: Key) -> Figures | None:
        """Return what was counted last for the same question, perhaps on another day."""
        if self._before is None or (self._before[0][0], self._before[0][2].since) != (key[0], key[2].since):
            return None
        is_same = self._before[0][2] == key[2] or (
            self._before[0][1] == self._before[0][2].day and key[1] == key[2].day
        )
        return self._before[1] if is_same else None

    async def _begin(self, key: Key, shared: Shared) -> _Ledger:
        """Begin anew: something else is asked, or what all counts look at has changed."""
        self._ledger, self._early = None, []
        people = await self._port.read(lambda node: list_people(node.space(key[0])))
        early, self._early = self._early, None
        self._ledger = ledger = _Ledger.of(key, shared, people)
        for row in early:
            self.touch(row)
        return ledger

    async def _count_beside(self, key: Key, shared: Shared, ledger: _Ledger | None) -> None:
        await self._count(ledger or await self._begin(key, shared), waits=True)

    async def _count(self, ledger: _Ledger, *, waits: bool) -> None:
        """Count the parts that changed, again those that change meanwhile."""
        space, today, asked = ledger.key
        while ledger.changed and (self._ledger is ledger):
            if waits:
                await self._visits.quiet()
            number = ledger.changed.pop()
            people = ledger.listed(number)
            try:
                material = await self._port.read(partial(_gather, space, people, ledger.shared, today))
                part = await asyncio.to_thread(count_part, material, self._port.registry, asked)
            except BaseException:
                ledger.changed.add(number)
                raise
            ledger.put(number, part)
        if not ledger.changed and ledger.figures is None:
            ledger.figures = ledger.conclude()
            self._before = ledger.key, ledger.figures


def _gather(space: Space, people: list[Record], shared: Shared, today: date, node: Node) -> Step[Material]:
    return gather_part(node.space(space), people, shared, today)

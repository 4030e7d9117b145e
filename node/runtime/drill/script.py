"""The rehearsal itself: a network of nodes, one taken while unlocked, two cut off, one steward turned; then the answer.

    four stewards (the last one turns), one verifier (taken), further contributors (up to two of them cut off)

It says how it went in numbers, and keeps nothing.
"""

import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from node.ledger.types import Json
from node.runtime.commands.call import Tell
from node.runtime.drill.attacker import read_with_keys, write_on
from node.runtime.drill.disk import readable_on_disk
from node.runtime.drill.numbers import NODES_MIN, STEWARDS
from node.runtime.drill.player import Player

_OFFLINE_MAX: Final = 2
_FORGED: Final = "TEST-forged after the cut"
_STEPS: Final = ("network", "records", "seizure", "attack on the disk", "cut", "after the cut", "attack with the keys")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a rehearsal went. `lost`: records of honest people that some honest node does not show.

    `readable_on_disk`: texts in clear on the locked disk. `read_after_cut`: texts written by members who knew of the
    cut that the attacker reads. `accepted_after_cut`: nodes that let the taken device in, or show what it wrote then.
    `read_before_cut` counts texts the attacker reads that the device could read before: none would mean that the attack
    itself does not work. `actions`: what people had to do; `seconds`: how long the machines took for it.
    """

    nodes: int
    lost: tuple[str, ...]
    readable_on_disk: tuple[str, ...]
    read_after_cut: tuple[str, ...]
    accepted_after_cut: int
    read_before_cut: int
    states: int
    actions: tuple[str, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Tell whether nothing was lost, read or let in, and all honest nodes agree."""
        bad = self.lost or self.readable_on_disk or self.read_after_cut or self.accepted_after_cut
        return not bad and self.states == 1 and self.read_before_cut > 0


async def rehearse(nodes: int, tell: Tell) -> Report:
    """Rehearse with so many nodes (5 to 16) and return how it went. Raises: NotReady, RuntimeFault, OSError."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        rehearsal = Rehearsal(Path(folder), nodes, tell)
        try:
            return await rehearsal.run()
        finally:
            for player in rehearsal.players:
                await player.kill()


class Rehearsal:
    """One rehearsal in a folder of its own; `run` plays it once."""

    def __init__(self, folder: Path, nodes: int, tell: Tell) -> None:
        self._folder = folder
        self._tell = tell
        self._done = 0
        self.players = [Player(folder / f"node{number}", f"TEST-{number}") for number in range(nodes)]
        self._stewards = self.players[: STEWARDS - 1]
        self._turned = self.players[STEWARDS - 1]
        self._taken = self.players[STEWARDS]
        others = self.players[NODES_MIN:]
        self._offline = others[max(0, len(others) - _OFFLINE_MAX) :]
        self._online = [*self._stewards, *others[: len(others) - len(self._offline)]]
        self._actions: list[str] = []
        self._written: set[str] = set()
        self._sealed: set[str] = set()

    @property
    def _honest(self) -> list[Player]:
        return [*self._online, *self._offline]

    async def run(self) -> Report:
        await self._found_network()
        self._step()
        await self._write("TEST-before", self.players)
        await self._meet(self.players)
        await self._cut_off()
        self._step()
        disk = await self._seize()
        self._step()
        exposed = readable_on_disk(disk, [*self._written, *(player.name for player in self.players)])
        self._step()
        began = time.monotonic()
        await self._cut()
        seconds = time.monotonic() - began
        self._step()
        await self._go_on()
        self._step()
        read, accepted = await self._attack(disk)
        states = {str((await player.ask("state-hash", {}))["state_hash"]) for player in self._honest}
        lost = {title for player in self._honest for title in self._written - await player.titles()}
        self._step()
        return Report(
            nodes=len(self.players),
            lost=tuple(sorted(lost)),
            readable_on_disk=tuple(exposed),
            read_after_cut=tuple(text for text in read if text in self._sealed),
            read_before_cut=sum(text not in self._sealed for text in read),
            accepted_after_cut=accepted,
            states=len(states),
            actions=tuple(self._actions),
            seconds=seconds,
        )

    def _step(self) -> None:
        self._done += 1
        self._tell(self._done, len(_STEPS))

    # --- before -------------------------------------------------------------------------------------------------------
    async def _found_network(self) -> None:
        founder = self.players[0]
        for player in self.players:
            await player.make()
        await founder.ask("space.create", {"title": "TEST-network", "group": "TEST-group"})
        for player in self.players[1:]:
            role = "contributor" if player in self.players[NODES_MIN:] else "verifier"
            asked: dict[str, Json] = {"role": role, "addresses": [founder.address], "no_confirm": "yes"}
            invited = await founder.ask("invite", asked)
            await player.ask("join", {"invitation": invited["invitation"]})
        await self._meet(self.players)
        for member in await self._members(founder):
            next(player for player in self.players if player.name == member["name"]).device = str(member["device"])
        for seat in range(1, STEWARDS):
            proposed = await founder.ask("propose.steward", {"device": self.players[seat].device})
            await self._sign(proposed, self.players[1 : seat + 1])
            await self._meet(self.players[:STEWARDS])
        await self._meet(self.players)

    async def _members(self, player: Player) -> Iterable[dict[str, Json]]:
        members = (await player.ask("space.members", {}))["members"]
        assert isinstance(members, list)
        return [item for item in members if isinstance(item, dict)]

    async def _cut_off(self) -> None:
        """Cut nodes off and let them go on alone."""
        for player in self._offline:
            await player.stop()
        await self._write("TEST-offline", self._offline)

    async def _write(self, what: str, players: Sequence[Player]) -> set[str]:
        titles = {player: f"{what} {player.name}" for player in players}
        for player, title in titles.items():
            await player.add(title)
        self._written.update(titles.values())
        return set(titles.values())

    async def _meet(self, players: Sequence[Player]) -> None:
        """Let every node call the first: once there and once back, so that all hold what any of them held."""
        for _ in range(2):
            for player in players[1:]:
                await player.sync(players[0])

    async def _sign(self, proposed: dict[str, Json], signers: Sequence[Player]) -> None:
        if "certificate" in proposed:
            return
        for signer in signers:
            await signer.sync(self.players[0])
            await signer.ask("sign", {"proposal": proposed["proposal"]})
            await signer.sync(self.players[0])

    # --- the seizure --------------------------------------------------------------------------------------------------
    async def _seize(self) -> Path:
        """Let the taken device hand in its last honest edit, and take a copy of its disk while it is unlocked."""
        await self._write("TEST-last minute", [self._taken, self._online[-1]])
        await self._taken.sync(self.players[0])
        disk = self._folder / "seized"
        self._taken.copy_to(disk)
        await self._taken.kill()
        return disk

    async def _act(self, player: Player, command: str, args: dict[str, Json]) -> dict[str, Json]:
        """Let a person do one thing, and count it."""
        self._actions.append(f"{player.name}: {command}")
        return await player.ask(command, args)

    async def _cut(self) -> None:
        """Suspend at once; then expel the taken device and the steward who turned."""
        first = self._stewards[0]
        await self._act(first, "suspend", {"device": self._taken.device})
        hidden = await self._turn()
        expelled: list[Json] = [self._taken.device, self._turned.device]
        proposed = await self._act(first, "propose.expel", {"devices": expelled})
        for steward in self._stewards[1:]:
            await steward.sync(first)
            await self._act(steward, "sign", {"proposal": proposed["proposal"]})
            await steward.sync(first)
        await self._meet(self._online)
        for record in await self._still_hidden(first, hidden):
            await self._act(first, "unhide", {"record": record})

    async def _turn(self) -> list[Json]:
        """Let one steward do alone what a steward can: hide a record, ask for everything to be erased; return the
        hidden.
        """
        await self._turned.sync(self.players[0])
        records = (await self._turned.ask("record.list", {"limit": 1_000}))["records"]
        assert isinstance(records, list)
        ids = [item["record"] for item in records if isinstance(item, dict)]
        await self._turned.ask("hide", {"record": ids[0]})
        await self._turned.ask("propose.erase", {"records": ids})
        await self._turned.sync(self.players[0])
        return ids[:1]

    async def _still_hidden(self, player: Player, records: Iterable[Json]) -> list[Json]:
        """Return which of these records a node still hides."""
        return [record for record in records if (await player.ask("record.show", {"record": record}))["hidden"]]

    # --- afterwards ---------------------------------------------------------------------------------------------------
    async def _go_on(self) -> None:
        """Let members who know of the cut write, bring those back who were cut off, and let all meet."""
        self._sealed = await self._write("TEST-after", self._online)
        await self._meet(self._online)
        for player in self._offline:
            await player.start()
            await player.sync(self.players[0])
        self._sealed |= await self._write("TEST-after", self._offline)
        await self._meet(self._honest)

    async def _attack(self, disk: Path) -> tuple[list[str], int]:
        """Play the attacker with the unlocked keys; return what it reads and how many nodes it got something past."""
        seized = await self._taken.unlock(disk)
        try:
            accepted = await write_on(seized, _FORGED, self._honest)
            await self._meet(self._honest)
            accepted += sum([_FORGED in await player.titles() for player in self._honest])
            source = self._honest[-1]
            await source.stop()
            copy = self._folder / "copied"
            source.copy_to(copy)
            honest = await source.unlock(copy)
            try:
                read = await read_with_keys(seized, honest, self._written)
            finally:
                await honest.lock()
            shutil.rmtree(copy)
            await source.start()
            return read, accepted
        finally:
            await seized.lock()

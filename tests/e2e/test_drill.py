"""The rehearsal of a seizure in real processes, and that it fails where nobody cuts the taken device off."""

import asyncio
from pathlib import Path

from node.runtime.drill.script import Rehearsal
from tests.e2e.terminal import Terminal


def test_drill_of_eight_nodes_passes_and_searches_the_own_disk(alice: Terminal) -> None:
    alice.ask("record", "add", "person", "names/+/text=TEST-Kastus Unheard")
    before = alice.ask("state-hash")
    told = alice.ask("drill", "--nodes", "8")
    assert told["ok"] is True
    assert (told["lost"], told["readable_on_disk"], told["read_after_cut"]) == ([], [], [])
    assert (told["accepted_after_cut"], told["states"], told["nodes"]) == (0, 1, 8)
    assert told["own_disk_searched"] is True
    assert told["read_before_cut"] > 0
    assert told["actions"] == len(told["steps"]) == 5
    assert told["minutes"] >= 1
    assert alice.ask("state-hash") == before


def test_drill_refuses_numbers_it_cannot_play(alice: Terminal) -> None:
    assert "from 5 to 16" in alice.run("drill", "--nodes", "4").line
    assert "from 5 to 16" in alice.run("drill", "--nodes", "17").line


class NobodyActs(Rehearsal):
    """A rehearsal in which the taken device is never cut off."""

    async def _cut(self) -> None:
        return


def test_positive_control_attacker_reads_and_writes_on_where_nobody_acts(tmp_path: Path) -> None:
    async def play() -> None:
        rehearsal = NobodyActs(tmp_path, 5, lambda _done, _total: None)
        try:
            report = await rehearsal.run()
        finally:
            for player in rehearsal.players:
                await player.kill()
        assert report.ok is False
        assert sorted(report.read_after_cut) == ["TEST-after TEST-0", "TEST-after TEST-1", "TEST-after TEST-2"]
        assert report.accepted_after_cut > len(rehearsal.players) - 2, "nodes let it in and show what it wrote"

    asyncio.run(play())


def test_positive_control_text_in_clear_on_the_own_disk_fails_the_drill(alice: Terminal) -> None:
    alice.ask("record", "add", "person", "names/+/text=TEST-Kastus Unheard")
    (alice.home / "notes.txt").write_text("visit TEST-Kastus Unheard on Friday", encoding="utf-8")
    done = alice.run("--json", "drill", "--nodes", "5")
    assert done.code == 1
    assert '"readable_on_disk": ["1 texts of this home"]' in done.out
    assert "TEST-Kastus" not in done.out + done.err

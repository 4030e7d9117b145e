"""A first sync that is cut after any message goes on where it was: nothing doubled, nothing sent again but what was
lost with the line.
"""

from __future__ import annotations

import pytest

from node.service.conversation import Conversation
from node.service.records import add_record
from node.service.spaces import create_space
from node.sync.messages import MessageType, decode_message
from tests.sim.nodes import NOW, SimNode, connect, join, new_node

RECORDS = 40


@pytest.fixture(autouse=True)
def short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run carry three entries, so that there are many messages to cut at."""
    monkeypatch.setattr("node.sync.runs.RUN_ITEMS_MAX", 3)


def pair(name: str) -> tuple[SimNode, SimNode, int]:
    """Return alice with many entries, bob who joined and has none of them, and how many there are."""
    alice, bob = new_node(f"alice {name}"), new_node(f"bob {name}")
    space = alice.run(create_space(alice.node, title="TEST-space"))
    for number in range(RECORDS):
        alice.run(add_record(space, "person", {"names/n1/text": f"TEST-{number}"}, now=NOW))
    join(bob, alice, space.space)
    return alice, bob, sum(tip.seq + 1 for tip in space.tips.values())


def talk(alice: SimNode, bob: SimNode, cut: int | None) -> tuple[Conversation, Conversation, list[bytes]]:
    """Carry messages one by one, at most `cut` of them; return both sides and what was lost on the way."""
    a, b = connect(bob, alice, alice.space().space)
    queue = [(b, alice, body) for body in bob.run(a.start())] + [(a, bob, body) for body in alice.run(b.start())]
    count = 0
    while queue and count != cut:
        side, end, body = queue.pop(0)
        count += 1
        other = (a, bob) if side is b else (b, alice)
        queue += [(*other, answer) for answer in end.run(side.receive(body))]
    return a, b, [body for _, _, body in queue]


def entries_in(bodies: list[bytes]) -> int:
    messages = [decode_message(body) for body in bodies if body[1] == MessageType.RUN]
    return sum(len(message.items) for message in messages)  # type: ignore[union-attr]


def count_of_messages() -> int:
    alice, bob, _ = pair("count")
    a, b, _ = talk(alice, bob, None)
    return a.session.taken + b.session.taken + 12


def test_e01_first_sync_cut_at_every_message_resumes_and_sends_again_only_what_was_lost() -> None:
    cuts = 0
    for cut in range(1, count_of_messages()):
        alice, bob, total = pair(f"cut {cut}")
        _, first, lost = talk(alice, bob, cut)
        came = sum(tip.seq + 1 for tip in bob.space().tips.values())
        bob.reopen()
        again, second, _ = talk(alice, bob, None)
        assert again.is_equal, cut
        assert first.tally.sent + second.tally.sent - entries_in(lost) == total, cut
        assert again.tally.received == total - came, "what came before the cut is not sent again"
        assert bob.state(bob.space().space) == alice.state(alice.space().space)
        cuts += bool(lost)
    assert cuts > RECORDS / 3


@pytest.mark.parametrize("seed", range(3))
def test_e01_line_cut_again_and_again_brings_every_entry_once(seed: int) -> None:
    alice, bob, total = pair(f"again {seed}")
    received = 0
    for round_number in range(200):
        a, _, lost = talk(alice, bob, 5 + (seed + round_number) % 3)
        received += a.tally.received
        if not lost:
            break
    assert a.is_equal
    assert received == total

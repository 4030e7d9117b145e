"""The example of docs/PROTOCOL: a call, its answer and one letter, byte by byte, made by node.sync from fixed keys.

`python -m tests.unit.sync.channel_example` prints it as it stands in the document.
"""

from textwrap import wrap

from keys.box import BoxKey
from keys.secret import RoutingKey
from node.sync.channel import Channel
from node.sync.channel_terms import Message, Opened, Terms

ALICE, ALICE_EPHEMERAL = BoxKey(b"\x11" * 32), BoxKey(b"\x12" * 32)
BOB, BOB_EPHEMERAL = BoxKey(b"\x21" * 32), BoxKey(b"\x22" * 32)
ROUTING_KEY = RoutingKey(b"\x31" * 32)
PASS, ANSWER, LETTER = b"a pass", b"welcome", b"hello"
HEX_WIDTH = 64

Field = tuple[int, str]
CALL = ((32, "ephemeral key of alice"), (48, "channel key of alice, sealed"), (22, "payload 'a pass', sealed"))
REPLY = ((32, "ephemeral key of bob"), (23, "payload 'welcome', sealed"))
CONFIRM = ((2, "length of the transport message"), (16, "nothing, sealed"))
SAID = ((2, "length of the transport message"), (25, "the four bytes 00000005 and 'hello', sealed"))


def play() -> dict[str, bytes]:
    """The keys and frames of the example, by name."""
    alice = Channel.initiate_known(
        Terms(static=ALICE, random=lambda size: ALICE_EPHEMERAL.reveal(), is_known=lambda hello: True, payload=PASS),
        remote_static=BOB.public,
        routing_key=ROUTING_KEY,
    )
    bob = Channel.accept(
        Terms(static=BOB, random=lambda size: BOB_EPHEMERAL.reveal(), is_known=lambda hello: True, payload=ANSWER),
        invitations=[],
        routing_keys=[ROUTING_KEY],
    )
    [call] = alice.frames_to_send()
    bob.receive_frame(call)
    [reply] = bob.frames_to_send()
    alice.receive_frame(reply)
    [confirm, said] = alice.send(LETTER)
    told = bob.receive_frame(confirm) + bob.receive_frame(said)
    assert [type(event) for event in told] == [Opened, Message]
    return {"call": call, "reply": reply, "confirm": confirm, "said": said, "hash": alice.handshake_hash}


def example() -> str:
    """The example as Markdown."""
    played = play()
    lines = [
        "| key | private, 32 bytes | public |",
        "| --- | --- | --- |",
        *(
            f"| {name} | `{key.reveal()[0]:02x}` 32 times | `{key.public.hex()}` |"
            for name, key in [
                ("channel key of alice", ALICE),
                ("ephemeral key of alice", ALICE_EPHEMERAL),
                ("channel key of bob", BOB),
                ("ephemeral key of bob", BOB_EPHEMERAL),
            ]
        ),
        f"| routing key | `{ROUTING_KEY.reveal()[0]:02x}` 32 times | |",
        "",
        *frame("1. alice calls: known hello", played["call"], CALL),
        *frame("2. bob answers: known answer", played["reply"], REPLY),
        *frame("3. alice confirms: transport", played["confirm"], CONFIRM),
        *frame("4. alice says `hello`: transport", played["said"], SAID),
        "Handshake hash of both:",
        "",
        "```",
        *wrap(played["hash"].hex(), HEX_WIDTH),
        "```",
    ]
    return "\n".join(lines) + "\n"


def frame(title: str, content: bytes, fields: tuple[Field, ...]) -> list[str]:
    assert sum(size for size, _ in fields) == len(content)
    lines = [f"**{title}** ({len(content)} bytes)", "", "```"]
    at = 0
    for size, meaning in fields:
        lines.append(f"{at:3}  {meaning} ({size})")
        lines += [f"     {row}" for row in wrap(content[at : at + size].hex(), HEX_WIDTH)]
        at += size
    return [*lines, "```", ""]


if __name__ == "__main__":
    print(example(), end="")

"""Plays the published vectors of both patterns: `python tests/vectors/noise/published.py vectors.txt`.

The file is `vectors.txt` of github.com/flynn/noise, which is not part of this project: commit
4d9f71cd4ba1fe81415efac312664ccc4bc79b46, SHA-256 0b8a1305176c95952802b114baa4aa2a3d6e7c33fdf2035b60b8c92058a50d9c.
Eight of its vectors are of our suite and patterns. Any byte that differs ends it with the vector's place in the file.
"""

import sys
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
from keys.box import BoxKey
from keys.secret import Secret
from node.sync.noise import PATTERNS, SUITE, Handshake, Identity, Pattern

OURS = {f"Noise_{name}_{SUITE}": pattern for name, pattern in PATTERNS.items()}


def side(vector: dict[str, bytes], pattern: Pattern, *, initiator: bool) -> Handshake:
    ours, theirs = ("init", "resp") if initiator else ("resp", "init")
    remote = BoxKey(vector[f"{theirs}_static"]).public if initiator and pattern.is_responder_known else None
    identity = Identity(
        static=BoxKey(vector[f"{ours}_static"]),
        psk=Secret(vector["preshared_key"]),
        random=lambda size: vector[f"gen_{ours}_ephemeral"],
    )
    return Handshake(pattern, identity, initiator=initiator, remote_static=remote, prologue=vector.get("prologue", b""))


def play(vector: dict[str, bytes], pattern: Pattern) -> None:
    """Both roles, message by message, then transport messages in turn from the initiator."""
    sides = side(vector, pattern, initiator=True), side(vector, pattern, initiator=False)
    for number in range(len(pattern.messages)):
        message = vector[f"msg_{number}_ciphertext"]
        assert sides[number % 2].write(vector[f"msg_{number}_payload"]) == message
        assert sides[1 - number % 2].read(message) == vector[f"msg_{number}_payload"]
    ciphers = sides[0].split(), sides[1].split()
    for turn in count():
        number = len(pattern.messages) + turn
        if f"msg_{number}_ciphertext" not in vector:
            break
        message = vector[f"msg_{number}_ciphertext"]
        assert ciphers[turn % 2][0].seal(vector[f"msg_{number}_payload"]) == message
        assert ciphers[1 - turn % 2][1].open(message) == vector[f"msg_{number}_payload"]


def main(path: str) -> None:
    played = 0
    for place, block in enumerate(Path(path).read_text(encoding="ascii").split("\n\n")):
        lines = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        pattern = OURS.get(lines.pop("handshake", ""))
        if pattern is None:
            continue
        try:
            play({name: bytes.fromhex(value) for name, value in lines.items()}, pattern)
        except AssertionError:
            sys.exit(f"vector {place} differs")
        played += 1
    print(f"{played} vectors of {', '.join(OURS)} agree")
    sys.exit(0 if played else "the file holds no vector of ours")


if __name__ == "__main__":
    main(sys.argv[1])

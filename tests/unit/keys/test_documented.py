"""docs/KEYS.md against the code."""

import re
from pathlib import Path

import keys
from keys.keyfile import CHEAP
from keys.labels import Label
from keys.limits import KEY_BYTES
from keys.wrapping import WRAPPED_OVERHEAD_BYTES, wrap

TEXT = (Path(keys.__file__).parents[1] / "docs" / "KEYS.md").read_text(encoding="utf-8")


def test_byte_table_of_the_key_file_is_true() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
    whole = wrap(bytes(KEY_BYTES), "TEST", random=lambda size: b"\x5a" * size, cost=CHEAP)
    fields = [whole[int(offset) : int(offset) + int(size)] for offset, size, _ in rows]
    assert fields == [
        b"apiekakf",
        b"\1",
        b"\1",
        CHEAP.operations.to_bytes(4, "big"),
        CHEAP.memory_kib.to_bytes(4, "big"),
        b"\x5a" * 16,
        (72).to_bytes(2, "big"),
    ]
    assert b"".join(fields) == whole[: len(whole) - 72 - 32]
    assert f"A key file has {KEY_BYTES + WRAPPED_OVERHEAD_BYTES} bytes" in TEXT


def test_hash_types_named_there_exist() -> None:
    named = set(re.findall(r"hash `([a-z-]+)`", TEXT)) | set(re.findall(r'hash\("([a-z-]+)"', TEXT))
    assert len(named) > 8
    assert named <= {label.value for label in Label}

"""Dictionary 1 is part of the format: payloads sealed once must open for ever."""

from __future__ import annotations

import subprocess
import sys
import zlib
from hashlib import sha256
from pathlib import Path

from node.crdt.payload import DICTIONARY_1, decode_plaintext, encode_plaintext

ROOT = Path(__file__).resolve().parents[3]


def test_dictionary_1_is_frozen() -> None:
    assert len(DICTIONARY_1) == 8192
    assert sha256(DICTIONARY_1).hexdigest() == "c5e498f7a53db17fe4e4dd35f34cbd327377268d27c8328328c4891aa3dc030b"


def test_payload_sealed_when_the_dictionary_was_frozen_still_inflates() -> None:
    squeezed = bytes.fromhex("43640ee4a11058924174e501")
    body = b"\x92\xa8category\xabparcel_food\x92\xa6status\xa9delivered"
    assert zlib.decompressobj(wbits=-15, zdict=DICTIONARY_1).decompress(squeezed) == body


def test_dictionary_words_shorten_a_body_that_deflate_alone_does_not() -> None:
    body = b"\x92\xa8category\xabparcel_food\x92\xa6status\xa9delivered\x92\xa7urgency\xa6normal"
    alone = zlib.compressobj(6, wbits=-15)
    assert len(alone.compress(body) + alone.flush()) >= len(body)
    plain = encode_plaintext(body, bytes(16))
    assert plain[16] == 1
    assert int.from_bytes(plain[17:21], "big") < len(body) // 2
    assert decode_plaintext(plain) == body


def test_dictionary_tool_never_writes_over_a_file(tmp_path: Path) -> None:
    there = tmp_path / "dictionary"
    there.write_bytes(b"in use")
    run = subprocess.run(
        [sys.executable, ROOT / "tools/make_dictionary.py", there], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "never written over" in run.stderr
    assert there.read_bytes() == b"in use"


def test_dictionary_tool_gives_the_same_bytes_whatever_the_order_of_hashes(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, ROOT / "tools/make_dictionary.py", out], check=True, env={"PYTHONHASHSEED": seed}
        )
        made.append(out.read_bytes())
    assert made[0] == made[1]
    assert 0 < len(made[0]) <= 8192

"""docs/FORMATS says what the code does: numbers and hashes that stand in it are compared with the code."""

import re
from hashlib import blake2b
from pathlib import Path

from node.crdt.body_codec import _READERS
from node.crdt.limits import DEPTH_MAX, ENTRY_BYTES_MAX, ENTRY_PAYLOADS_MAX, HEADER_BYTES_MAX, PROFILE_1
from node.crdt.payload import DICTIONARY_1, padded_length

TEXT = (Path(__file__).parents[3] / "docs" / "FORMATS.md").read_text("utf-8")


def test_dictionary_1_is_the_frozen_file_the_formats_name() -> None:
    assert blake2b(DICTIONARY_1, digest_size=32).hexdigest() in TEXT
    assert f"{len(DICTIONARY_1):,} bytes" in TEXT


def test_every_type_of_body_is_listed_once() -> None:
    section = TEXT.partition("## Bodies")[2].partition("\n## ")[0]
    listed = [int(number) for number in re.findall(r"^\| (\d+) [a-z ]+ \|", section, re.MULTILINE)]
    assert listed == sorted(_READERS)


def test_ceilings_in_the_formats_are_those_of_the_code() -> None:
    assert f"at most {DEPTH_MAX} deep" in TEXT
    assert f"header {HEADER_BYTES_MAX // 1024} KiB, all payloads together {ENTRY_BYTES_MAX // 1024} KiB" in TEXT
    assert f"1–{ENTRY_PAYLOADS_MAX} times" in TEXT
    assert f"ops: 1–{PROFILE_1.ops_max}" in TEXT
    assert f"set of ≤ {PROFILE_1.deps_max} change ids" in TEXT
    assert f"at most {PROFILE_1.path_bytes_max} bytes, segments" in TEXT


def test_padding_is_64_byte_steps_to_1024_and_padme_above() -> None:
    assert [padded_length(n) for n in (1, 64, 65, 1024, 1025, 1100, 5000)] == [64, 64, 128, 1024, 1088, 1152, 5120]

"""Nothing a node leaves on its disk or in its log names anybody."""

import logging
from pathlib import Path

import pytest

from node.ledger.names.keys import search_keys
from node.service.lookup import find_records
from node.service.records import attest, set_values
from tests.integration.homes import PASSPHRASE, add_person, make_home, open_home

FIRST = ("Aleś", "Vasil", "Наста", "Ганна", "Piotr", "Ірына", "Кацярына", "Uładzimir", "Сяргей", "Maryja")
LAST = ("Testovič", "Узораў", "Прыкладная", "Uzorava", "Пробнікаў")
NAMES = [f"{first} {last}" for first in FIRST for last in LAST]


def _needles() -> set[bytes]:
    """Return every name, its parts and its search keys of four letters and more, in UTF-8 and UTF-16."""
    words = {word for name in NAMES for word in (name, *name.split(), *search_keys(name)) if len(word) >= 4}
    words |= {word.lower() for word in words} | {word.upper() for word in words}
    return {word.encode(coding) for word in words for coding in ("utf-8", "utf-16-le", "utf-16-be")}


def _found_in(folder: Path) -> list[tuple[str, bytes]]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files, "a search of nothing proves nothing"
    return [(file.name, needle) for file in files for needle in _needles() if needle in file.read_bytes()]


def _all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_f07_folder_of_a_node_holds_none_of_50_names_while_open_and_when_locked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    home = await make_home(tmp_path / "home")
    records = [await add_person(home, name) for name in NAMES]
    for record in records[:10]:
        values = {"names/a/surname": "Testovič", "names/b/text": "Узораў"}
        await home.write(lambda node, r=record, v=values: set_values(node.only_space(), r, v, now=2))
        await home.write(lambda node, r=record: attest(node.only_space(), r, ["names/a/text"], now=3, step="document"))
    found = await home.read(lambda node: find_records(search="Testov"))
    assert found.total >= 10, "the names are there for whoever holds the passphrase"
    await home.backup(tmp_path / "home" / "backup", PASSPHRASE)
    assert _found_in(tmp_path) == [], "while it is open, write-ahead log included"

    await home.lock()
    assert _found_in(tmp_path) == [], "when it is locked"
    assert PASSPHRASE.encode() not in _all_bytes(tmp_path)

    home = await open_home(tmp_path / "home")
    await home.lock()
    said = caplog.text
    assert not [name for name in NAMES if any(word in said for word in name.split())]
    assert PASSPHRASE not in said


def test_search_for_names_finds_a_planted_one(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"\0" * 100 + "Узораў".encode("utf-16-le"))
    assert _found_in(tmp_path) == [("leak", "Узораў".encode("utf-16-le"))]

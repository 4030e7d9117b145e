"""The key file on disk."""

from pathlib import Path

import pytest

from keys import keyfile
from keys.errors import BadKeyFile, BadPassphrase, KeyFileProblem, WrongPassphrase
from keys.keyfile import CHEAP, NORMAL, Cost, KeyFileInfo, change_passphrase, create, destroy, inspect, unlock, wrap
from keys.randomness import Random


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "node.key"


def test_create_then_unlock_gives_the_same_master_key(path: Path, counted_random: Random) -> None:
    master = create(path, "TEST phrase", random=counted_random, cost=CHEAP)
    assert unlock(path, "TEST phrase") == master
    assert unlock(path, " TEST\n phrase") == master


def test_create_where_a_key_file_is_changes_nothing(path: Path, counted_random: Random) -> None:
    master = create(path, "TEST", random=counted_random, cost=CHEAP)
    with pytest.raises(FileExistsError):
        create(path, "other", random=counted_random, cost=CHEAP)
    assert unlock(path, "TEST") == master


def test_create_with_an_empty_passphrase_writes_nothing(path: Path, counted_random: Random) -> None:
    with pytest.raises(BadPassphrase):
        create(path, "  ", random=counted_random, cost=CHEAP)
    assert list(path.parent.iterdir()) == []


def test_create_twice_makes_two_master_keys(path: Path, counted_random: Random) -> None:
    one = create(path, "TEST", random=counted_random, cost=CHEAP)
    two = create(path.with_name("two"), "TEST", random=counted_random, cost=CHEAP)
    assert one != two


def test_unlock_with_wrong_passphrase_changes_nothing(path: Path, counted_random: Random) -> None:
    create(path, "TEST", random=counted_random, cost=CHEAP)
    before = path.read_bytes()
    for wrong in ("test", "TEST.", "TES T"):
        with pytest.raises(WrongPassphrase):
            unlock(path, wrong)
    assert path.read_bytes() == before


def test_unlock_of_no_file_is_file_not_found(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        unlock(path, "TEST")


def test_unlock_with_any_byte_flipped_names_damage_before_stretching(
    path: Path, counted_random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(path, "TEST", random=counted_random, cost=CHEAP)
    whole = path.read_bytes()
    monkeypatch.setattr(keyfile, "unwrap", lambda *_: pytest.fail("went on with a damaged file"))
    problems = []
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(BadKeyFile) as refused:
            unlock(path, "TEST")
        problems.append(refused.value.problem)
    assert problems == [KeyFileProblem.NOT_A_KEY_FILE] * 8 + [KeyFileProblem.CHECKSUM] * (len(whole) - 8)


def test_unlock_cut_at_any_byte_names_damage(path: Path, counted_random: Random) -> None:
    create(path, "TEST", random=counted_random, cost=CHEAP)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(BadKeyFile):
            unlock(path, "TEST")


def test_unlock_of_a_huge_file_reads_little_of_it(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 2**30)
    with pytest.raises(BadKeyFile) as refused:
        unlock(path, "TEST")
    assert refused.value.problem is KeyFileProblem.TOO_LONG


def test_unlock_of_something_else_wrapped_is_refused(path: Path, counted_random: Random) -> None:
    path.write_bytes(wrap(b"s" * 33, "TEST", random=counted_random, cost=CHEAP))
    with pytest.raises(BadKeyFile) as refused:
        unlock(path, "TEST")
    assert refused.value.problem is KeyFileProblem.LENGTH


def test_change_passphrase_keeps_the_master_key_and_closes_the_old_way(path: Path, counted_random: Random) -> None:
    master = create(path, "old", random=counted_random, cost=CHEAP)
    change_passphrase(path, "old", "new", random=counted_random, cost=CHEAP)
    assert unlock(path, "new") == master
    with pytest.raises(WrongPassphrase):
        unlock(path, "old")


def test_change_passphrase_from_a_wrong_one_or_to_an_empty_one_changes_nothing(
    path: Path, counted_random: Random
) -> None:
    create(path, "old", random=counted_random, cost=CHEAP)
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase):
        change_passphrase(path, "wrong", "new", random=counted_random, cost=CHEAP)
    with pytest.raises(BadPassphrase):
        change_passphrase(path, "old", "", random=counted_random, cost=CHEAP)
    assert path.read_bytes() == before


def test_change_passphrase_to_the_same_one_raises_the_cost(path: Path, counted_random: Random) -> None:
    master = create(path, "TEST", random=counted_random, cost=CHEAP)
    dearer = Cost(2, 64)
    assert inspect(path).is_cheaper_than(dearer)
    change_passphrase(path, "TEST", "TEST", random=counted_random, cost=dearer)
    assert inspect(path) == KeyFileInfo(1, dearer)
    assert not inspect(path).is_cheaper_than(dearer)
    assert unlock(path, "TEST") == master


@pytest.mark.parametrize(
    ("cost", "is_cheaper"),
    [(Cost(3, 256 * 1024), False), (Cost(2, 256 * 1024), True), (Cost(16, 128 * 1024), True), (Cost(2, 2**20), False)],
)
def test_key_file_info_cheaper_means_less_memory_or_less_work(cost: Cost, is_cheaper: bool) -> None:
    assert KeyFileInfo(1, cost).is_cheaper_than(NORMAL) is is_cheaper


def test_create_at_normal_cost_opens_again(path: Path, counted_random: Random) -> None:
    master = create(path, "TEST", random=counted_random)
    assert inspect(path).cost == NORMAL
    assert unlock(path, "TEST") == master


def test_key_file_holds_neither_passphrase_nor_master_key(path: Path, counted_random: Random) -> None:
    master = create(path, "TEST phrase", random=counted_random, cost=CHEAP)
    content = path.read_bytes()
    assert b"TEST" not in content
    assert master.reveal() not in content


def test_destroy_needs_no_passphrase_and_no_file(path: Path, counted_random: Random) -> None:
    create(path, "TEST", random=counted_random, cost=CHEAP)
    destroy(path)
    assert list(path.parent.iterdir()) == []
    destroy(path)

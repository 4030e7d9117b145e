"""The word list, words of device keys and new phrases."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

import keys
from keys import words
from keys.randomness import Random, system_random
from keys.words import new_phrase, word_list, words_of_device

FOLDER = Path(keys.__file__).parent


def test_word_list_is_the_one_named_with_its_licence() -> None:
    named = (FOLDER / "WORDS.md").read_text(encoding="utf-8")
    assert sha256((FOLDER / "words.txt").read_bytes()).hexdigest() in named
    assert "MIT" in named


def test_word_list_has_2048_words_told_apart_by_four_letters() -> None:
    assert len(word_list()) == 2048
    assert len({word[:4] for word in word_list()}) == 2048
    assert list(word_list()) == sorted(word_list())
    assert all(re.fullmatch(r"[a-z]{3,8}", word) for word in word_list())


def test_words_of_device_differ_in_every_place_for_keys_one_bit_apart() -> None:
    one, two = words_of_device(bytes(32)), words_of_device(b"\1" + bytes(31))
    assert len(one) == len(two) == 6
    assert [pair for pair in zip(one, two, strict=True) if pair[0] == pair[1]] == []


def test_words_of_device_are_stretched_once_for_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    words_of_device(b"\2" * 32)
    monkeypatch.setattr(words, "argon2id", lambda *_, **__: pytest.fail("stretched again"))
    assert words_of_device(b"\2" * 32) == words_of_device(b"\2" * 32)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_words_of_device_of_wrong_length_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        words_of_device(bytes(length))


@pytest.mark.parametrize("count", [1, 6, 24])
def test_new_phrase_has_as_many_words_as_asked(count: int) -> None:
    phrase = new_phrase(system_random, count)
    assert len(phrase.split(" ")) == count
    assert set(phrase.split(" ")) <= set(word_list())


def test_new_phrase_differs_each_time(counted_random: Random) -> None:
    assert len({new_phrase(counted_random) for _ in range(100)}) == 100


def test_new_phrase_reaches_every_word_equally_often() -> None:
    drawn = iter(range(65_536))
    counts = dict.fromkeys(word_list(), 0)
    for _ in range(65_536):
        counts[new_phrase(lambda _: next(drawn).to_bytes(2, "big"), 1)] += 1
    assert set(counts.values()) == {32}


@pytest.mark.parametrize("count", [-1, 0, 25])
def test_new_phrase_of_another_count_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 24"):
        new_phrase(system_random, count)

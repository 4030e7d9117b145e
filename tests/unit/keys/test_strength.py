"""Estimates of passphrases people make up."""

import pytest

from keys.errors import BadPassphrase
from keys.limits import STRONG_BITS
from keys.randomness import Random
from keys.strength import Reason, Strength, strength_bits
from keys.words import new_phrase

WEAK = [
    "password",
    "Password123!",
    "P@ssw0rd",
    "qwertyuiop",
    "abcdefghijklmnopqrstuvwxyz",
    "12345678901234567890",
    "a" * 1000,
    "ab" * 500,
    "1234" * 250,
    "qwerty" * 170,
    "пароль " * 140,
    "a1!" * 300,
    "пароль пароль пароль пароль пароль пароль",
    "Жыве Беларусь!",
    "TEST TEST TEST",
    "correct horse battery staple",
    "31.12.1999",
]


@pytest.mark.parametrize("passphrase", WEAK)
def test_strength_of_what_everybody_tries_is_not_strong(passphrase: str) -> None:
    assert not strength_bits(passphrase).is_strong


def test_strength_of_six_drawn_words_is_strong_and_eleven_bits_each(counted_random: Random) -> None:
    phrases = [new_phrase(counted_random) for _ in range(50)]
    distinct = [phrase for phrase in phrases if len(set(phrase.split())) == 6]
    assert distinct
    for phrase in distinct:
        assert strength_bits(phrase) == Strength(66, (Reason.LIST_WORDS,))


@pytest.mark.parametrize(
    "passphrase", ["Xk3vQ9zLm2Rt7Wp4Yb8N", "мая бабуля саліла агуркі кожны жнівень у вялікай бочцы"]
)
def test_strength_of_long_irregular_ones_is_strong(passphrase: str) -> None:
    assert strength_bits(passphrase).is_strong


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("short", Reason.SHORT),
        ("aaaaaaaaaaaaaaaaaa", Reason.REPEATS),
        ("пароль пароль", Reason.REPEATS),
        ("abcdefghijklmnop", Reason.SEQUENCES),
        ("987654321098", Reason.SEQUENCES),
        ("zebra abandon ability", Reason.LIST_WORDS),
        ("zebra abandon ability", Reason.FEW_WORDS),
    ],
)
def test_strength_names_its_reasons(passphrase: str, reason: Reason) -> None:
    assert reason in strength_bits(passphrase).reasons


def test_strength_of_a_repeated_word_grows_by_a_bit() -> None:
    assert strength_bits("zebra zebra").bits == strength_bits("zebra").bits + 1 == 12


def test_strength_is_of_the_form_that_is_stretched() -> None:
    assert strength_bits("  zebra \n abandon ") == strength_bits("zebra abandon")


@pytest.mark.parametrize("empty", ["", "  "])
def test_strength_of_nothing_is_refused(empty: str) -> None:
    with pytest.raises(BadPassphrase):
        strength_bits(empty)


def test_strong_is_decided_at_the_bound() -> None:
    assert Strength(STRONG_BITS, ()).is_strong
    assert not Strength(STRONG_BITS - 1, ()).is_strong


def test_sign_between_letters_adds_as_a_change_of_kind_does() -> None:
    assert strength_bits("horse~battery").bits > strength_bits("horsebattery").bits

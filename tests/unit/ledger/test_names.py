"""A name is found by its Belarusian, Russian and Latin spellings, and by no other name's."""

from pathlib import Path

import pytest

from node.ledger.names import matches, query_keys, search_keys, text_keys
from node.ledger.names.fold import fold
from node.ledger.names.given import GIVEN_NAMES

VECTORS = Path(__file__).parents[2] / "vectors" / "ledger"


def rows(name: str) -> list[list[str]]:
    lines = (VECTORS / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


SURNAMES, GIVEN, DIFFERENT = rows("surnames.tsv"), rows("given_names.tsv"), rows("different.tsv")


def is_begun_by(longer: list[str], shorter: list[str]) -> bool:
    """Whether a form of one name is the beginning of a form of the other (Іван, Іванна): finding it is right."""
    return any(fold(one)[0].startswith(fold(other)[0]) for one in longer for other in shorter)


def test_the_vectors_hold_enough_pairs() -> None:
    assert sum(len(row) * (len(row) - 1) for row in SURNAMES) >= 200
    assert sum(len(row) * (len(row) - 1) for row in GIVEN) >= 200
    assert len(DIFFERENT) * 2 >= 200
    assert len(GIVEN_NAMES) >= 60


@pytest.mark.parametrize("row", [*SURNAMES, *GIVEN], ids=lambda row: row[2])
def test_every_spelling_of_a_name_finds_every_other(row: list[str]) -> None:
    missed = [(asked, held) for held in row for asked in row if not matches(asked, search_keys(held))]
    assert missed == []


@pytest.mark.parametrize("row", SURNAMES, ids=lambda row: row[2])
def test_no_spelling_of_a_surname_finds_another_surname(row: list[str]) -> None:
    keys = [search_keys(held) for held in row]
    wrong = [
        asked for other in SURNAMES if other is not row for asked in other if any(matches(asked, key) for key in keys)
    ]
    assert wrong == []


@pytest.mark.parametrize("row", GIVEN, ids=lambda row: row[2])
def test_no_spelling_of_a_given_name_finds_another_name(row: list[str]) -> None:
    keys = [search_keys(held) for held in row]
    others = [other for other in GIVEN if not set(other) & set(row) and not is_begun_by(row, other)]
    wrong = [asked for other in others for asked in other if any(matches(asked, key) for key in keys)]
    assert wrong == []
    assert len(others) > 30


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_a_consonant_apart_do_not_find_one_another(one: str, other: str) -> None:
    assert not matches(one, search_keys(other))
    assert not matches(other, search_keys(one))


@pytest.mark.parametrize(
    "asked",
    [
        "Тэставіч",
        "тэставіч аляксандр",
        "Аляксандр Тэставіч",
        "Тестович Александр Николаевич",
        "Александр Николаевич Тестович",
        "Тестович А.",
        "Тестович А. Н.",
        "A. Testovich",
        "Alexander Testovich",
        "Aleksander Testowicz",
        "Aleksandras Testovičius",
        "TESTOVIC",
        "Testovic Ales",
        "Тестович, Александр",
        "тэст",
        "Te",
        "Т",
        "Олександр",
        "Mikalajevič",
    ],
)
def test_a_person_is_found_by_any_order_beginning_initial_and_alphabet(asked: str) -> None:
    assert matches(asked, search_keys("Тэставіч Аляксандр Мікалаевіч"))


@pytest.mark.parametrize("asked", ["Узорава", "Тэставіч Юрый", "Тестович Б.", "Zestovich", "", "  ", "…", "?!", "-"])
def test_a_person_is_not_found_by_another_name_or_by_nothing(asked: str) -> None:
    assert not matches(asked, search_keys("Тэставіч Аляксандр Мікалаевіч"))


def test_a_record_without_patronymic_is_found_by_the_full_name() -> None:
    assert matches("Узорава Ганна Пятроўна", search_keys("Узорава Ганна"))
    assert matches("Анна Петровна Узорова", search_keys("Узорава Ганна"))
    assert not matches("Узорава Ганна Тэставіч", search_keys("Узорава Ганна"))


def test_letters_typed_without_marks_find_and_full_letters_tell_apart() -> None:
    held = search_keys("Шаблонаў Жыжневіч Чарнавік Хатнюк")
    assert all(matches(asked, held) for asked in ("Sablonau", "Zyznievic", "Carnavik", "Chatniuk", "Charnavik"))
    assert not any(matches(asked, held) for asked in ("Саблонаў", "Зызневіч", "Царнавік", "Чатнюк", "Šatniuk"))


def test_female_surnames_meet_across_alphabets() -> None:
    for asked in ("Ковалёва", "Kavaliova", "Kowalowa", "Kovaleva", "Кавалёва"):
        assert matches(asked, search_keys("Кавалёва"))
    assert matches("Тестовская", search_keys("Testowska"))
    assert matches("Ковалёв", search_keys("Кавалёва"))
    assert not matches("Кавалёва", search_keys("Кавалёў"))


def test_a_soft_sign_an_apostrophe_and_a_hyphen_do_not_matter() -> None:
    held = search_keys("Дзям'ян Кузьміч-Прыкладаў")
    for asked in ("Демьян", "Дзям’ян", "Dziamjan", "Кузмич", "Прикладов", "Kuźmič", "Kuzmich-Prykladau"):
        assert matches(asked, held), asked


def test_text_in_any_alphabet_and_numbers_are_found() -> None:
    keys = text_keys("Папраўчая калонія № 99, Тэставічы. TEST-17")
    for asked in ("калония", "kalonija", "99", "Testavichy", "TEST-17", "№ 99"):
        assert matches(asked, keys), asked
    assert not matches("98", keys)


def test_keys_are_plain_words_bounded_and_the_same_every_time() -> None:
    text = "Аляксандр Мікалай Дзмітрый Юрый Michael Chadyka Józef Chruščoŭ Сяргей Яўген Cyril Zachary Кацярына Тэставіч"
    keys = search_keys(text)
    assert len(keys) == 128
    assert "tastavic" in keys
    assert keys == search_keys(text)
    assert len(query_keys(" ".join(f"Тэставіч{number}" for number in range(100)))) == 16
    assert all(key.isascii() and key.isalnum() for key in [*keys, *query_keys("Тэставіч Łabanok ß Ω 東 n°9")])


def test_a_very_long_word_is_cut_and_folded_quickly() -> None:
    assert len(fold("Щ" * 100_000)[0]) <= 80
    assert fold("шч" * 10) == ("wc" * 10,)
    assert len(fold("c" * 40)) <= 8

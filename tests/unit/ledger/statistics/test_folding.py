"""Courts, places and judges in many spellings counted as one."""

import pytest

from node.ledger.derived.view import RecordView
from node.ledger.packs import HOME, place_of
from node.ledger.schema import LEDGER
from node.ledger.statistics.folding import fold_court, fold_judge, fold_place
from node.ledger.types import Scalar

COURTS = [
    "Ленинский районный суд г. Гродно",
    "суд Ленінскага раёна г. Гродна",
    "Суд Ленинского района города Гродно",
    "Lieninski District Court of Hrodna",
    "Leninsky district court, Grodno",
]
PLACES = {
    "Penal colony No. 15": ("penal_colony", "15"),
    "Папраўчая калонія № 15": ("penal_colony", "15"),
    "ИК-15": ("penal_colony", "15"),
    "ПК №15, Магілёў": ("penal_colony", "15"),
    "СИЗО-1": ("remand_prison", "1"),
    "Следчы ізалятар № 1": ("remand_prison", "1"),
    "Prison No. 4; 212011 Mahilioŭ, vul. Krupskaj 99A": ("prison", "4"),
    "ИУОТ-43": ("open_facility", "43"),
    "Папраўчая ўстанова адкрытага тыпу № 43": ("open_facility", "43"),
    "Исправительное учреждение открытого типа № 43": ("open_facility", "43"),
    "колония": None,
    "тюрьма 4 или 8": None,
    "дом 15": None,
    "": None,
}


def test_spellings_of_one_court_have_one_key() -> None:
    assert {fold_court(text, LEDGER)[0] for text in COURTS} == {"by-court-hrodna-leninski"}


def test_court_of_no_pack_is_told_by_its_sounds() -> None:
    assert fold_court("TEST суд № 7", LEDGER)[0] == fold_court("test суд, №7", LEDGER)[0]
    assert fold_court("TEST суд № 7", LEDGER)[0] != fold_court("TEST суд № 8", LEDGER)[0]


@pytest.mark.parametrize(("text", "expected"), PLACES.items())
def test_place_is_told_by_kind_and_number(text: str, expected: tuple[str, str] | None) -> None:
    assert place_of(text, HOME.place_stems) == expected


def test_place_is_one_by_its_fields_or_by_its_name() -> None:
    def key(**fields: Scalar) -> str:
        paths = {path.replace("__", "/"): value for path, value in fields.items()}
        return fold_place(RecordView(id=b"p" * 16, kind="place", fields=paths), LEDGER)[0]

    told = key(category="penal_colony", number="99")
    assert key(names__a__text="Калонія № 99 TEST") == key(names__b__text="ИК-99") == told
    assert key(names__a__text="TEST-месца") == key(names__a__text="TEST место") != told


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Узораў А. Б.", "А. Узоров", True),
        ("Узораў А. Б.", "Uzorau Aliaksandr", True),
        ("Узораў А. Б.", "Узораў В. Б.", False),
        ("Узораў А. Б.", "Прыкладаў А. Б.", False),
        ("???", "!!!", False),
    ],
)
def test_judge_is_told_by_surname_and_first_initial(one: str, other: str, *, is_same: bool) -> None:
    assert (fold_judge(one)[0] == fold_judge(other)[0]) is is_same

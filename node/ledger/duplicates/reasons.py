"""Why two records may be of one person, or may not: each reason with its weight and its words.

The weights were set on the known pairs in `tests/vectors/ledger/duplicates.tsv`; 50 makes a candidate.
"""

from enum import StrEnum
from typing import Final

from node.ledger.language import Labels, labels


class Reason(StrEnum):
    """What speaks for one person, and from `DIFFERENT_BIRTH` on, against."""

    SAME_ID = "same_id"
    SAME_NAME = "same_name"
    OTHER_SPELLING = "other_spelling"
    SWAPPED = "swapped"
    INITIALS = "initials"
    NEAR_NAME = "near_name"
    SAME_PATRONYMIC = "same_patronymic"
    SAME_BIRTH = "same_birth"
    SAME_BIRTHDAY = "same_birthday"
    FITTING_BIRTH = "fitting_birth"
    NEAR_BIRTH = "near_birth"
    SAME_ARREST = "same_arrest"
    FITTING_ARREST = "fitting_arrest"
    SAME_ARTICLES = "same_articles"
    DIFFERENT_BIRTH = "different_birth"
    DIFFERENT_PATRONYMIC = "different_patronymic"
    DIFFERENT_SEX = "different_sex"
    DIFFERENT_ID = "different_id"


WEIGHTS: Final[dict[Reason, int]] = {
    Reason.SAME_ID: 100,
    Reason.SAME_NAME: 50,
    Reason.OTHER_SPELLING: 50,
    Reason.SWAPPED: 0,
    Reason.INITIALS: 30,
    Reason.NEAR_NAME: 25,
    Reason.SAME_PATRONYMIC: 15,
    Reason.SAME_BIRTH: 40,
    Reason.SAME_BIRTHDAY: 25,
    Reason.FITTING_BIRTH: 20,
    Reason.NEAR_BIRTH: 10,
    Reason.SAME_ARREST: 30,
    Reason.FITTING_ARREST: 8,
    Reason.SAME_ARTICLES: 10,
    Reason.DIFFERENT_BIRTH: -60,
    Reason.DIFFERENT_PATRONYMIC: -45,
    Reason.DIFFERENT_SEX: -60,
    Reason.DIFFERENT_ID: -40,
}
THRESHOLD: Final = 50
LIKELY: Final = 75
NEARLY_CERTAIN: Final = 100

REASON_LABELS: Final[dict[Reason, Labels]] = {
    Reason.SAME_ID: labels(
        "the same id in the same list",
        "той самы ідэнтыфікатар у тым самым спісе",
        "тот же идентификатор в том же списке",
    ),
    Reason.SAME_NAME: labels("the same name", "тое самае імя", "то же имя"),
    Reason.OTHER_SPELLING: labels(
        "the same name in another spelling", "тое самае імя ў іншым напісанні", "то же имя в другом написании"
    ),
    Reason.SWAPPED: labels(
        "surname and given name swapped", "прозвішча і імя памяняныя месцамі", "фамилия и имя поменяны местами"
    ),
    Reason.INITIALS: labels(
        "the same surname, the initials fit",
        "тое самае прозвішча, ініцыялы падыходзяць",
        "та же фамилия, инициалы подходят",
    ),
    Reason.NEAR_NAME: labels(
        "the surname differs by a sound or two",
        "прозвішча адрозніваецца адным ці двума гукамі",
        "фамилия отличается одним или двумя звуками",
    ),
    Reason.SAME_PATRONYMIC: labels("the same patronymic", "тое самае імя па бацьку", "то же отчество"),
    Reason.SAME_BIRTH: labels("born on the same day", "нарадзіліся ў адзін дзень", "родились в один день"),
    Reason.SAME_BIRTHDAY: labels(
        "the same day and month of birth", "той самы дзень і месяц нараджэння", "те же день и месяц рождения"
    ),
    Reason.FITTING_BIRTH: labels(
        "the dates of birth fit as far as they are known",
        "даты нараджэння супадаюць, наколькі вядомыя",
        "даты рождения совпадают, насколько известны",
    ),
    Reason.NEAR_BIRTH: labels(
        "the dates of birth differ by one digit, or day and month are swapped",
        "даты нараджэння адрозніваюцца адной лічбай або памяняныя дзень і месяц",
        "даты рождения отличаются одной цифрой или поменяны день и месяц",
    ),
    Reason.SAME_ARREST: labels("arrested on the same day", "затрыманыя ў адзін дзень", "задержаны в один день"),
    Reason.FITTING_ARREST: labels(
        "the dates of arrest fit as far as they are known",
        "даты затрымання супадаюць, наколькі вядомыя",
        "даты задержания совпадают, насколько известны",
    ),
    Reason.SAME_ARTICLES: labels("accused under the same articles", "тыя самыя артыкулы", "те же статьи"),
    Reason.DIFFERENT_BIRTH: labels(
        "but the dates of birth differ", "але даты нараджэння розныя", "но даты рождения разные"
    ),
    Reason.DIFFERENT_PATRONYMIC: labels(
        "but the patronymics differ", "але імёны па бацьку розныя", "но отчества разные"
    ),
    Reason.DIFFERENT_SEX: labels("but the sex differs", "але пол розны", "но пол разный"),
    Reason.DIFFERENT_ID: labels(
        "but one list knows them as two", "але ў адным спісе гэта двое", "но в одном списке это двое"
    ),
}


class Strength(StrEnum):
    """How much speaks for one person."""

    NEARLY_CERTAIN = "nearly_certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


STRENGTH_LABELS: Final[dict[Strength, Labels]] = {
    Strength.NEARLY_CERTAIN: labels("nearly certain", "амаль напэўна", "почти наверняка"),
    Strength.LIKELY: labels("likely", "імаверна", "вероятно"),
    Strength.POSSIBLE: labels("possible", "магчыма", "возможно"),
}


def strength_of(score: int) -> Strength:
    """How strong a score is."""
    if score >= NEARLY_CERTAIN:
        return Strength.NEARLY_CERTAIN
    return Strength.LIKELY if score >= LIKELY else Strength.POSSIBLE

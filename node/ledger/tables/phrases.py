"""Phrases of published lists and what they mean, beside those of the country packs; any other is not guessed."""

import re
from typing import Final

from node.ledger.packs.pack import Phrases

EMPTY: Final = frozenset(("", "false", "null", "none", "-", "—", "–", "n/a", "#n/a", "нет данных", "няма звестак"))
AWAITING: Final = "released awaiting the commencement of the sentence"
EX_POST: Final = "recognized ex post facto"
ARTICLES: Final = re.compile(r"[;\n]")
_PENALTIES: Final = (  # the first that stands in the phrase
    ("home confinement", "home_confinement"),
    ("open penal facility", "open_facility"),
    ("открытого типа", "open_facility"),
    ("адкрытага тыпу", "open_facility"),
    ("suspended", "suspended"),
    ("условно", "suspended"),
    ("умоўна", "suspended"),
    ("расстрел", "death"),
    ("вмн", "death"),
    ("imprisonment", "imprisonment"),
    ("лишени", "imprisonment"),
    ("пазбаўленн", "imprisonment"),
    ("колони", "imprisonment"),
    ("калоні", "imprisonment"),
    ("итл", "imprisonment"),
    ("arrest", "arrest"),
    ("арест", "arrest"),
    ("арышт", "arrest"),
    ("compulsory", "compulsory_treatment"),
    ("принудительн", "compulsory_treatment"),
    ("прымусов", "compulsory_treatment"),
    ("fine", "fine"),
    ("штраф", "fine"),
)
_DECISIONS: Final = {
    "active": "recognised",
    "former": "recognised",
    "political prisoner": "recognised",
    "former political prisoner": "recognised",
    "np": "politically_motivated_not_recognised",
}
_SEXES: Final = {
    **dict.fromkeys(("female", "f", "woman", "ж", "жен", "женский", "женщина", "жаночы", "жанчына"), "female"),
    **dict.fromkeys(("male", "m", "man", "м", "муж", "мужской", "мужчина", "мужчынскі", "мужчына"), "male"),
}
_PLACES: Final = (
    ("colony", "penal_colony"),
    ("калон", "penal_colony"),
    ("колон", "penal_colony"),
    ("remand", "remand_prison"),
    ("pre-trial", "remand_prison"),
    ("open", "open_facility"),
    ("prison", "prison"),
    ("тюрьма", "prison"),
    ("турма", "prison"),
)
_INITIALS: Final = re.compile(
    r"(?:гражданин|гражданка|грамадзянін|грамадзянка|citizen)?\s*(?:\w\.\s*){1,3}", re.IGNORECASE
)
_JUDGES: Final = re.compile(r"[;,\n]")
_PLACE: Final = re.compile(r"[;\n]")


def is_empty(cell: str) -> bool:
    """Whether a cell says nothing."""
    return cell.strip().lower() in EMPTY


def penalty_of(phrase: str, told: Phrases) -> str | None:
    """The word of `penalty_kind` a phrase means; `told` by the country packs comes first."""
    return _first(phrase, (*told.get("penalty_kind", ()), *_PENALTIES))


def regime_of(phrase: str, told: Phrases) -> str | None:
    """The word of `regime` a phrase means: each country has its own."""
    return _first(phrase, told.get("regime", ()))


def place_kind_of(name: str, told: Phrases) -> str:
    """The word of `place_kind` a name of a place tells; `unknown` where it tells none."""
    return _first(name, (*told.get("place_kind", ()), *_PLACES)) or "unknown"


def decision_of(status: str) -> str | None:
    """The recognition a status cell states; its second line may say that it came after the fact."""
    if EX_POST in status.lower():
        return "recognised_ex_post"
    return _DECISIONS.get(status.split("\n")[0].strip().lower())


def sex_of(cell: str) -> str | None:
    """The word of `sex` a cell means."""
    return _SEXES.get(cell.strip().lower().rstrip("."))


def is_initials(name: str) -> bool:
    """Whether a name holds initials only."""
    return _INITIALS.fullmatch(name.strip()) is not None


def names_in(cell: str) -> list[str]:
    """The names a cell lists by comma, semicolon or line."""
    return [name.strip() for name in _JUDGES.split(cell) if name.strip()]


def place_in(cell: str) -> tuple[str, str]:
    """The name of a place and its address, where a cell holds both."""
    name, *rest = [part.strip() for part in _PLACE.split(cell) if part.strip()]
    return name, " ".join(rest)


def language_of(text: str) -> str:
    """Belarusian by і or ў, Russian by other Cyrillic letters, else English."""
    lowered = text.lower()
    if "і" in lowered or "ў" in lowered:
        return "be"
    return "ru" if any("а" <= letter <= "я" or letter == "ё" for letter in lowered) else "en"


def _first(phrase: str, table: tuple[tuple[str, str], ...]) -> str | None:
    lowered = phrase.lower()
    return next((code for words, code in table if words in lowered), None)

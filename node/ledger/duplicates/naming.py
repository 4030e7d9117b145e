"""Two spellings of names compared: the same name, in which order, by initials, or a sound apart.

Words agree when the keys agree under which search finds them; bare Latin letters (s for š) only where they are typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from node.ledger.duplicates.reasons import WEIGHTS, Reason
from node.ledger.names.fold import fold, is_bare
from node.ledger.names.keys import is_given, patronymic_place, search_keys, words_of

_BARE: Final = "9"  # opens the keys of bare Latin letters
_NEAR_SOUNDS_MIN: Final = 5  # a shorter word with another sound is another word
_LONG_SOUNDS_MIN: Final = 7  # words in which two sounds may differ: one lost consonant also joins two vowels
_WIDE_INITIALS: Final = {"y": "iuea", "j": "iuea", "c": "tkc", "ў": "uv", "e": "ea", "е": "ea", "я": "ea", "ю": "u"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Word:
    """One word of a name by its sounds. `firsts` are the sounds it may begin with."""

    plain: str
    keys: frozenset[str]
    bare: frozenset[str]
    reading: str
    firsts: frozenset[str]
    is_bare: bool
    is_initial: bool
    is_given: bool

    def agrees(self, other: "Word") -> bool:
        """Whether both are spellings of one word."""
        if self.is_initial or other.is_initial:
            return False
        if not self.keys.isdisjoint(other.keys):
            return True
        return (self.is_bare or other.is_bare) and not self.bare.isdisjoint(other.bare)

    def begins(self, other: "Word") -> bool:
        """Whether one is an initial that the other may have."""
        return (self.is_initial or other.is_initial) and not self.firsts.isdisjoint(other.firsts)

    def is_near(self, other: "Word") -> bool:
        """Whether the two differ by one sound, long words by two."""
        sounds = min(len(self.reading), len(other.reading))
        if sounds < _NEAR_SOUNDS_MIN:
            return False
        most = 2 if sounds >= _LONG_SOUNDS_MIN else 1
        return int(Levenshtein.distance(self.reading, other.reading, score_cutoff=most)) <= most


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """One way a name is written: its words without the patronymic, and that."""

    words: tuple[Word, ...]
    patronymic: Word | None

    @property
    def surnames(self) -> tuple[Word, ...]:
        """The words that are no known given name and no initial; all but initials where there are none."""
        full = tuple(word for word in self.words if not word.is_initial)
        return tuple(word for word in full if not word.is_given) or full


def spell(text: str) -> Spelling:
    """A name taken apart; at most 16 words."""
    return _spelled(" ".join(text.split()))


@lru_cache(maxsize=65_536)  # one for each spelling of 20,000 people: some 60 MB at the most
def _spelled(text: str) -> Spelling:
    words = words_of(text)
    place = patronymic_place(words)
    known = [_word(word.lower()) for index, word in enumerate(words) if index != place]
    patronymic = _word(words[place].lower()) if place is not None else None
    return Spelling(tuple(word for word in known if word.firsts), patronymic)


@lru_cache(maxsize=32_768)
def _word(text: str) -> Word:
    keys = search_keys(text)
    readings = fold(text)
    is_initial = len(text) == 1
    firsts = frozenset(key[0] for key in keys if not key.startswith(_BARE))
    return Word(
        plain=text,
        keys=frozenset(key for key in keys if not key.startswith(_BARE)),
        bare=frozenset(key for key in keys if key.startswith(_BARE)),
        reading=readings[0] if readings else "",
        firsts=frozenset(_WIDE_INITIALS.get(text, "")) | firsts if is_initial else firsts,
        is_bare=is_bare(text),
        is_initial=is_initial,
        is_given=not is_initial and is_given(text),
    )


def compare_names(ones: Sequence[Spelling], others: Sequence[Spelling]) -> tuple[Reason, ...]:
    """The reasons that the best agreeing pair of spellings gives; empty where no two agree."""
    best: tuple[Reason, ...] = ()
    for one in ones:
        for other in others:
            reasons = _compared(one, other)
            if reasons and (not best or _weight(reasons) > _weight(best)):
                best = reasons
    return best


def _weight(reasons: Sequence[Reason]) -> int:
    return sum(WEIGHTS[reason] for reason in reasons)


def _compared(one: Spelling, other: Spelling) -> tuple[Reason, ...]:
    pairs = _paired(one.words, other.words)
    full = [(a, b) for a, b in pairs if one.words[a].agrees(other.words[b])]
    surname = [(a, b) for a, b in full if one.words[a] in one.surnames or other.words[b] in other.surnames]
    if not surname:
        return _near(one, other, full)
    reasons: list[Reason]
    if len(full) > 1:
        is_same = all(one.words[a].plain == other.words[b].plain for a, b in full)
        reasons = [Reason.SAME_NAME if is_same else Reason.OTHER_SPELLING]
        if _is_swapped(full):
            reasons.append(Reason.SWAPPED)
    elif len(pairs) > 1:
        reasons = [Reason.INITIALS]
    else:
        return ()
    return (*reasons, *_patronymics(one, other))


def _paired(ones: Sequence[Word], others: Sequence[Word]) -> list[tuple[int, int]]:
    """Words of both that belong together, whole words before initials, each once."""
    pairs: list[tuple[int, int]] = []
    for belongs in (Word.agrees, Word.begins):
        for a, one in enumerate(ones):
            for b, other in enumerate(others):
                is_free = all(a != left and b != right for left, right in pairs)
                if is_free and belongs(one, other):
                    pairs.append((a, b))
    return pairs


def _is_swapped(pairs: Sequence[tuple[int, int]]) -> bool:
    ordered = [b for _, b in sorted(pairs)]
    return ordered != sorted(ordered)


def _near(one: Spelling, other: Spelling, full: Sequence[tuple[int, int]]) -> tuple[Reason, ...]:
    """Names whose given names agree while the surnames are a sound or two apart."""
    if not full or not any(a.is_near(b) for a in one.surnames for b in other.surnames):
        return ()
    return (Reason.NEAR_NAME, *_patronymics(one, other))


def _patronymics(one: Spelling, other: Spelling) -> tuple[Reason, ...]:
    if one.patronymic is None or other.patronymic is None:
        return ()
    agree = one.patronymic.agrees(other.patronymic) or one.patronymic.is_near(other.patronymic)
    return (Reason.SAME_PATRONYMIC,) if agree else (Reason.DIFFERENT_PATRONYMIC,)

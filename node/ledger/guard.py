"""Traces of helpers in free text: phones, cards, accounts, wallets, names that must never be written down.

It warns, it does not decide. Cards must pass their check digit, accounts and wallets their check sums, so that dates,
case numbers and parcel codes are left alone. Refuses nothing; what is written in words is not found.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b, sha256
from typing import Final

from node.ledger.language import Labels, labels
from node.ledger.limits import GUARDED_CHARS_MAX
from node.ledger.names.keys import search_keys, words_of
from node.ledger.packs import SHIPPED


class Trace(StrEnum):
    """What was found."""

    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    WALLET = "wallet"
    NAME = "name"


LABELS: Final[dict[Trace, Labels]] = {
    Trace.PHONE: labels("a phone number", "нумар тэлефона", "номер телефона"),
    Trace.CARD: labels("the number of a bank card", "нумар банкаўскай карткі", "номер банковской карты"),
    Trace.IBAN: labels("the number of a bank account", "нумар банкаўскага рахунку", "номер банковского счёта"),
    Trace.WALLET: labels("the address of a wallet", "адрас кашалька", "адрес кошелька"),
    Trace.NAME: labels(
        "a name you want to keep out", "імя, якога тут не мусіць быць", "имя, которого здесь быть не должно"
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One trace: what it is, and where in the text it stands."""

    trace: Trace
    start: int
    end: int


_PHONE: Final = re.compile(r"(?<![\w+])(?:\+|00)[1-9](?:[ \t().-]{0,2}[0-9]){8,13}(?![0-9])")
_LOCAL: Final = tuple(re.compile(rf"(?<![\w+/.-]){form}(?![0-9])") for pack in SHIPPED for form in pack.phone_forms)
_RUN: Final = re.compile(r"(?<![\w.+/-])[0-9]+(?:[ -][0-9]+)*(?![\w/])")
_CARD_GROUPS: Final = frozenset(((4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (15,), (16,), (18,), (19,)))
_CARD_BEGINS: Final = "234569"  # of the networks there are; 13 and 14 digits are parcels more often than cards
_IBAN_LENGTHS: Final = {
    length: code.split()
    for length, code in (
        (15, "NO"), (16, "BE"), (18, "DK FI NL"), (20, "AT EE KZ LT"), (21, "CH LV"), (22, "BG DE GB GE IE ME RS"),
        (23, "IL"), (24, "CZ ES MD RO SE SK"), (26, "TR"), (27, "FR GR IT"), (28, "BY CY HU PL"), (29, "UA"),
        (33, "RU"),
    )
}  # fmt: skip
_LENGTH_OF: Final = {code: length for length, codes in _IBAN_LENGTHS.items() for code in codes}
_IBAN: Final = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?:[ ]?[0-9A-Za-z]){11,30}(?![0-9A-Za-z])")
_ETHER: Final = re.compile(r"(?<![0-9A-Za-z])0x[0-9A-Fa-f]{40}(?![0-9A-Za-z])")
_BASE58: Final = re.compile(r"(?<![0-9A-Za-z])[13T][1-9A-HJ-NP-Za-km-z]{25,34}(?![0-9A-Za-z])")
_BECH32: Final = re.compile(r"(?<![0-9A-Za-z])bc1[02-9ac-hj-np-z]{11,87}(?![0-9A-Za-z])", re.IGNORECASE)
_HINT: Final = re.compile(  # stands in whatever holds any of these: most texts are passed over by one look
    r"[0-9](?:[ \t().-]{0,2}[0-9]){8}|[A-Za-z]{2}[0-9]{2}(?:[ ]?[0-9A-Za-z]){11}"
    r"|0x[0-9A-Fa-f]{40}|[13T][1-9A-HJ-NP-Za-km-z]{25}|[Bb][Cc]1[0-9A-Za-z]{11}"
)
_ALPHABET58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ALPHABET32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_CONSTANTS: Final = frozenset((1, 0x2BC830A3))  # bech32 and bech32m
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def find_traces(text: str, names: Sequence[str] = ()) -> list[Found]:
    """The traces in a text, in the order they stand; `names` are looked for in any spelling and order of their words.

    At most GUARDED_CHARS_MAX characters are looked at.
    """
    text = text[:GUARDED_CHARS_MAX]
    found = [*_numbers(text), *_names(text, names)] if _HINT.search(text) else [*_names(text, names)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def seal_of(texts: Iterable[str]) -> str:
    """What stands for exactly these texts where somebody said that they are meant."""
    told = blake2b(digest_size=8)
    for text in sorted(texts):
        told.update(len(text.encode()).to_bytes(4, "big") + text.encode())
    return told.hexdigest()


def _numbers(text: str) -> Iterator[Found]:
    yield from _wallets(text)
    yield from _ibans(text)
    yield from _cards(text)
    yield from _phones(text)


def _phones(text: str) -> Iterator[Found]:
    for form in (_PHONE, *_LOCAL):
        for match in form.finditer(text):
            yield Found(Trace.PHONE, *match.span())


def _cards(text: str) -> Iterator[Found]:
    for run in _RUN.finditer(text):
        groups = list(re.finditer(r"[0-9]+", run[0]))
        for first in range(len(groups)):
            for last in range(first, min(len(groups), first + 5)):
                part = groups[first : last + 1]
                digits = "".join(group[0] for group in part)
                if tuple(len(group[0]) for group in part) in _CARD_GROUPS and _is_card(digits):
                    yield Found(Trace.CARD, run.start() + part[0].start(), run.start() + part[-1].end())


def _is_card(digits: str) -> bool:
    return digits[0] in _CARD_BEGINS and len(set(digits)) > 1 and _passes_luhn([int(digit) for digit in digits])


def _passes_luhn(digits: Sequence[int]) -> bool:
    doubled = [digit if place % 2 == 0 else 2 * digit - 9 * (digit > 4) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _ibans(text: str) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        places = [place for place, sign in enumerate(match[0]) if sign != " "]
        length = _LENGTH_OF.get(match[0][:2].upper(), 0)
        if not length or len(places) < length:
            continue
        end = places[length - 1] + 1
        is_whole = end == len(match[0]) or match[0][end] == " "  # words may follow
        if is_whole and _passes_97(match[0][:end].replace(" ", "").upper()):
            yield Found(Trace.IBAN, match.start(), match.start() + end)


def _passes_97(plain: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _wallets(text: str) -> Iterator[Found]:
    for match in _ETHER.finditer(text):
        yield Found(Trace.WALLET, *match.span())
    for match in _BASE58.finditer(text):
        if _passes_58(match[0]):
            yield Found(Trace.WALLET, *match.span())
    for match in _BECH32.finditer(text):
        if _passes_32(match[0].lower()):
            yield Found(Trace.WALLET, *match.span())


def _passes_58(text: str) -> bool:
    number = 0
    for sign in text:
        number = number * 58 + _ALPHABET58.index(sign)
    if number >> 200:
        return False
    packed = number.to_bytes(25, "big")
    return sha256(sha256(packed[:21]).digest()).digest()[:4] == packed[21:]


def _passes_32(text: str) -> bool:
    value = 1
    for sign in (3, 3, 0, 2, 3, *(_ALPHABET32.index(sign) for sign in text[3:])):  # "bc" spread as the sum asks
        top = value >> 25
        value = (value & 0x1FFFFFF) << 5 ^ sign
        for place, generator in enumerate(_GENERATORS):
            value ^= generator if top >> place & 1 else 0
    return value in _BECH32_CONSTANTS


def _names(text: str, names: Sequence[str]) -> Iterator[Found]:
    wanted = [[frozenset(search_keys(word)) for word in words_of(name)] for name in names]
    wanted = [words for words in wanted if len(words) > 1]
    if not wanted:
        return
    matches = list(re.finditer(r"[^\W\d_]+", text))
    keys = {word: frozenset(search_keys(word)) for word in {match[0] for match in matches}}
    words = [(match.span(), keys[match[0]]) for match in matches]
    for name in wanted:
        for place in range(len(words) - len(name) + 1):
            window = words[place : place + len(name)]
            if _is_same([readings for _, readings in window], name):
                yield Found(Trace.NAME, window[0][0][0], window[-1][0][1])


def _is_same(window: Sequence[frozenset[str]], name: Sequence[frozenset[str]]) -> bool:
    """Whether each word of a window is a word of the name, each once, in any order."""
    left = list(name)
    for readings in window:
        fitting = next((word for word in left if word & readings), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return True

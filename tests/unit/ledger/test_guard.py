"""Traces of helpers in free text: what is found, and what looks alike and is left alone."""

import pytest

from node.ledger.guard import Found, Trace, find_traces, seal_of


def traces(text: str, *names: str) -> list[tuple[Trace, str]]:
    return [(one.trace, text[one.start : one.end]) for one in find_traces(text, names)]


@pytest.mark.parametrize(
    "text",
    [
        "+375 29 123-45-67",
        "+375291234567",
        "375 (29) 123 45 67",
        "8 (029) 123-45-67",
        "80291234567",
        "8-029-123-45-67",
        "029 123 45 67",
        "+48 600 700 800",
        "+370 (600) 12345",
        "00370 600 12345",
    ],
)
def test_phone_is_found(text: str) -> None:
    assert traces(f"тэлефануйце {text}, увечары") == [(Trace.PHONE, text)]


@pytest.mark.parametrize(
    "text",
    ["4111 1111 1111 1111", "5555555555554444", "3782-822463-10005", "9112 3800 0000 0002", "4111-1111-1111-1111"],
)
def test_card_is_found(text: str) -> None:
    assert traces(f"на картку {text} да пятніцы") == [(Trace.CARD, text)]


@pytest.mark.parametrize(
    "text", ["BY13 NBRB 3600 9000 0000 2Z00 AB00", "LT121000011101001000", "PL61109010140000071219812874"]
)
def test_account_is_found(text: str) -> None:
    assert traces(f"рахунак {text}.") == [(Trace.IBAN, text)]


@pytest.mark.parametrize(
    "text",
    [
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "0x52908400098527886E0F7030069857D2E4169EE7",
    ],
)
def test_wallet_is_found(text: str) -> None:
    assert traces(f"на {text} калі ласка") == [(Trace.WALLET, text)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14",
        "14.03.2026 10:30",
        "14.03.2026–15.03.2026",
        "03.05.2023 05.06.2023",
        "справа № 1-123/2024",
        "крымінальная справа 23012345678",
        "RR123456789BY",
        "22001234567895",  # a parcel of 14 digits
        "CP 123 456 789 BY",
        "220030, г. Мінск, вул. Валадарскага, 2",
        "арт. 342 ч. 1, арт. 130 ч. 3",
        "4111 1111 1111 1112",  # fails its check digit
        "0000 0000 0000 0000",
        "BY13 NBRB 3600 9000 0000 2Z00 AB01",
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyU",
        "ISBN 978-3-16-148410-0",
        "УНП 123456789",
        "https://spring96.org/be/news/110002",
        "0x52908400098527886E0F7030069857D2E4169EE7ab",
        "a" * 64,
        "120000 BYN, 3000 EUR",
        "камера 12, атрад 5, 4 гады 6 месяцаў",
        "1985 1986 1987 1988",
        "",
    ],
)
def test_what_looks_alike_is_left_alone(text: str) -> None:
    assert traces(f"нататка: {text} і яшчэ", "TEST-Каралёва Ганна") == []


@pytest.mark.parametrize(
    "text", ["Ганна Каралёва", "Каралёва Ганна", "Анна Королёва", "Hanna Karaliova", "КАРАЛЁВА  Ганна", "Anna Karaleva"]
)
def test_guarded_name_is_found_in_any_spelling_and_order(text: str) -> None:
    assert traces(f"перадала {text} учора", "Ганна Каралёва") == [(Trace.NAME, text)]


@pytest.mark.parametrize("text", ["Ганна", "Каралёва", "Ганна сказала, што Каралёва прыйдзе", "Ганна Прыдуманая"])
def test_part_of_a_guarded_name_is_left_alone(text: str) -> None:
    assert traces(text, "Ганна Каралёва") == []


def test_single_word_is_no_name_to_guard() -> None:
    assert traces("carol прыйдзе", "carol") == []


def test_traces_that_overlap_are_told_once() -> None:
    assert find_traces("+375291234567") == [Found(Trace.PHONE, 0, 13)]


def test_seal_is_of_exactly_these_texts() -> None:
    assert seal_of(["a", "b"]) == seal_of(["b", "a"])
    assert len({seal_of(["ab"]), seal_of(["a", "b"]), seal_of(["a"]), seal_of([])}) == 4

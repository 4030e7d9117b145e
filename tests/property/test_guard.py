"""The guard over made-up text: planted traces are always found, plain dates and numbers never."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from node.ledger.guard import Trace, find_traces

WORDS = st.lists(st.sampled_from(["ліст", "перадача", "учора", "арт. 342", "кг", "суд", "—", "сям'я"]), max_size=6).map(
    " ".join
)
DAYS = st.dates(date(1930, 1, 1), date(2090, 1, 1))


def luhn(digits: str) -> str:
    """Give digits with their check digit."""
    total = sum(d if place % 2 else (2 * d - 9 * (d > 4)) for place, d in enumerate(map(int, reversed(digits))))
    return digits + str(-total % 10)


@given(WORDS, st.from_regex(r"[2-6][0-9]{14}", fullmatch=True), st.sampled_from(["", " ", "-"]), WORDS)
def test_every_card_is_found_and_a_wrong_digit_is_none(before: str, digits: str, gap: str, after: str) -> None:
    number = luhn(digits)
    grouped = gap.join(number[place : place + 4] for place in range(0, 16, 4))
    found = find_traces(f"{before} {grouped} {after}")
    assert (Trace.CARD in {one.trace for one in found}) == (len(set(number)) > 1)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert Trace.CARD not in {one.trace for one in find_traces(f"{before} {wrong} {after}")}


@given(WORDS, st.sampled_from(["17", "25", "29", "33", "44"]), st.from_regex(r"[1-9][0-9]{6}", fullmatch=True), WORDS)
def test_every_way_to_dial_a_number_is_found(before: str, code: str, number: str, after: str) -> None:
    three, two, last = number[:3], number[3:5], number[5:]
    forms = (
        f"+375{code}{number}",
        f"+375 ({code}) {three}-{two}-{last}",
        f"80{code}{number}",
        f"8 0{code} {three} {two} {last}",
    )
    for form in forms:
        assert [one.trace for one in find_traces(f"{before} {form} {after}")] == [Trace.PHONE], form


@given(st.lists(DAYS, max_size=4), st.integers(1, 99), st.integers(1, 9999), st.integers(2015, 2035), WORDS)
def test_dates_case_numbers_and_parcel_codes_are_never_taken_for_a_trace(
    days: list[date], small: int, number: int, year: int, words: str
) -> None:
    told = [f"{day:%d.%m.%Y}" for day in days] + [day.isoformat() for day in days]
    text = f"{words} {' '.join(told)} № {small}-{number}/{year} RB{number:09}BY {2200_0000_0000_00 + number} {words}"
    assert find_traces(text) == []


@given(st.text(max_size=400), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_is_looked_through_and_found_places_lie_in_it(text: str, names: list[str]) -> None:
    last = 0
    for one in find_traces(text, names):
        assert last <= one.start < one.end <= len(text)
        last = one.end

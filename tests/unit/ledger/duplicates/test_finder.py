"""Known pairs in three scripts: what the finder finds and what it leaves alone, with the figures printed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.ledger.derived.view import RecordView
from node.ledger.duplicates import REASON_LABELS, Reason, Strength, Traits, find_duplicates, finder, traits_of
from node.ledger.duplicates.finder import compare
from node.ledger.duplicates.reasons import STRENGTH_LABELS, WEIGHTS
from node.ledger.language import LANGUAGES
from node.ledger.types import Scalar

PAIRS = Path(__file__).parents[3] / "vectors" / "ledger" / "duplicates.tsv"


def person(number: int, name: str, born: str = "", arrested: str = "", articles: str = "", **more: Scalar) -> Traits:
    """The traits of an invented person."""
    fields: dict[str, Scalar] = {f"names/{place}/text": one for place, one in enumerate(name.split(" | "))}
    fields |= {path.replace("__", "/"): value for path, value in more.items()}
    if born:
        fields["birth_date"] = born
    related = []
    if arrested:
        related.append(RecordView(id=b"d" * 16, kind="detention", fields={"arrested_on": arrested}))
    if articles:
        related.append(RecordView(id=b"j" * 16, kind="judgment", fields={"articles/a/text": articles}))
    return traits_of(RecordView(id=number.to_bytes(16, "big"), kind="person", fields=fields), related)


def pairs() -> Iterator[tuple[bool, str, Traits, Traits]]:
    """Known pairs: whether they are one person, what makes them hard, the two."""
    for number, line in enumerate(PAIRS.read_text("utf-8").splitlines()):
        if not line.startswith("#"):
            cells = line.split("\t")
            one, other = person(2 * number, *cells[1:5]), person(2 * number + 1, *cells[5:9])
            yield cells[0] == "same", cells[9], one, other


def reasons(one: Traits, other: Traits) -> set[Reason]:
    """Why two are a candidate; none where they are not."""
    found = compare(one, other)
    return set(found.reasons) if found else set()


def test_known_pairs_are_told_apart_with_recall_and_precision_of_94_percent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found: Counter[tuple[bool, bool]] = Counter()
    lost: Counter[str] = Counter()
    for is_same, what, one, other in pairs():
        is_found = compare(one, other) is not None
        found[is_same, is_found] += 1
        if is_same != is_found:
            lost[f"{'missed' if is_same else 'wrongly shown'}: {what}"] += 1
    recall = found[True, True] / (found[True, True] + found[True, False])
    precision = found[True, True] / (found[True, True] + found[False, True])
    with capsys.disabled():
        print(
            f"\nduplicates: {sum(found.values())} known pairs, recall {recall:.1%}, precision {precision:.1%}, {lost}"
        )
    assert found[True, True] + found[True, False] == 260
    assert recall >= 0.94
    assert precision >= 0.94


def test_among_all_people_at_once_the_same_pairs_are_found_in_bounded_work() -> None:
    known = list(pairs())
    people = [one for _, _, *both in known for one in both]
    found = find_duplicates(people)
    shown = {(one.one, one.other) for one in found.candidates}
    alone = {(a.record, b.record) for _, _, a, b in known if compare(a, b)}
    assert alone <= shown
    assert found.crowded == 0
    assert found.compared < len(people) * 10
    assert list(found.candidates) == sorted(found.candidates, key=lambda one: (-one.score, one.one, one.other))


def test_order_in_which_people_come_changes_nothing() -> None:
    people = [one for _, _, *both in list(pairs())[:80] for one in both]
    assert find_duplicates(people).candidates == find_duplicates(people[::-1]).candidates


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ганна Узорава", "Узорова Анна", {Reason.OTHER_SPELLING, Reason.SWAPPED}),
        ("Узорава Ганна", "Узорава Ганна", {Reason.SAME_NAME}),
        (
            "Узорава Ганна Іванаўна",
            "Анна Ивановна Узорова",
            {Reason.OTHER_SPELLING, Reason.SWAPPED, Reason.SAME_PATRONYMIC},
        ),
        ("Узорава Ганна | Uzorava Hanna", "Uzorava Anna", {Reason.OTHER_SPELLING}),
        ("Узорава Ганна", "Узорава Марыя", set()),
        ("Узорава", "Узорава", set()),
        ("Узорава Ганна", "Узорава А.", set()),
        ("Узораў Іван Пятровіч", "Узораў Иван Сергеевич", set()),
    ],
)
def test_names_alone_make_a_candidate_only_where_surname_and_given_name_agree(
    one: str, other: str, expected: set[Reason]
) -> None:
    assert reasons(person(1, one), person(2, other)) == expected


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("1985-04-24", "1985-04-24", Reason.SAME_BIRTH),
        ("1985-04-24", "1985", Reason.FITTING_BIRTH),
        ("1985-04~", "1985-05", Reason.FITTING_BIRTH),
        ("1985-04-24", "--04-24", Reason.SAME_BIRTHDAY),
        ("1985-04-24", "1986-04-24", Reason.NEAR_BIRTH),
        ("1985-04-05", "1985-05-04", Reason.NEAR_BIRTH),
    ],
)
def test_dates_of_birth_speak_as_far_as_they_are_known(one: str, other: str, reason: Reason) -> None:
    name = "Узораў Іван"
    assert reason in reasons(person(1, name, one), person(2, name, other))
    assert reasons(person(1, name, "1985-04-24"), person(2, name, "1971-11-02")) == set()
    assert reasons(person(1, name, "unknown"), person(2, name, one)) == {Reason.SAME_NAME}


def test_same_id_in_a_list_is_enough_and_two_ids_of_one_list_speak_against() -> None:
    def listed(number: int, name: str, org: str, id: str) -> Traits:
        return person(number, name, external__x__org=org, external__x__id=id)

    assert reasons(listed(1, "TEST-А", "TEST-List", "7"), listed(2, "TEST-Б", "test-list ", "7")) == {Reason.SAME_ID}
    name = "Узораў Іван"
    assert reasons(listed(1, name, "TEST-List", "7"), listed(2, name, "TEST-List", "8")) == set()
    assert reasons(listed(1, name, "TEST-List", "7"), listed(2, name, "TEST-Other", "8")) == {Reason.SAME_NAME}


def test_initials_need_a_date_beside_them() -> None:
    whole, short = "Узораў Іван", "І. Узораў"
    assert reasons(person(1, whole, "1985-04-24"), person(2, short, "1985-04-24")) == {
        Reason.INITIALS,
        Reason.SAME_BIRTH,
    }
    assert reasons(person(1, whole), person(2, short)) == set()


def test_people_without_a_name_are_never_compared_by_it() -> None:
    assert reasons(person(1, "???"), person(2, "???")) == set()
    assert find_duplicates([person(1, ""), person(2, "")]).candidates == ()


def test_crowded_block_is_counted_and_not_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "BLOCK_PEOPLE_MAX", 3)
    found = find_duplicates([person(number, "Узораў Іван") for number in range(5)])
    assert found.candidates == ()
    assert found.compared == 0
    assert found.crowded > 0


def test_strength_follows_what_speaks_for_one_person() -> None:
    def strength(**more: str) -> Strength:
        found = compare(person(1, "Узораў Іван", **more), person(2, "Узоров Иван", **more))
        assert found is not None
        return found.strength

    assert strength() is Strength.POSSIBLE
    assert strength(born="1985-04-24") is Strength.LIKELY
    assert strength(born="1985-04-24", arrested="2023-05-03") is Strength.NEARLY_CERTAIN


def test_every_reason_has_a_weight_and_words_in_each_language() -> None:
    assert set(REASON_LABELS) == set(WEIGHTS) == set(Reason)
    for words in (*REASON_LABELS.values(), *STRENGTH_LABELS.values()):
        assert all(words.in_language(language).strip() for language in LANGUAGES)

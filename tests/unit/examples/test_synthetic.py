"""The invented ledger: valid, marked, the same every time, in the proportions it promises."""

from collections import Counter
from hashlib import blake2b
from random import Random

import pytest

from examples.invented_names import invent
from examples.synthetic import REFERENCES, SIZES, TODAY, Fields, Item, generate, main, record_id, resolved
from node.ledger.derived import RecordView, current_status, people_without_guardian, state_of_need
from node.ledger.kinds import CORE
from node.ledger.names import matches, search_keys
from node.ledger.rules import check_record
from node.ledger.schema import LEDGER

ITEMS = list(generate(SIZES["medium"]))
PERSONS = [(key, fields) for key, kind, fields in ITEMS if kind == "person"]


def digest_of(items: list[Item]) -> str:
    return blake2b(repr([(key, kind, sorted(fields.items())) for key, kind, fields in items]).encode()).hexdigest()


def test_the_sizes_are_those_of_the_domain() -> None:
    assert sorted(SIZES.values()) == [60, 2_000, 10_000]


def test_every_value_passes_the_gate_and_nothing_required_is_missing() -> None:
    for _, kind, fields in resolved(ITEMS):
        for path, value in fields.items():
            LEDGER.check_put(kind, path, value)
        assert LEDGER.missing(kind, fields) == ()


def test_the_same_seed_gives_the_same_records_and_another_seed_others() -> None:
    first = digest_of(list(generate(60)))
    assert digest_of(list(generate(60))) == first
    assert digest_of(list(generate(60, seed=2))) != first


def test_keys_are_unique_and_what_is_referred_to_comes_first() -> None:
    seen: set[str] = set()
    for key, _, fields in ITEMS:
        assert key not in seen
        seen.add(key)
        assert {str(value) for path, value in fields.items() if path in REFERENCES} <= seen


def test_every_kind_of_the_first_version_appears() -> None:
    assert {kind for _, kind, _ in ITEMS} == {kind.name for kind in CORE}


def test_everything_is_marked_as_invented() -> None:
    for key, _, fields in ITEMS:
        assert key.startswith("TEST-")
        for path, value in fields.items():
            if path.endswith("/id") and path.startswith("external/"):
                assert str(value).startswith("TEST-")


def test_the_proportions_are_those_promised() -> None:
    again = [fields for key, fields in PERSONS if key.endswith("-again")]
    people = len(PERSONS) - len(again)
    withheld = sum(fields.get("identity_withheld") is True for _, fields in PERSONS)
    assert people == SIZES["medium"]
    assert 0.03 <= withheld / people <= 0.07
    assert 0.02 <= len(again) / people <= 0.045
    statuses = [current_status(told, TODAY) for told in events()]
    conflicts = sum(status is not None and status.is_conflict for status in statuses)
    assert 0.01 <= conflicts / people <= 0.04


def events() -> list[list[RecordView]]:
    by_person: dict[bytes, list[RecordView]] = {}
    for record, kind, fields in resolved(ITEMS):
        if kind == "status_event" and isinstance(fields["person"], bytes):
            by_person.setdefault(fields["person"], []).append(RecordView(id=record, kind=kind, fields=fields))
    return list(by_person.values())


def test_birthdays_of_all_forms_occur() -> None:
    births = [str(fields["birth_date"]) for _, fields in PERSONS]
    assert sum(birth.endswith("02-29") for birth in births) >= 20
    for form in ("~", "?"):
        assert any(birth.endswith(form) for birth in births)
    assert any(birth.startswith("--") for birth in births)
    assert {4, 7, 10} <= {len(birth) for birth in births}
    assert "unknown" in births


def test_a_duplicate_stands_under_a_noisy_spelling_that_search_still_finds() -> None:
    fields_of: dict[str, Fields] = dict(PERSONS)
    again = [key for key in fields_of if key.endswith("-again")]
    for key in again:
        original = fields_of[key.removesuffix("-again")]
        noisy = str(fields_of[key]["names/m/text"])
        assert noisy not in original.values()
        assert matches(noisy, search_keys(str(original["names/be/text"]))), noisy


def test_no_record_contradicts_itself() -> None:
    wrong = Counter(
        (kind, found.code)
        for record, kind, fields in resolved(ITEMS)
        for found in check_record(RecordView(id=record, kind=kind, fields=fields), TODAY)
    )
    assert wrong == Counter()


def test_some_people_have_no_guardian_and_some_needs_are_over_pledged() -> None:
    views = [RecordView(id=record, kind=kind, fields=fields) for record, kind, fields in resolved(ITEMS)]
    by_kind: dict[str, list[RecordView]] = {}
    for view in views:
        by_kind.setdefault(view.kind, []).append(view)
    alone = people_without_guardian(by_kind["person"], by_kind["guardianship"], TODAY)
    assert 0 < len(alone) < len(by_kind["person"])
    pledges: dict[object, list[RecordView]] = {}
    for pledge in by_kind["pledge"]:
        pledges.setdefault(pledge.value("need"), []).append(pledge)
    states = [state_of_need(need, pledges.get(need.id, []), [], TODAY) for need in by_kind["need"]]
    assert any(state.is_over_pledged for state in states)
    assert {state.status for state in states} >= {"open", "partly_covered", "covered", "expired"}


def test_ids_depend_on_the_key_alone() -> None:
    assert record_id("TEST-person-1") == record_id("TEST-person-1") != record_id("TEST-person-2")
    ((own, _, _),) = resolved([("TEST-a", "source", {})], lambda key: key.encode().ljust(16, b"\0"))
    assert own == b"TEST-a".ljust(16, b"\0")


def test_names_have_three_spellings_in_their_alphabets() -> None:
    random = Random(5)
    for _ in range(200):
        name = invent(random)
        assert not any("a" <= letter <= "z" for form in (0, 1) for letter in name.full(form).lower())
        assert not any("а" <= letter <= "я" for letter in name.full(2).lower())


def test_the_example_prints_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    main(["3"])
    assert '"person"' in capsys.readouterr().out

"""New list items in typed paths: who shares an id with whom."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.runtime.commands.errors import Unusable
from node.runtime.commands.items import expand_items
from tests.conftest import Random, steady_random


def test_items_of_one_number_share_an_id_and_others_do_not(random: Random) -> None:
    a, b, c = expand_items(["names/+1/text", "names/+2/text", "names/+1/language"], random)
    assert re.fullmatch(r"names/[0-9a-f]{16}/text", a)
    assert c == a.replace("text", "language")
    assert b.split("/")[1] != a.split("/")[1]


def test_items_without_number_are_one_until_a_field_repeats(random: Random) -> None:
    paths = ["names/+/text", "names/+/language", "names/+/text", "names/+/language"]
    ids = [path.split("/")[1] for path in expand_items(paths, random)]
    assert ids[0] == ids[1] != ids[2] == ids[3]


def test_items_of_two_lists_do_not_share_an_id(random: Random) -> None:
    a, b = expand_items(["names/+/text", "addresses/+/text"], random)
    assert a.split("/")[1] != b.split("/")[1]


def test_items_in_items_are_expanded_at_each_level(random: Random) -> None:
    a, b, c = (path.split("/") for path in expand_items(["a/+/b/+/c", "a/+/b/+/d", "a/+/b/+/c"], random))
    assert a[1] == b[1] == c[1]
    assert a[3] == b[3] != c[3]


def test_paths_without_new_items_stay_as_they_are(random: Random) -> None:
    paths = ["sex", "names/x7/text", "groups/medic", "+", "names/+x/text"]
    assert expand_items(paths, random) == paths


@pytest.mark.parametrize(
    "paths", [["sex", "sex"], ["names/+1/text", "names/+1/text"], ["names/x/text", "names/x/text"]]
)
def test_path_given_twice_is_refused_by_name(paths: list[str], random: Random) -> None:
    with pytest.raises(Unusable, match=re.escape(paths[0])):
        expand_items(paths, random)


@given(st.lists(st.sampled_from(["a/+/b", "a/+/c", "a/+1/b", "a/+1/c", "a/+2/b", "d", "a/x/b"]), max_size=12))
def test_expansion_keeps_order_and_never_repeats_a_path(paths: list[str]) -> None:
    try:
        found = expand_items(paths, steady_random("items"))
    except Unusable:
        fixed = [path for path in paths if "/+/" not in path]
        assert len(set(fixed)) < len(fixed)
        return
    assert len(set(found)) == len(found) == len(paths)
    assert [path.rpartition("/")[2] for path in found] == [path.rpartition("/")[2] for path in paths]

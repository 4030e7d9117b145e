"""The list of purposes."""

import re

from keys.hashing import domain
from keys.labels import Label


def test_labels_are_distinct_and_short_words() -> None:
    values = [label.value for label in Label]
    assert len(values) == len(set(values))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", value) for value in values)


def test_labels_none_begins_another() -> None:
    domains = [domain(label) for label in Label]
    assert not [(one, two) for one in domains for two in domains if one != two and two.startswith(one)]

"""A count as far as it is known: at least so many, at most so many, and how many of them rest on a contradiction."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`least` ≤ `most`. `contradicted` counts those that sources tell differently, whatever side they were put on."""

    least: int = 0
    most: int = 0
    contradicted: int = 0

    def __add__(self, other: "Span") -> "Span":
        return Span(
            least=self.least + other.least,
            most=self.most + other.most,
            contradicted=self.contradicted + other.contradicted,
        )

    @property
    def is_exact(self) -> bool:
        """Whether both ends agree."""
        return self.least == self.most


def total(spans: Iterable[Span]) -> Span:
    """The sum of spans."""
    least = most = contradicted = 0
    for span in spans:
        least, most, contradicted = least + span.least, most + span.most, contradicted + span.contradicted
    return Span(least=least, most=most, contradicted=contradicted)


def one(*, is_sure: bool, is_possible: bool = True, is_contradicted: bool = False) -> Span:
    """The span of one thing that is surely, possibly or not counted."""
    return Span(least=int(is_sure), most=int(is_possible or is_sure), contradicted=int(is_contradicted))

"""A page as a browser without scripts sees it: forms with what they hold, links, visible text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(slots=True)
class Element:
    """One element of a page."""

    tag: str
    attrs: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str = "", **attrs: str) -> Iterator[Element]:
        """Yields every element inside with this tag and these attributes (`class_` and `name_` for class and name)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        for child in self.children:
            if isinstance(child, Element):
                if (not tag or child.tag == tag) and all(child.attrs.get(n) == v for n, v in wanted.items()):
                    yield child
                yield from child.all(tag, **attrs)

    def one(self, tag: str = "", **attrs: str) -> Element:
        """Gives the only such element."""
        found = list(self.all(tag, **attrs))
        assert len(found) == 1, f"{len(found)} elements {tag} {attrs}"
        return found[0]

    @property
    def text(self) -> str:
        """The text inside, with single spaces."""
        return " ".join(" ".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("script", "style", "title"):
                yield from child._texts()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(html: str) -> Element:
    """Reads a page. Fails where a tag is not closed or an attribute stands twice."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root], f"<{builder.open[-1].tag}> is not closed"
    return builder.root


def every(element: Element, tag: str = "", **attrs: str) -> list[Element]:
    """Gives the elements inside another, in order."""
    return list(element.all(tag, **attrs))


def form_fields(form: Element) -> dict[str, str]:
    """What a browser would send of a form as it stands, without a button."""
    sent: dict[str, str] = {}
    for element in form.all():
        name = element.attrs.get("name")
        if not name or element.tag == "button":
            continue
        if element.tag == "input":
            if element.attrs.get("type") in ("checkbox", "radio") and "checked" not in element.attrs:
                continue
            sent[name] = element.attrs.get("value", "")
        elif element.tag == "textarea":
            sent[name] = "".join(child for child in element.children if isinstance(child, str)).removeprefix("\n")
        elif element.tag == "select":
            options = list(element.all("option"))
            chosen = next((option for option in options if "selected" in option.attrs), options[0])
            sent[name] = chosen.attrs["value"]
    return sent

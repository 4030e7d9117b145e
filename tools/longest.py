"""Lists the ten longest files and functions of the sources, longest first.

Refuses nothing: the list shows where to look, and the reader decides.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("keys", "node", "bench", "examples", "tools")
SHOWN = 10


def functions(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yields the lines and the name of every function in a file, its docstring included."""
    for item in ast.walk(ast.parse(text)):
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                (item.end_lineno or item.lineno) - item.lineno + 1,
                f"{path.relative_to(ROOT)}:{item.lineno} {item.name}",
            )


def show(title: str, sizes: list[tuple[int, str]]) -> None:
    """Prints the longest of one list."""
    print(f"longest {title} (lines)")
    for lines, name in sorted(sizes, key=lambda size: (-size[0], size[1]))[:SHOWN]:
        print(f"  {lines:4} {name}")


def main() -> None:
    """Prints both lists."""
    files: list[tuple[int, str]] = []
    inner: list[tuple[int, str]] = []
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        files.append((text.count("\n"), str(path.relative_to(ROOT))))
        inner += functions(path, text)
    show("files", files)
    show("functions", inner)


if __name__ == "__main__":
    main()

"""Every text of the program that is translated, read from its source."""

import ast
from collections.abc import Iterator
from pathlib import Path

SPEAKERS = frozenset({"say", "mark", "self", "plural"})
"""Calls whose first argument is a text: `say("…")`, `mark("…")`, `Speech` on itself; `plural` has two."""

ROOT = Path(__file__).parent.parent


def all_messages(root: Path = ROOT) -> set[str]:
    """Return every text that is said anywhere in the program."""
    sources = [root / "app.py", *sorted((root / "layouts").rglob("*.py"))]
    return {text for path in sources for text in _said(ast.parse(path.read_text(encoding="utf-8")))}


def _said(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in SPEAKERS:
            texts = node.args[:2] if _name(node.func) == "plural" else node.args[:1]
            yield from (text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""

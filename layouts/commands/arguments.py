"""What the commands that take records in may be told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from layouts.i18n import Speech

Command = Callable[[Any, Speech], int]


def add_import(commands: Any, run: Command) -> None:
    """Add the command that takes files in."""
    take = commands.add_parser("import", help="check files and take their records in, each by one commit")
    take.add_argument("files", nargs="+", type=Path, metavar="FILE")
    take.add_argument("--profile", help="how the columns map; found or guessed without it")
    take.add_argument("--dataset", default="agency", choices=("public", "agency", "synthetic"))
    take.add_argument("--dry-run", action="store_true", help="check only, change nothing")
    take.add_argument("--report", type=Path, metavar="DIR", help="where summary.json and the refused rows are written")
    take.add_argument("--sheet")
    take.add_argument("--encoding")
    take.add_argument("--delimiter")
    take.add_argument("--header", type=int, metavar="ROW", help="row of the column names, from 1")
    take.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="what holds for every row that states nothing else, for example country=PA; may be repeated",
    )
    take.add_argument(
        "--replace",
        action="store_true",
        help="replace records of the same id even if date, country or place are others",
    )
    take.set_defaults(run=run)


def add_enter(commands: Any, run: Command) -> None:
    """Add the command that enters one seizure."""
    enter = commands.add_parser(
        "enter",
        help="enter or correct one seizure, written as JSON",
        description="Enter or correct one seizure, written as JSON.",
        epilog="FILE holds one object: columns of the template and what is stated there, text or number (a list of "
        "texts where several values may be), and dataset. Every column is explained in the codebook, which Istmo "
        "serves at /api/v1/codebook.md. To begin: app.py enter --example > seizure.json",
    )
    enter.add_argument("file", type=Path, nargs="?", metavar="FILE")
    enter.add_argument("--example", action="store_true", help="print a seizure as such a file holds it, and do nothing")
    enter.add_argument("--dry-run", action="store_true", help="check only, change nothing")
    enter.set_defaults(run=run)

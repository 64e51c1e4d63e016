"""What a check leaves on disk: its report, and the files that people take away."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from data.intake import Outcome
from data.versions.ledger import Entry
from layouts.exports import excel_csv_bytes
from layouts.i18n import Speech, mark
from layouts.wizard.draft import Draft
from layouts.wizard.files import Upload, read_json, write_json

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}
"""Cells of a workbook stay what they are."""

MOST_REFUSED = 100_000
"""Refused rows that go into a workbook; a file of more is better read by a program."""

LONGEST = 32_767
"""Characters that a cell of Excel holds."""

UNKNOWN = frozenset({"code_unknown", "country_unknown", "admin1_unknown", "event_unknown"})
"""Remarks on values that a person may know the meaning of."""

MOST_UNKNOWN = 60

HEADS = {
    "row": mark("Row"),
    "column": mark("Column"),
    "value": mark("Value"),
    "code": mark("Code"),
    "suggestion": mark("Suggestion"),
    "effect": mark("Effect"),
    "remark": mark("Remark"),
    "other_id": mark("Resembles"),
    "other_row": mark("Other row"),
    "days": mark("Days apart"),
    "kilometres": mark("Kilometres apart"),
    "kind": mark("Kind"),
}
"""Columns of the files → what stands above them."""

WORDS = {
    "effect": {
        "refuses": mark("the row is refused"),
        "flags": mark("taken in, to be looked at"),
        "notes": mark("for information"),
    },
    "kind": {
        "exact": mark("says the same"),
        "possible": mark("possibly the same"),
    },
}
"""Columns of codes → code → its words."""


@dataclass(frozen=True)
class Report:
    """What a check found, as it lies on disk.

    Attributes
    ----------
    entry : counts and what the commit will say of itself.
    codes : code → how many remarks bear it.
    remarks : the first ones: `row`, `column`, `value`, `code`, `suggestion`.
    twins : what may be recorded twice.
    staged : the records, or the figures.
    target : where they go: `seizures` or `published`.
    has_refused : whether rows were refused.
    replaced : key and differing `columns` of what is held now that the file's records or figures take the place of.
    unknown : `column`, `value` and `count` of what was not understood, most frequent first.
    """

    entry: Entry
    codes: Mapping[str, int]
    remarks: pd.DataFrame
    twins: pd.DataFrame
    staged: Path
    target: str
    has_refused: bool
    replaced: pd.DataFrame
    unknown: pd.DataFrame


def keep(outcome: Outcome, folder: Path, stamp: str, target: str, say: Speech) -> None:
    """Write what a later request, or a server started anew, shows and commits."""
    outcome.remarks.reset_index(drop=True).astype(str).to_parquet(folder / "remarks.parquet")
    outcome.twins.reset_index(drop=True).astype(str).to_parquet(folder / "twins.parquet")
    outcome.replaced.reset_index(drop=True).astype(str).to_parquet(folder / "replaced.parquet")
    unknown: Counter[tuple[str, str]] = Counter()
    if outcome.written:
        unknown = _count_unknown(outcome.written)
        _translate(outcome.written, say)
    if len(outcome.twins):
        (folder / "twins.csv").write_bytes(excel_csv_bytes(outcome.twins.astype(object)))
        _translate(folder / "twins.csv", say)
    if outcome.refused and outcome.entry.refused <= MOST_REFUSED:
        _write_workbook(outcome.refused, folder / "refused.xlsx")
    rows = [[column, value, count] for (column, value), count in unknown.most_common(MOST_UNKNOWN)]
    kept = {"stamp": stamp, "target": target, "entry": asdict(outcome.entry), "codes": dict(outcome.codes)}
    write_json(folder / "report.json", kept | {"refused": outcome.refused is not None, "unknown": rows})


def read_report(upload: Upload, draft: Draft) -> Report | None:
    """Return what the check with these decisions found; None if it isn't done."""
    told = read_json(upload.outcome / "report.json")
    if told.get("stamp") != draft.stamp:
        return None
    return Report(
        entry=Entry(**told["entry"]),
        codes=told["codes"],
        remarks=pd.read_parquet(upload.outcome / "remarks.parquet"),
        twins=pd.read_parquet(upload.outcome / "twins.parquet"),
        staged=upload.outcome / "staged.parquet",
        target=told.get("target", "seizures"),
        has_refused=told["refused"],
        replaced=pd.read_parquet(upload.outcome / "replaced.parquet"),
        unknown=pd.DataFrame(told["unknown"], columns=["column", "value", "count"]),
    )


def _count_unknown(remarks: Path) -> "Counter[tuple[str, str]]":
    with remarks.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return Counter((row["column"], row["value"]) for row in rows if row["code"] in UNKNOWN and row["value"])


def _translate(path: Path, say: Speech) -> None:
    """Write a CSV anew with the headings and words of a language."""
    part = path.with_suffix(".part")
    with path.open(encoding="utf-8-sig", newline="") as file, part.open("w", encoding="utf-8-sig", newline="") as new:
        rows = csv.reader(file)
        csv.writer(new, lineterminator="\n").writerows(_translated(next(rows, []), rows, say))
    part.replace(path)


def _translated(head: Sequence[str], rows: Iterator[list[str]], say: Speech) -> Iterator[list[str]]:
    yield [say(HEADS[name]) if name in HEADS else name for name in head]
    coded = [(at, WORDS[name]) for at, name in enumerate(head) if name in WORDS]
    words = [(at, {code: say(text) for code, text in told.items()}) for at, told in coded]
    for row in rows:
        for at, told in words:
            row[at] = told.get(row[at], row[at])
        yield row


def _write_workbook(refused: Path, path: Path) -> None:
    """Write refused rows as a workbook of texts: it opens in columns whatever the language of Excel."""
    with refused.open(encoding="utf-8-sig", newline="") as file, Workbook(str(path), AS_TEXT) as book:
        sheet = book.add_worksheet("refused")
        heading = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(csv.reader(file)):
            for at, text in enumerate(row):
                if text:
                    sheet.write_string(number, at, text[:LONGEST], None if number else heading)

"""What an import says on the terminal: how the file was read, what became of its rows, what it replaces."""

from data.intake import Outcome, Plan
from layouts.i18n import Speech
from layouts.sentences import describe


def tell(outcome: Outcome, plan: Plan, say: Speech) -> None:
    """Print how a file was read and what was found in it."""
    for text in (
        *_reading(plan, say),
        _accounted(outcome, say),
        *_remarks(outcome, say),
        *_replacing(outcome, plan, say),
    ):
        print(text)


def _accounted(outcome: Outcome, say: Speech) -> str:
    entry = outcome.entry
    counts = {
        name: say.number(getattr(entry, name)) for name in ("read", "accepted", "flagged", "refused", "duplicates")
    }
    told = say(
        "{file} ({profile}): {read} rows read = {accepted} accepted + {flagged} accepted with remarks + {refused} "
        "refused; {duplicates} may be recorded twice."
    )
    return told.format(file=entry.file, profile=entry.profile, **counts)


def _remarks(outcome: Outcome, say: Speech) -> list[str]:
    """Return each kind of remark once, with how often it was made and the first row."""
    told = []
    for code, count in sorted(outcome.codes.items(), key=lambda pair: -pair[1]):
        example = outcome.remarks[outcome.remarks["code"] == code].head(1)
        for row, sentence in zip(example["row"], describe(example, say), strict=True):
            told.append(
                "  " + say("{n} × such as row {row}: {sentence}", n=say.number(count), row=row, sentence=sentence)
            )
    return told


def _reading(plan: Plan, say: Speech) -> list[str]:
    """Return which sheet was read, what of the file was left out, and what was assumed."""
    how, told = plan.summary(), []
    if how["sheets_left_out"]:
        others = ", ".join(how["sheets_left_out"])
        told.append(say("Sheet read: {sheet}. Left out: {others}.", sheet=how["sheet"], others=others))
    if how["mapping"]:
        pairs = "; ".join(f"{column} → {target}" for column, target in how["mapping"].items())
        told.append(say("Columns, as they were guessed: {pairs}.", pairs=pairs))
    if how["personal_columns"]:
        told.append(say("Left out as personal data: {columns}.", columns=", ".join(how["personal_columns"])))
    if how["ignored_columns"]:
        told.append(
            say("Columns without a counterpart, left out: {columns}.", columns=", ".join(how["ignored_columns"]))
        )
    if how["country_assumed"]:
        told.append(say("Country of all rows that state none: {country}.", country=how["country_assumed"]))
    return told


def _replacing(outcome: Outcome, plan: Plan, say: Speech) -> list[str]:
    """Return how many records or figures are held under the keys that the file bears."""
    count = len(outcome.replaced)
    if not count:
        return []
    changed = say.number(int((outcome.replaced["columns"] != "").sum()))
    if plan.profile.target == "published":
        return [
            say(
                "Figures that are held already and are replaced: {n}; {changed} of them were other numbers.",
                n=say.number(count),
                changed=changed,
            )
        ]
    return [
        say(
            "Records that bear the id of one that is held and replace it: {n}; {changed} of them say something else.",
            n=say.number(count),
            changed=changed,
        )
    ]

"""Steps 4 and 5 of the wizard: what the check found, and what was taken in."""

from collections.abc import Sequence
from typing import Any

from dash import html

from data.mapping.matching import CODED
from layouts.i18n import Speech, mark
from layouts.sentences import describe
from layouts.tasks import Outcome as Work
from layouts.wizard.choices import name_of
from layouts.wizard.draft import Draft
from layouts.wizard.files import Upload
from layouts.wizard.outcome import Report
from layouts.wizard.parts import alert, button, card, progress, short, table, tick, typed
from layouts.wizard.preview import preview, replaced
from layouts.wizard.totals import figures_preview

MOST_REASONS = 40
MOST_TWINS = 8
EXAMPLES = 2
LOOKED_AT = 12
"""Remarks of a code among which different examples are sought."""

STATES = (
    ("read", mark("rows read"), ""),
    ("accepted", mark("accepted"), "good"),
    ("flagged", mark("accepted with remarks"), "doubt"),
    ("refused", mark("refused"), "bad"),
)
TAKEN = {
    "seizures": mark("The records of {file} are in version {version}, which is in force. The version before is kept."),
    "published": mark(
        "The figures of {file} are in version {version} of the published figures, which is in force. The version "
        "before is kept. No record was added."
    ),
}
UNDONE = {
    "seizures": mark("The import of {file} was undone: version {version} holds what was there before it."),
    "published": mark(
        "The import of {file} was undone: version {version} of the published figures holds what was there before it."
    ),
}
"""Target of a file → what is said of its commit and of undoing it."""


def waiting(work: Work | None, say: Speech) -> Any:
    """Return the step while the file is being checked, or what stopped it."""
    title = say("Check")
    if work is None or work.state == "running":
        done = work.done if work else 0.0
        text = say("Every row is being checked: {percent}.", percent=say.percent(done * 100, 100))
        return card("4", title, [progress(done, text, say("Cancel"))])
    if work.state == "cancelled":
        told = alert(say("The check was stopped. Nothing was taken in."))
    else:
        told = alert(
            say(
                "The check could not be finished; nothing was taken in. Choose the form of the file by hand above, or "
                "save it as CSV UTF-8 and choose it again."
            ),
            "red",
        )
    return card("4", title, [told, html.Div([button("check", say("Check again"), main=True)], className="doing")])


def checked(
    upload: Upload, draft: Draft, report: Report, asks_profile: bool, say: Speech, *, values: Sequence[Any] = ()
) -> Any:
    """Return the step once every row is accounted for.

    Parameters
    ----------
    asks_profile : whether the mapping is new, so that it can be kept.
    values : what asks for the meaning of values that were not understood.
    """
    entry = report.entry
    parts = [
        _numbers(report, say),
        _downloads(upload, report, say),
        *_reasons(report, say),
        *values,
        *_later(report, say),
        *_twins(report, say),
        *(figures_preview(report.staged, say) if report.target == "published" else preview(report, say)),
    ]
    taken = entry.accepted + entry.flagged
    note = say("Nothing has been taken in yet: look at the numbers first.")
    step = card("4", say("Check"), parts, note=note)
    return [step, _confirm(draft, report, taken, asks_profile, say)]


def _numbers(report: Report, say: Speech) -> Any:
    """Return read = accepted + flagged + refused, in big numbers."""
    parts: list[Any] = []
    for (name, words, tone), sign in zip(STATES, ("", "=", "+", "+"), strict=True):
        if sign:
            parts.append(html.Span(sign, className="sum-sign"))
        number = html.Span(say.number(getattr(report.entry, name)), className="sum-number")
        parts.append(html.Div([number, html.Span(say(words), className="sum-name")], className=f"sum-part {tone}"))
    return html.Div(parts, className="sum")


def _downloads(upload: Upload, report: Report, say: Speech) -> Any:
    """Return the files of the check: refused rows to mend, all remarks."""
    links = []
    if report.has_refused:
        told = say("Refused rows with reasons: mend them and choose the file again")
        links.append(html.Span(told))
        if (upload.outcome / "refused.xlsx").exists():
            links.append(_file(upload, "refused.xlsx", "Excel", say, of=told))
        links.append(_file(upload, "refused.csv", "CSV", say, of=told))
    if len(report.remarks):
        links.append(_file(upload, "remarks.csv", say("All remarks (CSV)"), say))
    if len(report.twins):
        links.append(_file(upload, "twins.csv", say("Possible duplicates (CSV)"), say))
    return html.Div(links, className="doing") if links else None


def _file(upload: Upload, name: str, label: str, say: Speech, *, of: str = "") -> Any:
    href = f"/api/v1/uploads/{upload.token}/{name}?lang={say.language}"
    spoken = {"aria-label": f"{of} ({label})"} if of else {}
    return html.A(label, href=href, download="", className="file-link", **spoken)


def _later(report: Report, say: Speech) -> list[Any]:
    """Return what can be done about rows that are taken in with remarks."""
    if not report.entry.flagged or report.target == "published":
        return []
    told = say(
        "Rows accepted with remarks are taken in. Correct them in your file now and choose it again, or later on the "
        "page of the record: open it from “Records” and press “Correct this record”."
    )
    return [html.P(told, className="found")]


def _reasons(report: Report, say: Speech) -> list[Any]:
    """Return what was found wrong, each reason once with how often and where first."""
    if not report.codes:
        return [html.P(say("There is nothing to remark: every row was understood."), className="found")]
    ranked = sorted(report.codes, key=lambda code: -report.codes[code])
    examples = report.remarks.groupby("code", sort=False).head(LOOKED_AT)
    told = examples.assign(sentence=describe(examples[["code"]], say))
    rows = []
    for code in ranked[:MOST_REASONS]:
        of_code = told[told["code"] == code]
        places = dict.fromkeys(_where(row, say) for row in of_code.to_dict("records"))
        where = [html.Div(place) for place in [*places][:EXAMPLES]]
        sentence = of_code["sentence"].iloc[0] if len(of_code) else code
        rows.append([sentence, say.number(report.codes[code]), where])
    heads = [say("What was found, and what to do"), say("How often"), say("For example")]
    return [html.H3(say("Remarks"), className="sub"), table(heads, rows, name=say("Remarks"))]


def _where(row: dict[Any, Any], say: Speech) -> str:
    """Return where a remark stands: row, column and value."""
    if not row["column"]:
        return say("row {row}", row=row["row"])
    column, value = name_of(str(row["column"]), say), short(row["value"])
    if not value:
        return say("row {row}, {column}", row=row["row"], column=column)
    near = _near(row, say)
    if near:
        told = say("row {row}, {column}: “{value}”; close to it: {near}")
        return told.format(row=row["row"], column=column, value=value, near=near)
    return say("row {row}, {column}: “{value}”", row=row["row"], column=column, value=value)


def _near(row: dict[Any, Any], say: Speech) -> str:
    """Return what a value may have been meant to be."""
    suggestion = str(row["suggestion"] or "")
    return "" if row["code"] == "personal_masked" else " / ".join(_word(code, say) for code in suggestion.split(";"))


def _word(code: str, say: Speech) -> str:
    """Return the label of a code, whichever column it is of; any other text as it stands."""
    return next((say.label(name, code) for name in CODED if code in say.vocabulary.listed(name)), code)


def _twins(report: Report, say: Speech) -> list[Any]:
    """Return what may be recorded twice."""
    twins = report.twins
    if not len(twins):
        return []
    told = say.plural(
        "1 row may tell of a seizure that is already recorded, in this file or in the store: look before you confirm.",
        "{n} rows may tell of seizures that are already recorded, in this file or in the store: look before you "
        "confirm.",
        report.entry.duplicates or len(twins),
    )
    shown = twins.head(MOST_TWINS).to_dict("records")
    rows = [[row["row"], row["other_id"], row["days"], _kilometres(row["kilometres"], say)] for row in shown]
    heads = [say("Row"), say("Resembles"), say("Days apart"), say("Kilometres apart")]
    return [
        html.H3(say("Possible duplicates"), className="sub"),
        html.P(told),
        table(heads, rows, name=say("Possible duplicates")),
    ]


def _kilometres(value: str, say: Speech) -> str:
    """Return a distance as it was kept, or that it isn't known."""
    return say.number(float(value)) if value not in {"nan", "None", ""} else "–"


def _confirm(draft: Draft, report: Report, taken: int, asks_profile: bool, say: Speech) -> Any:
    """Return what takes the records in."""
    if not taken:
        text = say("No row can be taken in. Mend the refused rows, or change what the columns become, and check again.")
        return card("5", say("Confirm"), [alert(text, "red")])
    asked: Sequence[Any] = [typed("title", say("Name of this source"), draft.title)]
    keeps = [tick("keeps", say("Keep this mapping: files with the same columns are recognised next time"), draft.keeps)]
    label = say.plural("Take 1 row in", "Take {n} rows in", taken)
    parts = [
        replaced(report, say),
        html.Div(asked, className="asks") if asks_profile else None,
        *(keeps if asks_profile else []),
        html.Div([button("confirm", label, main=True), button("discard", say("Throw away"))], className="doing"),
    ]
    note = say("All at once or not at all; the version before stays, and one press brings it back.")
    return card("5", say("Confirm"), parts, note=note)


def committing(work: Work | None, say: Speech) -> Any:
    """Return the step while the records are being written, or that it failed."""
    if work is not None and work.state in {"failed", "cancelled"}:
        text = say(
            "The file could not be taken in; nothing was changed. Look whether the disk is full, then try again."
        )
        return card(
            "5", say("Confirm"), [alert(text, "red"), html.Div([button("confirm", say("Try again"), main=True)])]
        )
    return card("5", say("Confirm"), [html.P(say("The file is being taken in …"), role="status")])


def done(upload: Upload, draft: Draft, report: Report | None, say: Speech) -> Any:
    """Return what was taken in, and how to undo it."""
    target = report.target if report else "seizures"
    told = say(TAKEN[target], file=upload.name, version=draft.version)
    records = html.A(say("See the records"), href=f"/records?lang={say.language}", className="do do-main")
    acts = [
        records if target == "seizures" else None,
        button("undo", say("Undo this import")),
        button("discard", say("Import another file")),
    ]
    numbers = [_numbers(report, say), _downloads(upload, report, say)] if report else []
    unkept = say(
        "The mapping could not be kept: next time the columns have to be looked at again. Look whether the disk is "
        "full, or whether Istmo may write into the folder beside its store."
    )
    parts = [
        html.P(told, className="found", role="status"),
        alert(unkept) if draft.unkept else None,
        *numbers,
        html.Div(acts, className="doing"),
    ]
    return card("✓", say("Taken in"), parts)


def undone(target: str, file: str, version: int, say: Speech) -> str:
    """Return that an import was undone."""
    return say(UNDONE[target], file=file, version=version)

"""The wizard that takes a file in: its callback. All it knows lies in the work folder of the upload."""

import logging
from dataclasses import dataclass, replace
from threading import Thread
from time import sleep
from typing import Any
from urllib.parse import parse_qs

from dash import Dash, Input, Output, State, ctx, no_update

from data.plans import Plan
from data.reading.source import UnreadableFile
from data.store import StoreError
from data.taking import table_of
from layouts import ids
from layouts.i18n import Speech
from layouts.library import Library
from layouts.shell import requested_speech
from layouts.tasks import Job
from layouts.tasks import Outcome as Work
from layouts.wizard import uploads as uploads
from layouts.wizard.check import Counter, is_new
from layouts.wizard.columns import columns_step
from layouts.wizard.draft import Draft, decided, load, save
from layouts.wizard.files import Upload, Uploads, default_root
from layouts.wizard.found import broken, found
from layouts.wizard.outcome import Report, read_report
from layouts.wizard.parts import alert
from layouts.wizard.report import checked, committing, done, undone, waiting
from layouts.wizard.totals import totals_step
from layouts.wizard.values import assigned, values_part
from layouts.wording import sentence_of

LOG = logging.getLogger(__name__)

TOKEN, COMMAND, POLL = "import-token", "import-command", "import-poll"
PROBLEM, FOUND, COLUMNS, REPORT = "import-problem", "import-found", "import-columns", "import-report"
STALE = "history-stale"
"""Ids of the page's parts: the upload looked at, what is asked of it, the clock, the steps, a change of versions."""

POLL_EVERY = 400
TIDY_EVERY = 300
"""Seconds between two looks for files nobody looks at."""

FORMS = frozenset({"shape", "reset", "dataset", "title", "keeps", "profile", "unfold"})
"""Decisions that don't need the file to be readable."""

DECISIONS = FORMS | frozenset({"target", "constant", "grain", "incident"})


def register(app: Dash, library: Library) -> None:
    """Add the wizard's callback to an app, and the addresses that take its files."""
    folders = Uploads(default_root())
    uploads.register(app.server, folders)
    wizard = Wizard(Counter(library), folders)
    Thread(target=wizard.keep_tidy, daemon=True, name="tidy uploads").start()

    @app.callback(
        Output(TOKEN, "data"),
        Output(PROBLEM, "children"),
        Output(FOUND, "children"),
        Output(COLUMNS, "children"),
        Output(REPORT, "children"),
        Output(POLL, "max_intervals"),
        Output(STALE, "data"),
        Input(TOKEN, "data"),
        Input(COMMAND, "data"),
        Input(POLL, "n_intervals"),
        State(ids.URL, "search"),
    )
    def step(token: Any, command: Any, polls: int | None, search: str | None) -> tuple[Any, ...]:
        say = requested_speech(parse_qs((search or "").lstrip("?")).get("lang", [""])[-1])
        causes = {prop.rpartition(".")[0] for prop in ctx.triggered_prop_ids}
        is_command = COMMAND in causes
        answer = wizard.answer(token, command if is_command and isinstance(command, dict) else {}, say)
        return answer.outputs(polls or 0, is_poll=causes == {POLL})


@dataclass
class Answer:
    """What the page shows next.

    Attributes
    ----------
    token : which upload is looked at from now on.
    problem, found, columns, report : the parts of the page.
    is_waiting : whether to look again soon.
    is_whole : whether a look at long work redraws the first steps too.
    stale : what tells the list of versions that there is a new one.
    """

    token: Any = no_update
    problem: Any = None
    found: Any = None
    columns: Any = None
    report: Any = None
    is_waiting: bool = False
    is_whole: bool = False
    stale: Any = no_update

    def outputs(self, polls: int, *, is_poll: bool) -> tuple[Any, ...]:
        """Return the outputs of the callback."""
        stays = is_poll and not self.is_whole
        first = [no_update] * 3 if stays else [self.problem, self.found, self.columns]
        return (self.token, *first, self.report, polls + 1 if self.is_waiting else 0, self.stale)


class Wizard:
    """Answers what is asked of an upload.

    Parameters
    ----------
    counter : where files are looked at and taken in.
    uploads : the work folders.
    """

    def __init__(self, counter: Counter, uploads: Uploads) -> None:
        self.counter = counter
        self.uploads = uploads
        self.tasks = counter.library.tasks

    def keep_tidy(self) -> None:
        """Remove, now and every few minutes, the files nobody looks at; it never returns."""
        while True:
            try:
                self.tidy()
            except OSError:
                LOG.exception("old uploads could not be removed")
            sleep(TIDY_EVERY)

    def tidy(self) -> None:
        """Remove the files nobody looks at, and what was unpacked of them."""
        self.uploads.tidy()
        self.counter.forget(lambda token: not (self.uploads.root / token).exists())

    def answer(self, token: object, command: dict[str, Any], say: Speech) -> Answer:
        """Return what the page shows after a command; nothing may fail with more than a sentence."""
        upload = self.uploads.find(token)
        if upload is None:
            text = say("The file you were importing is no longer there: choose it again.")
            return Answer(None, problem=alert(text)) if token else Answer()
        try:
            return self._answer(upload, command, say)
        except StoreError as error:
            return _failed(sentence_of(error, say))
        except Exception:
            LOG.exception("the wizard failed for %s", upload.token)
            return _failed(
                say("{file} could not be looked at. Save it as CSV UTF-8 and choose it again.", file=upload.name)
            )

    def _answer(self, upload: Upload, command: dict[str, Any], say: Speech) -> Answer:
        what, name, value = (str(command.get(key) or "") for key in ("what", "name", "value"))
        draft = load(upload)
        if what == "discard" or (draft.version is None and not upload.is_whole):
            self._drop(upload, draft)
            return Answer(None)
        if draft.version is not None:
            return self._undo(upload, draft, say) if what == "undo" else self._taken(upload, draft, say)
        try:
            if what in DECISIONS:
                draft = self._decide(upload, draft, what, name, value)
            elif what == "values":
                draft = self._assign(upload, draft, value, say)
            plan = self.counter.plan(upload, draft)
        except UnreadableFile as error:
            return Answer(found=broken(load(upload), error, say))
        draft = self._obey(upload, draft, what, say)
        return self._taken(upload, draft, say) if draft.confirmed else self._looked_at(upload, draft, plan, say)

    def _decide(self, upload: Upload, draft: Draft, what: str, name: str, value: str) -> Draft:
        """Keep one more decision."""
        plan = None if what in FORMS else self.counter.plan(upload, draft)
        new = decided(draft, what, name, value, plan)
        if new.stamp != draft.stamp:
            self.tasks.cancel(self._key(upload, draft))
        save(upload, new)
        return new

    def _assign(self, upload: Upload, draft: Draft, told: str, say: Speech) -> Draft:
        """Keep what values mean, and ask for another check."""
        report = read_report(upload, draft)
        if report is None or draft.confirmed:
            return draft
        plan = self.counter.plan(upload, draft)
        profile = self.counter.profile(plan, draft)
        values = assigned(draft, told, report, profile, plan.source.shape.columns, say)
        new = replace(draft, values=values)
        new = replace(new, asked=new.stamp)
        save(upload, new)
        return new

    def _obey(self, upload: Upload, draft: Draft, what: str, say: Speech) -> Draft:
        """Start or stop long work."""
        job = self.counter.job(upload, draft, say)
        if what == "check" and not draft.confirmed:
            draft = replace(draft, asked=draft.stamp)
            save(upload, draft)
            self.tasks.forget(job.key)
        elif what == "cancel":
            self.tasks.cancel(job.key)
        elif what == "confirm" and draft.version is None and read_report(upload, draft):
            draft = replace(draft, confirmed=True)
            save(upload, draft)
            self.tasks.forget(self.counter.commit(upload).key)
        return draft

    def _looked_at(self, upload: Upload, draft: Draft, plan: Plan, say: Speech) -> Answer:
        """Return the steps before the records are taken in."""
        counter = self.counter
        known, wrong = counter.profiles()
        profile = counter.profile(plan, draft)
        is_total = profile.target == "published"
        unusable = say(
            "A profile can't be used and was left out: {files}.", files=", ".join(error.file for error in wrong)
        )
        answer = Answer(
            problem=alert(unusable) if wrong else None,
            found=found(upload, draft, plan, counter.known(upload, plan), say),
            columns=(totals_step if is_total else columns_step)(plan, profile, draft, known, say),
        )
        if draft.is_asked:
            report = read_report(upload, draft)
            work = None if report else self._work(self.counter.job(upload, draft, say))
            if work and work.state == "done":
                report = read_report(upload, draft)
            answer.report = self._checked(upload, draft, plan, report, say) if report else waiting(work, say)
            answer.is_waiting = report is None and work is not None and work.state == "running"
        return answer

    def _checked(self, upload: Upload, draft: Draft, plan: Plan, report: Report, say: Speech) -> Any:
        profile = self.counter.profile(plan, draft)
        asked = values_part(report, profile, plan.source.shape.columns, say) if report.target == "seizures" else []
        return checked(upload, draft, report, is_new(plan, draft), say, values=asked)

    def _taken(self, upload: Upload, draft: Draft, say: Speech) -> Answer:
        """Return the last step: the records being written, or written."""
        work = None
        if draft.version is None:
            work = self._work(self.counter.commit(upload))
            draft = load(upload)
        if draft.version is None:
            return Answer(
                report=committing(work, say), is_waiting=bool(work and work.state == "running"), is_whole=True
            )
        report = read_report(upload, draft)
        stale = f"{report.target if report else ''} {draft.version}"
        return Answer(report=done(upload, draft, report, say), is_whole=True, stale=stale)

    def _work(self, job: Job) -> Work:
        """Return how far a long work is; it is started if nobody did, or all had left it."""
        work = self.tasks.look(job.key)
        if work is None:
            self.tasks.start(job)
        return work or Work("running")

    def _undo(self, upload: Upload, draft: Draft, say: Speech) -> Answer:
        """Bring the version before an import back; where others came since, take only what it brought out."""
        version, report = draft.version or 0, read_report(upload, draft)
        if report is None:
            return _failed(say("What is known of this import is gone. Undo it in the list of versions below."))
        table = table_of(self.counter.library.store, report.target)
        is_newest = version > 0 and table.version() == version
        new = table.restore(version - 1) if is_newest else table.remove(report.entry.import_id)
        self._drop(upload, draft)
        told = undone(report.target, upload.name, new, say)
        return Answer(None, problem=alert(told, "green"), stale=f"{report.target} {new}")

    def _drop(self, upload: Upload, draft: Draft) -> None:
        self.tasks.cancel(self._key(upload, draft))
        self.counter.forget(lambda token: token == upload.token)
        self.uploads.remove(upload)

    def _key(self, upload: Upload, draft: Draft) -> str:
        return f"import {upload.token} {draft.stamp}"


def _failed(text: str) -> Answer:
    return Answer(problem=alert(text, "red"), is_whole=True)

"""The check of a file and the commit of its records: long work, done off the request; its outcome lies on disk."""

import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock

import pandas as pd

from analytics.crossfilter import Recent
from data.intake import Intake, Outcome, Plan, examine
from data.mapping.profiles import Profile, ProfileError, save_profile
from data.versions.ledger import Entry
from layouts.exports import excel_csv_bytes
from layouts.i18n import Speech
from layouts.library import Library
from layouts.mappings import known_profiles, own_folder
from layouts.sentences import describe
from layouts.tasks import Job, Progress
from layouts.wizard_draft import Draft, edited, load, save, to_keep
from layouts.wizard_files import Upload, read_json, write_json

KEPT_PLANS = 8


@dataclass(frozen=True)
class Report:
    """What a check found, as it lies on disk.

    Attributes
    ----------
    entry : counts and what the commit will say of itself.
    codes : code → how many remarks bear it.
    remarks : the first ones: `row`, `column`, `value`, `code`, `suggestion`.
    twins : what may be recorded twice.
    staged : the records.
    has_refused : whether rows were refused.
    replaced : records held now that the file's take the place of: the same number in the same dataset.
    """

    entry: Entry
    codes: Mapping[str, int]
    remarks: pd.DataFrame
    twins: pd.DataFrame
    staged: Path
    has_refused: bool
    replaced: int


class Counter:
    """Where files are looked at, checked and taken in.

    Parameters
    ----------
    library : the store and what records are checked against.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._plans: Recent[tuple[str, str], Plan] = Recent(KEPT_PLANS)
        self._digests: Recent[str, str] = Recent(KEPT_PLANS)
        self._committing = Lock()

    def profiles(self) -> tuple[dict[str, Profile], tuple[ProfileError, ...]]:
        """Return the profiles there are, and what is wrong with those that can't be used."""
        return known_profiles(self.library.store)

    def plan(self, upload: Upload, draft: Draft) -> Plan:
        """Return how a file would be read.

        Raises
        ------
        UnreadableFile
            If it can't be read as a table.
        """
        known, _ = self.profiles()
        profile = draft.profile if draft.profile in known else None
        key = upload.token, repr((sorted(draft.shape.items()), profile, *known))

        def examined() -> Plan:
            vocabulary = self.library.vocabulary
            return examine(
                upload.path,
                profiles=known,
                vocabulary=vocabulary,
                gazetteer=self.library.gazetteer,
                profile=profile,
                **draft.shape,
            )

        return self._plans.get(key, examined)

    def known(self, upload: Upload, plan: Plan) -> int | None:
        """Return the version that took in the very same file, None if none in force did."""
        digest = self._digests.get(upload.token, plan.source.sha256)
        return self.library.store.known(digest)

    def profile(self, plan: Plan, draft: Draft) -> Profile:
        """Return the profile of a plan with what was decided of it."""
        return edited(plan.profile, draft, plan.source.shape.columns)

    def job(self, upload: Upload, draft: Draft, say: Speech) -> Job:
        """Return the check of a file with these decisions."""

        def compute(progress: Progress) -> bool:
            self._check(upload, draft, say, progress)
            return True

        return Job(f"import {upload.token} {draft.stamp}", compute)

    def _check(self, upload: Upload, draft: Draft, say: Speech, progress: Progress) -> None:
        plan = self.plan(upload, draft)
        plan = replace(plan, profile=self.profile(plan, draft))
        library = self.library
        rules = library.rules(draft.dataset)
        folder = upload.folder / f"checking-{draft.stamp}"
        held = library.engine()[1].columns.records
        outcome = Intake(plan, rules, folder, lambda remarks: describe(remarks, say)).run(held, progress)
        _keep(outcome, folder, draft, say, _replaced(outcome.staged, held.seizures, draft.dataset))
        shutil.rmtree(upload.outcome, ignore_errors=True)
        folder.rename(upload.outcome)

    def commit(self, upload: Upload) -> Job:
        """Return the commit of what was checked; it runs to its end, whoever still waits, and once only."""

        def compute(progress: Progress) -> int:
            with self._committing:
                draft = load(upload)
                if draft.version is not None:
                    return draft.version
                report = read_report(upload, draft)
                if report is None:
                    raise FileNotFoundError(upload.outcome)
                version = self.library.store.commit(report.staged, report.entry)
                save(upload, replace(draft, version=version))
            self._remember(upload, draft)
            upload.path.unlink(missing_ok=True)  # what it holds of persons stays no longer than needed
            report.staged.unlink(missing_ok=True)
            self.library.engine()  # the first page after it need not wait
            return version

        return Job(f"commit {upload.token}", compute)

    def _remember(self, upload: Upload, draft: Draft) -> None:
        """Keep the mapping as a profile, if it was made or changed here and that is wanted."""
        plan = self.plan(upload, draft)
        folder = own_folder(self.library.store)
        if folder and draft.keeps and is_new(plan, draft):
            known, _ = self.profiles()
            save_profile(to_keep(self.profile(plan, draft), draft, known), folder)


def is_new(plan: Plan, draft: Draft) -> bool:
    """Tell whether a mapping is no profile's."""
    return plan.guess is not None or bool(draft.targets or draft.grain or draft.constants)


def _replaced(staged: Path, held: pd.DataFrame, dataset: str) -> int:
    """Return how many records of a dataset bear an id of the staged ones."""
    ids = pd.read_parquet(staged, columns=["seizure_id"])["seizure_id"]
    return int(held.loc[held["dataset"] == dataset, "seizure_id"].isin(ids).sum())


def _keep(outcome: Outcome, folder: Path, draft: Draft, say: Speech, replaced: int) -> None:
    """Write what a later request, or a server started anew, shows and commits."""
    outcome.remarks.reset_index(drop=True).astype(str).to_parquet(folder / "remarks.parquet")
    outcome.twins.reset_index(drop=True).astype(str).to_parquet(folder / "twins.parquet")
    if len(outcome.twins):
        (folder / "twins.csv").write_bytes(excel_csv_bytes(outcome.twins))
    kept = {"stamp": draft.stamp, "entry": asdict(outcome.entry), "codes": dict(outcome.codes)}
    write_json(folder / "report.json", kept | {"refused": outcome.refused is not None, "replaced": replaced})


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
        has_refused=told["refused"],
        replaced=told["replaced"],
    )

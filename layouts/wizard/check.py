"""The check of a file and the commit of what it holds: long work, done off the request; its outcome lies on disk."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from analytics.recent import Recent
from data.mapping.profiles import Profile, ProfileError, save_profile
from data.plans import Plan, examine
from data.schema import Records
from data.taking import look_through, table_of
from layouts.i18n import Speech
from layouts.library import Library
from layouts.sentences import describe
from layouts.tasks import Job, Progress
from layouts.wizard.draft import Draft, edited, load, save, to_keep
from layouts.wizard.files import Upload
from layouts.wizard.mappings import known_profiles, own_folder
from layouts.wizard.outcome import keep, read_report

LOG = logging.getLogger(__name__)

KEPT_PLANS = 8


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

    def forget(self, is_gone: Callable[[str], bool]) -> None:
        """Close the files of the uploads whose token tells that they are done with."""
        for plan in self._plans.forget(lambda key: is_gone(key[0])):
            plan.source.close()

    def known(self, upload: Upload, plan: Plan) -> int | None:
        """Return the version that took in the very same file, None if none in force did."""
        digest = self._digests.get(upload.token, plan.source.sha256)
        return table_of(self.library.store, plan.profile.target).known(digest)

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
        folder = upload.folder / f"checking-{draft.stamp}"
        outcome = look_through(
            plan,
            self.library.rules(draft.dataset),
            folder,
            lambda remarks: describe(remarks, say),
            held=self._held,
            progress=progress,
            into=table_of(self.library.store, plan.profile.target),
        )
        keep(outcome, folder, draft.stamp, plan.profile.target, say)
        shutil.rmtree(upload.outcome, ignore_errors=True)
        folder.rename(upload.outcome)

    def _held(self) -> Records:
        return self.library.engine()[1].columns.records

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
                version = table_of(self.library.store, report.target).commit(report.staged, report.entry)
                save(upload, replace(draft, version=version, unkept=not self._remember(upload, draft)))
            self.forget(lambda token: token == upload.token)
            upload.path.unlink(missing_ok=True)  # what it holds of persons stays no longer than needed
            report.staged.unlink(missing_ok=True)
            self.library.engine()  # the first page after it need not wait
            return version

        return Job(f"commit {upload.token}", compute)

    def _remember(self, upload: Upload, draft: Draft) -> bool:
        """Keep the mapping as a profile, if it was made or changed here and that is wanted; tell whether it worked."""
        try:
            plan = self.plan(upload, draft)
            if not (draft.keeps and is_new(plan, draft)):
                return True
            folder = own_folder(self.library.store)
            if folder:
                known, _ = self.profiles()
                save_profile(to_keep(self.profile(plan, draft), draft, known), folder)
            return folder is not None
        except Exception:  # the records are in: nothing that goes wrong from here on may say otherwise
            LOG.exception("the mapping of %s could not be kept", upload.token)
            return False


def is_new(plan: Plan, draft: Draft) -> bool:
    """Tell whether a mapping is no profile's; the year and country of totals belong to the file, not to a profile."""
    if plan.profile.target == "published":
        return False
    return plan.guess is not None or draft.is_mapped

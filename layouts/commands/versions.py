"""The versions on the command line: what each brought, and an earlier one made the newest again."""

import sys

from data.store import StoreError
from data.versions.commits import Versioned
from layouts.i18n import Speech


def listed(table: Versioned, say: Speech) -> int:
    """Print a line a version, newest first: when, who, what, file, rows taken in, changes; return the exit code."""
    for row in table.versions().itertuples():
        counts = (row.read, row.accepted + row.flagged, row.added, row.changed, row.removed)
        read, taken, added, changed, removed = (0 if count != count else int(count) for count in counts)
        parts = [
            str(row.version),
            f"{row.time:%Y-%m-%d %H:%M} UTC",
            *(row.user, row.action, row.file),
            say("{n} of {total}", n=say.number(taken), total=say.number(read)) if read else "–",
            f"+{added} ~{changed} −{removed}",
        ]
        print("\t".join(parts))
    return 0


def restored(table: Versioned, version: int, say: Speech) -> int:
    """Make a version the newest again and say so; return the exit code."""
    try:
        number = table.restore(version)
    except StoreError as error:
        if error.code != "version_missing":
            raise
        newest = error.details["newest"]
        print(
            say("There is no version {version}: the newest is {newest}.", version=version, newest=newest),
            file=sys.stderr,
        )
        return 1
    print(say("Version {old} is in force again, as version {new}.", old=version, new=number))
    return 0

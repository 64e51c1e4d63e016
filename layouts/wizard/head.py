"""The first rows of a file as they may be shown: without the personal data that an import leaves out of it."""

import pandas as pd

from data.checking.personal import without_personal
from data.plans import Plan

MASKED = "•••"


def shown_head(plan: Plan) -> pd.DataFrame:
    """Return the first rows, same columns: those of personal data as dots, values inside free text masked."""
    head = plan.source.head()
    kept, _ = without_personal(head, plan.personal)
    return kept.assign(**dict.fromkeys(plan.personal, MASKED)).reindex(columns=head.columns)

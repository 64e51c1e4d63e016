"""The template → accepted, flagged or refused: rules, suggestions, personal data, what may be recorded twice."""

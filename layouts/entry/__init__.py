"""One seizure entered or corrected by hand."""

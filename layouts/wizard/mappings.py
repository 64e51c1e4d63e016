"""The profiles there are: those that ship, and those that were confirmed here."""

from pathlib import Path

from data.mapping.profiles import PROFILES, Profile, ProfileError, load_profiles, read_profile
from data.store import Store


def own_folder(store: Store) -> Path | None:
    """Return where confirmed mappings are kept: beside the store, if that is a folder."""
    place = Path(store.uri)
    return place.parent / "profiles" if place.is_dir() else None


def known_profiles(store: Store) -> tuple[dict[str, Profile], tuple[ProfileError, ...]]:
    """Return the profiles there are by name, and what is wrong with those of one's own that can't be used."""
    known, wrong = load_profiles(PROFILES), []
    folder = own_folder(store)
    for path in sorted(folder.glob("*.toml")) if folder else []:
        try:
            profile = read_profile(path)
        except ProfileError as error:
            wrong.append(error)
        else:
            known[profile.name] = profile
    return known, tuple(wrong)

"""What a file says of itself: which records, of which version, under which licence, and whether they are synthetic."""

from typing import Any

from layouts import captions
from layouts.citing import of_file
from layouts.rows import selected_rows
from layouts.scene import Scene


def about(scene: Scene) -> dict[str, Any]:
    """Return what goes into the file beside the rows, as JSON can hold it; nothing in it depends on the day."""
    told = of_file(scene)
    return {
        "title": told.title,
        "warning": scene.say(captions.SYNTHETIC) if scene.is_synthetic else "",
        "synthetic": scene.is_synthetic,
        "version": scene.version,
        "selection": scene.view.selection.to_query(),
        "query": told.query,
        "filters": scene.view.selection.describe(scene.say.language, scene.say.vocabulary),
        "source": captions.source(scene),
        "licence": captions.licence(scene),
        "citation": told.short,
        "records": len(selected_rows(scene.view)),
    }

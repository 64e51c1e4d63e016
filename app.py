"""Istmo: `create_app` and the command line."""

import argparse
import os
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from data.store import Published, Store, StoreError, default_place, prepare
from layouts.commands.arguments import add_enter, add_import
from layouts.i18n import Speech, preferred, speech

if TYPE_CHECKING:
    from dash import Dash


HOST, PORT = "127.0.0.1", 8050
THREADS = 8
FORMS = ("csv", "csv-excel", "xlsx", "json", "parquet", "geojson", "gpkg", "package")
"""Formats of `export`: the names of `layouts.exports.FORMATS`, told without loading it."""


@dataclass(frozen=True)
class Settings:
    """What an app is made from.

    Attributes
    ----------
    store : folder or URI of the record store.
    host : host it is served at; the environment's `ISTMO_PUBLIC_URL` names the address that people open, if another.
    """

    store: str
    host: str = HOST


def create_app(settings: Settings) -> "Dash":
    """Return the app on a record store that exists.

    Raises
    ------
    StoreError
        If the store can't be read.
    """
    from layouts import hosts, site
    from layouts.library import Library

    library = Library(Store(settings.store))
    library.engine()
    return site.build(library, hosts.admitted(settings.host, os.environ.get("ISTMO_PUBLIC_URL", "")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 data refused, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    say = speech(preferred(os.environ.get("LANG", "en")))
    command: Callable[[Any, Speech], int] = options.run
    try:
        return command(options, say)
    except StoreError as error:
        from layouts.wording import sentence_of

        return _fail(sentence_of(error, say))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Istmo: seizures of firearms in Central America")
    parser.set_defaults(run=_serve, host=HOST, port=PORT)
    commands = parser.add_subparsers(title="commands")
    serve = commands.add_parser("serve", help="serve the dashboard (the default)")
    serve.add_argument("--host", default=HOST)
    serve.add_argument("--port", type=int, default=PORT)
    serve.set_defaults(run=_serve)
    add_import(commands, _import)
    add_enter(commands, _enter)
    export = commands.add_parser("export", help="write the records of a query to a file")
    export.add_argument("--query", default="", help='for example "country=PA&from=2019"')
    export.add_argument("--format", default="csv", choices=FORMS)
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export)
    freeze = commands.add_parser("freeze", help="write a read-only site of plain files that needs no server")
    freeze.add_argument("--query", default="", help='for example "country=PA&from=2019"')
    freeze.add_argument("--out", type=Path, required=True, metavar="DIR")
    freeze.set_defaults(run=_freeze)
    deck = commands.add_parser("deck", help="write a deck of slides as a PowerPoint file")
    deck.add_argument("file", type=Path, metavar="DECK.json")
    deck.add_argument("--out", type=Path, required=True, metavar="FILE.pptx")
    deck.add_argument("--lang", choices=("en", "es"), help="language of the slides; else that of the terminal")
    deck.set_defaults(run=_deck)
    report = commands.add_parser("report", help="list what the import of the shipped records could not place or read")
    report.add_argument("--out", type=Path, required=True)
    report.set_defaults(run=_report)
    versions = commands.add_parser("versions", help="list the versions of the records")
    versions.set_defaults(run=_versions)
    restore = commands.add_parser("restore", help="make an earlier version the newest again")
    restore.add_argument("version", type=int)
    for command in (versions, restore):
        command.add_argument("--published", action="store_true", help="of the published figures, not of the records")
    restore.set_defaults(run=_restore)
    return parser


def _store() -> Store:
    """Return the store, with the shipped records in it."""
    store = Store(default_place())
    prepare(store)
    return store


def _serve(options: Any, say: Speech) -> int:
    if not _is_free(options.host, options.port):
        text = say("Port {port} on {host} is in use or not allowed. Choose another: python app.py serve --port {other}")
        return _fail(text.format(port=options.port, host=options.host, other=options.port + 1))
    from waitress import serve

    app = create_app(Settings(_store().uri, options.host))
    address = f"http://{options.host}:{options.port}"
    Thread(target=_warm, daemon=True).start()
    print(say("Istmo is at {address} (stop with Ctrl+C).", address=address), flush=True)
    serve(app.server, host=options.host, port=options.port, threads=THREADS)
    return 0


def _warm() -> None:
    """Load, while nobody waits, the libraries that the first chart of a test or an interval would wait for."""
    for name in ("scipy.stats", "statsmodels.stats.api", "networkx", "pymannkendall", "searoute"):
        import_module(name)


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError):
        return False
    return True


def _import(options: Any, say: Speech) -> int:
    from layouts.commands.importing import Order, take_in
    from layouts.library import Library

    shape = {name: getattr(options, name) for name in ("sheet", "encoding", "delimiter", "header")}
    if unset := [pair for pair in options.set if not all(part.strip() for part in pair.partition("="))]:
        return _fail(say("Write --set COLUMN=VALUE, such as --set country=PA, not {pair}.", pair=unset[0]), code=2)
    constants = {name.strip(): value.strip() for name, _, value in (pair.partition("=") for pair in options.set)}
    asked = (options.files, options.profile, options.dataset, options.dry_run, options.report, shape, constants)
    order = Order(*asked, replaces=options.replace)
    return take_in(order, Library(_store()), say)


def _enter(options: Any, say: Speech) -> int:
    from layouts.commands.entering import enter, example

    if options.example:
        print(example())
        return 0
    if options.file is None:
        return _fail(say("Name a file: python app.py enter FILE. To begin: python app.py enter --example"), code=2)
    return enter(options.file, _store(), say, rehearse=options.dry_run)


def _export(options: Any, say: Speech) -> int:
    from layouts.exports import FORMATS
    from layouts.library import Library
    from layouts.rows import selected_rows
    from layouts.wording import sentence_about

    library: Library = Library(_store())
    scene = library.scene(options.query, say)
    if scene.problems:
        wrong = (sentence_about(problem, say) for problem in scene.problems)
        return _fail(" ".join([*wrong, say("Nothing was written.")]), code=2)
    form = FORMATS[options.format]
    if told := form.refusal(scene):
        return _fail(told)
    count = len(selected_rows(scene.view))
    told = say("{n} records of version {version} → {file}", n=count, version=scene.version, file=options.out)
    return _write(options.out, form.chunks(scene), told, say)


def _freeze(options: Any, say: Speech) -> int:
    from layouts.frozen.site import freeze
    from layouts.library import Library
    from layouts.wording import sentence_about

    library: Library = Library(_store())
    if problems := library.read(options.query).problems:
        return _fail(" ".join(sentence_about(problem, say) for problem in problems), code=2)
    try:
        files = freeze(library, options.query, options.out, date.today())
    except FileExistsError:
        return _fail(say("{folder} holds something else: name a new or empty folder.", folder=options.out))
    except OSError as error:
        return _fail(say("Can't write {file}: {reason}.", file=options.out, reason=error.strerror))
    told = say("The site is in {folder}: {n} files. Open {entry} in any browser, or put the folder on any web host.")
    print(told.format(folder=options.out, n=len(files), entry=options.out / "index.html"))
    return 0


def _deck(options: Any, say: Speech) -> int:
    from layouts.charts import CHARTS
    from layouts.library import Library
    from layouts.slides.presentation import presentation
    from layouts.stage.decks import DeckError, read_deck
    from layouts.stage.words import wrong_with

    try:
        deck = read_deck(options.file.read_text(encoding="utf-8"), CHARTS)
    except DeckError as error:
        return _fail(wrong_with(error, say))
    except (OSError, UnicodeDecodeError) as error:
        return _fail(say("Can't read {file}: {reason}.", file=options.file, reason=getattr(error, "strerror", error)))
    told = say("{n} slides → {file}", n=len(deck.slides), file=options.out)
    content = presentation(deck, Library(_store()), speech(options.lang) if options.lang else say)
    return _write(options.out, [content], told, say)


def _report(options: Any, say: Speech) -> int:
    from data.store import read_reference
    from layouts.exports import csv_bytes
    from layouts.remarks import remarks_table

    table = remarks_table(read_reference(), say)
    return _write(options.out, [csv_bytes(table)], say("{n} remarks → {file}", n=len(table), file=options.out), say)


def _write(file: Path, pieces: Iterable[bytes], told: str, say: Speech) -> int:
    """Write a file whole or not at all: under another name first, which is then given up for its own."""
    partly = file.with_name(f"{file.name}.part")
    try:
        with partly.open("wb") as handle:
            handle.writelines(pieces)
        partly.replace(file)
    except OSError as error:
        return _fail(say("Can't write {file}: {reason}.", file=file, reason=error.strerror))
    finally:
        with suppress(OSError):
            partly.unlink()
    print(told)
    return 0


def _versions(options: Any, say: Speech) -> int:
    from layouts.commands.versions import listed

    return listed(_table(options), say)


def _restore(options: Any, say: Speech) -> int:
    from layouts.commands.versions import restored

    return restored(_table(options), options.version, say)


def _table(options: Any) -> Store | Published:
    store = _store()
    return store.published if options.published else store


def _fail(text: str, *, code: int = 1) -> int:
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())

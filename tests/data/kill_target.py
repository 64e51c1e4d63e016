"""What the fault tests run in a process of its own, to kill it, starve it or set it against another.

`import STORE NAME COUNT`: COUNT imports, one after another, each acknowledged on stdout once its commit returned.
`fill STORE [BYTES]`: imports until one is refused, files no larger than BYTES; tells why and what the store holds.
"""

import resource
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

import pyarrow as pa  # noqa: E402

from data.schema import ARROW_SCHEMA  # noqa: E402
from data.store import Store, StoreError  # noqa: E402
from data.versions.ledger import Entry  # noqa: E402

OWN = 20
"""Records that each import brings; one more, `shared`, is brought by all of them."""


def batches(rows: list[dict[str, object]], import_id: str) -> list[pa.RecordBatch]:
    blank = {"dataset": "agency", "import_id": import_id, "items": [{"item_type": "pistol", "quantity": 1.0}]}
    return pa.Table.from_pylist([blank | row for row in rows], schema=ARROW_SCHEMA).to_batches()


def bring(store: Store, import_id: str, text: str = "") -> int:
    rows = [{"seizure_id": f"{import_id}-{number}", "summary": text} for number in range(OWN)]
    shared = {"seizure_id": "shared", "place": import_id}
    entry = Entry(import_id, sha256=import_id, dataset="agency", read=OWN + 1, accepted=OWN + 1)
    return store.commit(batches([*rows, shared], import_id), entry)


def main(command: str, place: str, *arguments: str) -> None:
    store = Store(place)
    print("ready", flush=True)
    if command == "import":
        name, count = arguments
        for number in range(int(count)):
            version = bring(store, f"{name}{number}")
            print(f"{name}{number} {version}", flush=True)
        return
    bring(store, "small")
    if arguments:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(arguments[0]),) * 2)
    for number in range(200):
        before = store.version()
        try:
            bring(store, f"large{number}", secrets.token_hex(10_000))
        except StoreError as error:
            print(error.code, before, store.version(), len(store.read()), OWN * (before + 1) + 1, flush=True)
            return


if __name__ == "__main__":
    main(*sys.argv[1:])

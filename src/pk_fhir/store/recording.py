"""Record what the migrations send to an empty database. After a new migration, for both databases:

python -m pk_fhir.store.recording sqlite:////tmp/empty.db postgresql://user@host/empty
"""

import sys

import sqlalchemy as sa
from sqlalchemy import event

from pk_fhir.store.migrate import HEAD, engine, upgrade
from pk_fhir.store.migrations.recorded import BETWEEN, file_of

_READS = ("SELECT", "PRAGMA", "BEGIN")


def recording_of(connection: sa.Connection) -> str:
    """Run the migrations on an empty database; what they sent that changes something."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, text: str, *_: object) -> None:
        if not text.lstrip().upper().startswith(_READS):
            sent.append("\n".join(line.rstrip() for line in text.strip().splitlines()))

    event.listen(connection, "before_cursor_execute", note)
    try:
        upgrade(connection, HEAD)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return BETWEEN.join(sent) + "\n"


def main() -> None:
    """Write the files of the databases that the arguments name."""
    for url in sys.argv[1:]:
        made = engine(url)
        with made.begin() as connection:
            file_of(connection).write_text(recording_of(connection), "utf-8")
        made.dispose()


if __name__ == "__main__":
    main()

"""What the commands say beside what they print: files, contracts and views at a terminal."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "cli.file-unreadable": Text(
        en="The file cannot be read: {reason}.", sv="Filen kan inte läsas: {reason}."
    ),
}

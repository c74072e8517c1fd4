"""The demonstration's persons, whom the portal's start page lists.

`key` stands in the page's address: an opaque word, never a number that names a person.
"""

import msgspec


class PortalPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody made up: what the start page says about them, and the identifier behind the key.

    `reader` is the identifier of the guardian or representative who reads for the person, where the
    person does not read.
    """

    key: str
    name: str
    about: str
    identifier: tuple[str, str]
    reader: tuple[str, str] | None = None
    reader_is: str = ""

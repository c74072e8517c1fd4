"""What a contract could not say of the FHIR that it was read from."""

import msgspec

from pk_fhir.messages import Language, text


class Unexpressed(msgspec.Struct, frozen=True, kw_only=True):
    """One element that is not in the contract.

    `path` is its FHIRPath location (``CarePlan.activity[2].detail.productReference``), `resource`
    the resource that it stands in (``CarePlan/17``), `key` the stable id of the reason, `values`
    what the sentence names. No value of the element itself is in it.
    """

    path: str
    resource: str
    key: str
    values: dict[str, str] = {}

    def text(self, language: Language = "en") -> str:
        """Why, in the language."""
        return text(self.key, language, **self.values)


class Log:
    """The list that grows while FHIR is read."""

    def __init__(self) -> None:
        self.entries: list[Unexpressed] = []

    def add(self, path: str, resource: str, key: str, **values: str) -> None:
        """Note one element; the same element for the same reason is noted once."""
        entry = Unexpressed(path=path, resource=resource, key=key, values=values)
        if entry not in self.entries:
            self.entries.append(entry)

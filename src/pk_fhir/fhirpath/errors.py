"""The one error of FHIRPath: an expression that cannot be read, or cannot be answered."""

from pk_fhir.messages import Language, text


class FhirPathError(ValueError):
    """What is wrong, and where: a key of `messages.fhirpath`, and the values of its placeholders.

    `position` counts characters of the expression from 0; None where no place can be told. Raised by
    `compile` for syntax, unknown functions and unknown types; by `evaluate` for what only the data shows
    (several items where one is wanted, types that do not fit, limits), and by strict checks.
    """

    def __init__(self, key: str, position: int | None = None, /, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.position = position
        self.values = values

    def at(self, position: int) -> "FhirPathError":
        """This error, at `position` where it tells no place yet."""
        if self.position is not None:
            return self
        return FhirPathError(self.key, position, **self.values)

    @property
    def message(self) -> str:
        """What is wrong, in English, without the place."""
        return self.told("en")

    def told(self, language: Language) -> str:
        """What is wrong, without the place."""
        values = {
            name: text(value.key, language) if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }
        return text(self.key, language, **values)

    def text(self, language: Language) -> str:
        """What is wrong, and at which character."""
        said = self.told(language)
        if self.position is None:
            return said
        return text("fhirpath.at", language, message=said, character=self.position + 1)

    def __str__(self) -> str:
        return self.text("en")


class Phrase(str):
    """Part of a message that is itself in the catalogue, by its key."""

    __slots__ = ()

    @property
    def key(self) -> str:
        return str(self)

"""The one error of FHIRPath: an expression that cannot be read, or cannot be answered."""


class FhirPathError(ValueError):
    """What is wrong, and where.

    `position` counts characters of the expression from 0; None where no place can be told. Raised by
    `compile` for syntax, unknown functions and unknown types; by `evaluate` for what only the data shows
    (several items where one is wanted, types that do not fit, limits), and by strict checks.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        self.message = message
        self.position = position
        super().__init__(
            message if position is None else f"{message} (at character {position + 1})"
        )

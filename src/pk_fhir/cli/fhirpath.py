"""`pk-fhir fhirpath`: evaluate an expression on a resource and print what it gives."""

from functools import cached_property
from typing import Annotated, Any

import typer

from pk_fhir import fhirpath
from pk_fhir.cli.answer import DONE, REFUSED, stop
from pk_fhir.cli.input import STDIN, read
from pk_fhir.definitions import Definitions, PackageError
from pk_fhir.fhir.json import dump, parse
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import Language

app = typer.Typer(add_completion=False)


@app.command("fhirpath")
def evaluate(
    expression: Annotated[str, typer.Argument(metavar="EXPR")],
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A resource in JSON or XML.")
    ] = STDIN,
    strict: Annotated[
        bool,
        typer.Option(help="Refuse elements that R4 does not have, and what functions do not take."),
    ] = False,
    package: Annotated[
        list[str] | None,
        typer.Option(help="FHIR package whose profiles, value sets and types are known too."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the messages.")] = "en",
) -> None:
    """Print each item that EXPR gives on FILE, a line each.

    memberOf() and conformsTo() know R4, our own profiles and those of --package.

    Exit code 0: it gave something; 1: nothing; 2: the expression or the file cannot be used.

    Example: pk-fhir fhirpath "Patient.name.given.first()" patient.json
    """
    try:
        compiled = fhirpath.compile(expression, strict=strict)
        definitions = Definitions.ours()
        for place in package or ():
            definitions = definitions.with_package(place)
        known = _Known(definitions)
        items = compiled.evaluate(
            _resource(file, definitions),
            definitions=definitions,
            terminology=known,
            profiles=known,
        )
    except fhirpath.FhirPathError as error:
        stop("fhirpath", error.text(language))
    except FhirError as error:
        stop("fhirpath", "; ".join(issue.diagnostics for issue in error.issues))
    except (OSError, PackageError) as error:
        stop("fhirpath", error)
    for item in items:
        typer.echo(_line(item))
    raise typer.Exit(DONE if items else REFUSED)


def _resource(file: str, definitions: Definitions) -> dict[str, Any]:
    data = read(file)
    if not data.lstrip().startswith(b"<"):
        return parse(data)
    from pk_fhir.fhir import xml  # noqa: PLC0415 - lxml is loaded only where there is XML

    return xml.parse_xml(data, definitions)


class _Known:
    """What `memberOf` and `conformsTo` ask, answered by the validator; made when it is first asked."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    @cached_property
    def _validator(self) -> Any:  # noqa: ANN401 - a Validator, imported when it is needed
        from pk_fhir.validation import Validator  # noqa: PLC0415 - most expressions ask neither

        return Validator.ours().over(self._definitions)

    @cached_property
    def _terminology(self) -> Any:  # noqa: ANN401 - a Terminology, imported when it is needed
        from pk_fhir.validation.terminology import Terminology  # noqa: PLC0415 - as above

        return Terminology(self._definitions)

    def member_of(self, coded: Any, value_set: str) -> bool | None:  # noqa: ANN401 - JSON
        found: bool | None = self._terminology.contains(value_set, coded)
        return found

    def subsumes(self, general: dict[str, Any], special: dict[str, Any]) -> bool | None:
        del general, special
        return None

    def conforms(self, resource: dict[str, Any], profile: str) -> bool | None:
        if self._definitions.find(profile, "StructureDefinition") is None:
            return None
        issues = self._validator.validate(resource, profiles=[profile])
        return not any(issue.severity in ("fatal", "error") for issue in issues)

    def in_slice(self, element: Any, structure: str, name: str) -> bool | None:  # noqa: ANN401 - JSON
        del element, structure, name
        return None


def _line(item: Any) -> str:  # noqa: ANN401 - whatever the expression gives
    if isinstance(item, dict | list | bool):
        return dump(item).decode()
    return str(item)

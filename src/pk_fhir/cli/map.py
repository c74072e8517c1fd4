"""`pk-fhir map`: a contract in the words of care into FHIR, and FHIR into a contract."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import typer

from pk_fhir.cli.answer import DONE, REFUSED, UNUSABLE, as_json, stop
from pk_fhir.cli.input import read, why
from pk_fhir.contract import ContractError, Problem, parse, problems
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import to_bundle, to_contract
from pk_fhir.messages import Language

app = typer.Typer(add_completion=False)

Target = Literal["fhir", "contract"]
NOTHING = {
    REFUSED: "pk-fhir map: nothing was mapped; correct the errors above, or use --incomplete",
    UNUSABLE: "pk-fhir map: nothing was mapped; correct the errors above",
}


class Outcome(msgspec.Struct, frozen=True, rename="camel"):
    """What one mapping gave: the result (none where it was refused), and what to say of it."""

    to: Target
    result: Any
    problems: list[dict[str, str]] = []
    unexpressed: list[dict[str, str]] = []
    code: int = DONE


@app.command("map")
def map_(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|-...",
            help="A contract, or FHIR: a Bundle, a list of resources, a CarePlan, or several files "
            "that belong together. - is standard input.",
        ),
    ],
    to: Annotated[
        Target | None, typer.Option("--to", help="Where to; by default, the other form.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write instead of printing.")
    ] = None,
    output_format: Annotated[
        Literal["text", "json"],
        typer.Option(
            "--format",
            help="text: the result alone, remarks on standard error; json: result and remarks "
            "in one object.",
        ),
    ] = "text",
    focus: Annotated[
        str | None, typer.Option(help="The CarePlan to read, where there are several: CarePlan/17.")
    ] = None,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Map an active contract that lacks something too.")
    ] = False,
    recorded: Annotated[
        str | None,
        typer.Option(help="Instant for what states no moment of its own. [default: now]"),
    ] = None,
    secret_file: Annotated[
        Path | None,
        typer.Option(
            help="pk-fhir-secret of a service's data folder: the Bundle then names the patient as "
            "that service does."
        ),
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the remarks.")] = "en",
) -> None:
    """Turn a contract into a FHIR transaction Bundle, or FHIR into a contract.

    What a contract cannot say of the FHIR is listed on standard error, and so is what the contract
    lacks, each with its place and key.

    Exit code 0: all of it was mapped; 1: the contract cannot say something of the FHIR (what it can
    say is written), or an active contract lacks something (nothing is written without
    --incomplete); 2: this is neither a contract nor FHIR with a CarePlan.

    Examples:

    pk-fhir map contract.json > bundle.json

    curl ... | pk-fhir map - --to contract --format json
    """
    given = [_read(name) for name in files]
    target = _target(given, to)
    if target == "fhir":
        moment = recorded or datetime.now(UTC).isoformat(timespec="seconds")
        outcome = _to_fhir(given[0], moment, _secret(secret_file), language, incomplete=incomplete)
    else:
        outcome = _to_contract(given, focus, language)
    _tell(outcome, output, output_format)
    raise typer.Exit(outcome.code)


def _read(name: str) -> Any:  # noqa: ANN401 - a contract, a resource or a list of them
    """A file's JSON, or the JSON form of its XML."""
    try:
        data = read(name)
    except OSError as error:
        stop("map", f"{name} cannot be read: {why(error)}")
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            from pk_fhir.definitions import Definitions  # noqa: PLC0415 - XML alone needs it
            from pk_fhir.fhir.xml import parse_xml  # noqa: PLC0415 - and lxml

            return parse_xml(data, Definitions.r4())
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
            return _list(data)
        return fhir_json.parse(data)
    except FhirError as error:
        places = (
            f"{name}:{issue.line or 1}:{issue.column or 1}: {issue.diagnostics}"
            for issue in error.issues
        )
        stop("map", "\n".join(places))


def _list(data: bytes) -> Any:  # noqa: ANN401 - JSON
    """A list of resources, by way of a Bundle, so that numbers and duplicate keys are read as FHIR's."""
    entries = b'{"resourceType": "Bundle", "entry": ' + data.lstrip(b"\xef\xbb\xbf") + b"}"
    return fhir_json.parse(entries)["entry"]


def _target(given: list[Any], to: Target | None) -> Target:
    is_contract = isinstance(given[0], dict) and "resourceType" not in given[0]
    target: Target = to or ("fhir" if is_contract else "contract")
    if target == "fhir" and not is_contract:
        stop("map", "this is FHIR already: leave out --to fhir to make a contract of it")
    if target == "fhir" and len(given) > 1:
        stop("map", "one contract at a time, please")
    if target == "contract" and is_contract:
        stop(
            "map",
            "this is no FHIR (it has no resourceType): leave out --to contract if it is a contract",
        )
    return target


def _secret(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return bytes.fromhex(file.read_text().strip())
    except OSError as error:
        stop("map", f"{file} cannot be read: {why(error)}")
    except ValueError:
        stop("map", f"{file} is no secret of a service: it should be hexadecimal digits")


def _to_fhir(
    data: Any,  # noqa: ANN401 - JSON
    recorded: str,
    secret: bytes | None,
    language: Language,
    *,
    incomplete: bool,
) -> Outcome:
    try:
        contract = parse(data)
    except ContractError as error:
        return Outcome("fhir", None, _problems(error.problems, language), code=UNUSABLE)
    found = problems(contract)
    told = _problems(found, language)
    if not incomplete and any(problem.severity == "error" for problem in found):
        return Outcome("fhir", None, told, code=REFUSED)
    return Outcome("fhir", to_bundle(contract, recorded=recorded, secret=secret), told)


def _to_contract(given: list[Any], focus: str | None, language: Language) -> Outcome:
    try:
        contract, unexpressed = to_contract(given[0] if len(given) == 1 else given, focus=focus)
    except FhirError as error:
        stop("map", error)
    lost = [
        {"path": one.path, "resource": one.resource, "key": one.key, "reason": one.text(language)}
        for one in unexpressed
    ]
    told = _problems(problems(contract), language)
    code = REFUSED if lost else DONE
    return Outcome("contract", contract.to_json(), told, lost, code)


def _problems(found: list[Problem], language: Language) -> list[dict[str, str]]:
    return [
        {
            "severity": one.severity,
            "pointer": one.pointer,
            "key": one.key,
            "text": one.text(language),
        }
        for one in found
    ]


def _tell(outcome: Outcome, output: Path | None, output_format: str) -> None:
    if output_format == "json":
        name = "bundle" if outcome.to == "fhir" else "contract"
        whole = {"problems": outcome.problems, "unexpressed": outcome.unexpressed}
        _write({name: outcome.result, **whole}, output)
        return
    for one in outcome.problems:
        place = one["pointer"] or "/"
        typer.echo(f"{one['severity']}: {place}: {one['text']}", err=True)
    for one in outcome.unexpressed:
        told = f"not in the contract: {one['path']}: {one['reason']} ({one['key']})"
        typer.echo(told, err=True)
    if outcome.result is not None:
        _write(outcome.result, output)
    else:
        typer.echo(
            NOTHING[outcome.code],
            err=True,
        )


def _write(value: Any, output: Path | None) -> None:  # noqa: ANN401 - JSON
    text = as_json(value)
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        stop("map", f"{output} cannot be written: {why(error)}")

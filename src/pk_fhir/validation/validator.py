"""The validator: definitions compiled to checks, and one call that validates a resource."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pk_fhir.definitions import Definitions
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language
from pk_fhir.validation.adds import compile_profile
from pk_fhir.validation.base import compile_shape
from pk_fhir.validation.issues import Sink
from pk_fhir.validation.located import Origin, is_xml
from pk_fhir.validation.options import Options
from pk_fhir.validation.place import Slot
from pk_fhir.validation.program import Compilers, Program
from pk_fhir.validation.resources import check_as, shape_of
from pk_fhir.validation.run import Resolve, Run
from pk_fhir.validation.scope import Scope
from pk_fhir.validation.terminology import Ask, Terminology

COMPILERS = Compilers(compile_shape, compile_profile)


class Validator:
    """Validates FHIR R4 resources against base definitions and profiles, offline and synchronously.

    >>> issues = Validator.for_r4().validate(b'{"resourceType": "Patient"}')
    """

    def __init__(self, program: Program) -> None:
        self._program = program

    @staticmethod
    def for_r4() -> "Validator":
        """R4 4.0.1 core, shared and lazily compiled."""
        return _for_r4()

    @staticmethod
    def ours() -> "Validator":
        """R4 and pk-fhir's own profiles, shared and lazily compiled."""
        return _ours()

    @property
    def definitions(self) -> Definitions:
        """What it validates by, with what was put over it."""
        return self._program.definitions

    def with_definitions(self, resources: Iterable[dict[str, Any]]) -> "Validator":
        """These definitions over the ones here; what is compiled already is shared."""
        return self.over(self.definitions.overlay(resources))

    def with_package(self, place: Path | str) -> "Validator":
        """A FHIR package (.tgz, folder, or `name#version` in the package cache) over these definitions."""
        return self.over(self.definitions.with_package(place))

    def over(self, definitions: Definitions) -> "Validator":
        """A validator of definitions that lie over the ones here, in one layer or several."""
        program = self._program
        for layer in definitions.layers(self.definitions):
            program = Program(layer, Terminology(layer), COMPILERS, program)
        return Validator(program)

    def validate(
        self,
        resource: bytes | dict[str, Any],
        profiles: Iterable[str] = (),
        options: Mapping[str, Any] | Options | None = None,
        resolve: Resolve | None = None,
        *,
        language: Language = "en",
        now: datetime | None = None,
        codes: Ask | None = None,
    ) -> list[Issue]:
        """Every issue of a resource, given as JSON or XML bytes or as parsed JSON; none if all is well.

        It is held to the base definition of its type, to the profiles in `meta.profile` and to
        `profiles` (canonical urls). `resolve` gives what a reference outside the resource leads to.
        Lines and columns are told where bytes were given. `now` is the time by which limits such as
        "at most 100 years ago" are judged, by default that of the call. `codes` answers what the
        definitions do not tell of codes (see `terminology.Gathered`).
        """
        if isinstance(resource, dict):
            sink = Sink(language)
            self._check(resource, profiles, Options.of(options), resolve, sink, now, codes)
            return sink.settled()
        read, issues = _read(resource, self.definitions, language)
        if read is None:
            return issues
        # Where the text says more than was kept, places are looked for in the text alone.
        origin = Origin(resource, None if issues or is_xml(resource) else read)
        sink = Sink(language, origin.issue)
        self._check(read, profiles, Options.of(options), resolve, sink, now, codes)
        return [*issues, *sink.settled()]

    def _check(
        self,
        resource: dict[str, Any],
        profiles: Iterable[str],
        options: Options,
        resolve: Resolve | None,
        sink: Sink,
        now: datetime | None,
        codes: Ask | None,
    ) -> None:
        name = resource.get("resourceType")
        at = (None, _root(name if isinstance(name, str) else ""), None)
        run = Run(
            self._program,
            sink,
            options,
            resolve,
            Scope(resource, at),
            now,
            codes,
        )
        try:
            shape = shape_of(resource, at, run)
            if shape is not None:
                check_as(shape, resource, at, run, profiles)
        except RecursionError:
            sink.add(
                "fatal", "too-costly", name if isinstance(name, str) else "", "structure-too-deep"
            )


@cache
def _for_r4() -> Validator:
    definitions = Definitions.r4()
    return Validator(Program(definitions, Terminology(definitions), COMPILERS))


_ROOTS: dict[str, Slot] = {}


def _root(name: str) -> Slot:
    slot = _ROOTS.get(name)
    if slot is None:
        slot = Slot(name, name, name)
        if name.isalnum() and len(_ROOTS) < 500:  # noqa: PLR2004 - more than there are resource types
            _ROOTS[name] = slot
    return slot


def _read(
    data: bytes, definitions: Definitions, language: Language
) -> tuple[dict[str, Any] | None, list[Issue]]:
    if is_xml(data):
        from pk_fhir.fhir import xml as fhir_xml  # noqa: PLC0415 - lxml is loaded only where there is XML

        return fhir_xml.parse_lenient(data, definitions, language=language)
    return fhir_json.parse_lenient(data, language=language)


@cache
def _ours() -> Validator:
    return _for_r4().over(Definitions.ours())

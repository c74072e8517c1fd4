"""What belongs to a patient: the Patient compartment. https://hl7.org/fhir/R4/compartmentdefinition-patient.html"""

from functools import lru_cache

from pk_fhir.definitions import Definitions
from pk_fhir.search.query import AnyOf, Criterion, Ids, Match, Test
from pk_fhir.search.reading import Context


@lru_cache(maxsize=32)
def members(definitions: Definitions, compartment: str) -> dict[str, tuple[str, ...]]:
    """Type → the parameters that put a resource into a compartment; types without any are left out."""
    url = f"http://hl7.org/fhir/CompartmentDefinition/{compartment.lower()}"
    definition = definitions.get(url, "CompartmentDefinition") or {}
    return {
        each["code"]: tuple(each["param"])
        for each in definition.get("resource", ())
        if each.get("param")
    }


def criterion(types: tuple[str, ...], compartment: str, ident: str, context: Context) -> Criterion:
    """In the compartment of ``compartment/ident``; of types that are never in it, nothing is."""
    table = members(context.registry.definitions, compartment)
    keys = [
        parameter.key()
        for type_name in types
        for code in table.get(type_name, ())
        if (parameter := context.registry.get(type_name, code)) is not None
    ]
    found: list[Criterion] = []
    if keys:
        test = Test("typed", (compartment, ident))
        found.append(Match(kind="reference", keys=tuple(keys), tests=(test,)))
    if compartment in types:
        found.append(Ids((ident,)))
    return found[0] if len(found) == 1 else AnyOf(tuple(found))

"""Small definitions, and the errors that the validator finds in them: (key, location below the resource)."""

from pk_fhir.validation import Validator

VALIDATOR = Validator.for_r4()
CORE = "http://hl7.org/fhir/StructureDefinition/"
TEST = "http://defs.test/"


def errors(
    resource: dict, *definitions: dict, severities: tuple[str, ...] = ("error", "fatal")
) -> list[tuple[str, str]]:
    validator = VALIDATOR.with_definitions(definitions) if definitions else VALIDATOR
    return [
        (issue.key, issue.expression.partition(".")[2])
        for issue in validator.validate(resource)
        if issue.severity in severities
    ]


def profile(*elements: dict, of: str = "Patient", base: str = "", **more: object) -> dict:
    made: dict = {
        "resourceType": "StructureDefinition",
        "url": TEST + "p",
        "name": "P",
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": of,
        "baseDefinition": base or CORE + of,
        "derivation": "constraint",
        "differential": {"element": list(elements)},
    }
    return {**made, **more}


def element(identity: str, **more: object) -> dict:
    """An element by its id; the path and the name of the slice follow from that."""
    steps = [step.partition(":") for step in identity.split(".")]
    made: dict = {"id": identity, "path": ".".join(name for name, _, _ in steps)}
    if steps[-1][2]:
        made["sliceName"] = steps[-1][2]
    return {**made, **more}


def extension(*elements: dict, **more: object) -> dict:
    url = {"kind": "complex-type", "context": [{"type": "element", "expression": "Patient"}]}
    return profile(*elements, of="Extension", **{**url, **more})


def sliced(by: str = "value", path: str = "system", rules: str = "open") -> dict:
    return {"discriminator": [{"type": by, "path": path}], "rules": rules}


def canonical(kind: str, name: str, /, **more: object) -> dict:
    return {
        "resourceType": kind,
        "url": f"{TEST}{kind}/{name}",
        "name": "N",
        "status": "draft",
        **more,
    }

"""The text of a literal reference: `[base/]Type/id[/_history/version]`.

https://hl7.org/fhir/R4/references.html#literal
"""


def divided(reference: str) -> tuple[str, str]:
    """The resource's own part, and the version that is named: `("Patient/a", "3")`, `("Patient/a", "")`."""
    resource, _, version = reference.partition("/_history/")
    return resource, version


def unversioned(reference: str) -> str:
    """What is referenced, whichever version of it is named: `Patient/a` of `Patient/a/_history/3`."""
    return divided(reference)[0]


def type_and_id(reference: str) -> str:
    """`Type/id` of a reference under any base; of what has no such form, its end."""
    return "/".join(unversioned(reference).split("/")[-2:])

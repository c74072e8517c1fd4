"""The entity tag of a version, always a weak one (https://hl7.org/fhir/R4/http.html#versions)."""


def etag(version: object) -> str:
    """Such as `W/"3"`."""
    return f'W/"{version}"'

"""What a caller may ask of the validator beside profiles.

The names in a mapping are those of HL7's own test suite (FHIR/fhir-test-cases, `validator/manifest.json`),
so that its cases run unchanged. Without options the product's own defaults hold: literal references are
checked for their type, and an extension that nothing loaded defines is a warning.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ReferencePolicy = Literal[
    "IGNORE", "CHECK_TYPE_IF_EXISTS", "CHECK_EXISTS", "CHECK_EXISTS_AND_TYPE", "CHECK_VALID"
]

# Extensions under these are taken for examples by the official suite's policy.
EXAMPLE_DOMAINS = ("example.org", "acme.com", "nema.org")
# What HL7's own tools write, and never publish in a package.
OF_TOOLS = "http://hl7.org/fhir/tools/StructureDefinition/"


@dataclass(frozen=True, slots=True)
class Options:
    """The policy of one validation; see the fields' comments for what each changes."""

    # What is done about a reference that leads outside the resource.
    references: ReferencePolicy = "IGNORE"
    # The type that a literal reference names (`Group/1`) is taken to be the target's type, and checked.
    literal_types: bool = True
    unknown_extension: Literal["error", "warning"] = "warning"
    extension_domains: tuple[str, ...] = (*EXAMPLE_DOMAINS, OF_TOOLS)
    example_urls: bool = True
    # Text that looks like HTML tags in a string is an error.
    security: bool = False
    html_in_markdown: bool = True
    # Rules for definitions that are to be published.
    publication: bool = False
    experimental: bool = True
    # ElementDefinition.type.aggregation `bundled` holds outside Bundles too.
    aggregation_outside_bundles: bool = True
    # R5's rule that a relative reference in a Bundle may match by type and id alone.
    relative_by_id: bool = False
    # Contained resources are held to their definitions.
    contained: bool = True
    # An entry that refers has a fullUrl in transactions and batches too; R4 lets it be left out there.
    full_url_to_refer: bool = False
    best_practice: Literal["ignore", "hint", "warning", "error"] = "ignore"
    display_errors: bool = True
    other: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, given: "Mapping[str, Any] | Options | None") -> "Options":
        """Options from the suite's names; None gives the product's own defaults."""
        if given is None:
            return DEFAULTS
        if isinstance(given, Options):
            return given
        return cls(
            references=given.get("validateReference", "IGNORE"),
            literal_types=bool(given.get("assumeValidRestReferences", False)),
            unknown_extension="error",
            extension_domains=(*EXAMPLE_DOMAINS, OF_TOOLS, *_domains(given)),
            example_urls=bool(given.get("examples", True)),
            security=bool(given.get("security-checks", False)),
            html_in_markdown=not given.get("noHtmlInMarkdown", False),
            publication=bool(given.get("for-publication", False)),
            experimental=not given.get("no-experimental-content", False),
            aggregation_outside_bundles=bool(given.get("enforceAggregationOutsideBundles", True)),
            relative_by_id=given.get("r5-bundle-relative-reference-policy") == "always",
            contained=given.get("validateContains", "CHECK_VALID") == "CHECK_VALID",
            full_url_to_refer=True,
            best_practice=str(given.get("best-practice", "ignore")).lower(),  # type: ignore[arg-type]
            display_errors=given.get("wrong-displays") != "warning",
            other=dict(given),
        )


def _domains(given: Mapping[str, Any]) -> list[str]:
    several = given.get("allowed-extension-domains") or []
    one = given.get("allowed-extension-domain")
    return [str(domain) for domain in [*several, one] if domain]


DEFAULTS = Options()

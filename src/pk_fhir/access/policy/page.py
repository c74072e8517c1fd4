"""The table of rules as text: for a terminal, and as the page `docs/policy.md`."""

from pk_fhir.access.policy.table import TABLE, Policy
from pk_fhir.messages import Language

_HEAD = """# The rules of law and trust

Made from `src/pk_fhir/access/policy/table.py` by `pk-fhir policy --output docs/policy.md`; a test holds the two together.

Each rule is a setting: `PK_FHIR_POLICY__NAME=value`, or `[policy]` in the settings file. The defaults follow the
sources that are named, and no legal claim is made beyond them. Whoever runs the service decides, with their own lawyers.

"""


def shown(value: object, language: Language = "en") -> str:
    """A setting's value, as a person writes it."""
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "sv": ("nej", "ja")}[language][value]
    if value is None:
        return {"en": "none", "sv": "inget"}[language]
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


def as_markdown() -> str:
    """The page: every rule with its default, in English and Swedish, and its source."""
    lines = ["| setting | default | rule | regel | source |", "|---|---|---|---|---|"]
    lines += [
        f"| `{rule.setting}` | {shown(rule.default)} | {rule.en} | {rule.sv} | {rule.source} |"
        for rule in TABLE
    ]
    return _HEAD + "\n".join(lines) + "\n"


def as_text(policy: Policy, language: Language) -> str:
    """The rules as they are set here; one that differs from its default is marked."""
    return "\n\n".join(_paragraph(policy, row, language) for row in range(len(TABLE))) + "\n"


def _paragraph(policy: Policy, row: int, language: Language) -> str:
    rule = TABLE[row]
    value = getattr(policy, rule.setting)
    default = shown(rule.default, language)
    other = {"en": f" (default {default})", "sv": f" (annars {default})"}[language]
    mark = "" if value == rule.default else other
    sentence = rule.sv if language == "sv" else rule.en
    return f"{rule.setting} = {shown(value, language)}{mark}\n  {sentence}\n  [{rule.source}]"

"""Why who is asking is not let in, or not so far: tokens, commissions (medarbetaruppdrag) and scopes."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "refused.no-scope-history": Text(
        "The token has no scope for the history of everything.",
        "Åtkomstintyget har inget scope för allas historik.",
    ),
    "refused.no-scope-search": Text(
        "The token has no scope to search anything.",
        "Åtkomstintyget har inget scope för att söka.",
    ),
    "refused.whose-record": Text(
        "Whose a record is, is said by the care unit that keeps it.",
        "Vems en uppgift är sägs av vårdenheten som för den.",
    ),
    "refused.may-not-write": Text(
        "You may not write a resource of this person or owner.",
        "Du får inte skriva en resurs om den personen eller av den ägaren.",
    ),
    "refused.token-role": Text(
        "The token's role is not one of patient, staff, system, admin.",
        "Åtkomstintygets roll är inte en av patient, staff, system, admin.",
    ),
    "refused.several-commissions": Text(
        "You have several commissions (medarbetaruppdrag): choose one when you log in.",
        "Du har flera medarbetaruppdrag: välj ett när du loggar in.",
    ),
    "refused.no-commission": Text(
        "Your login has no commission (medarbetaruppdrag), so nothing is shown.",
        "Din inloggning har inget medarbetaruppdrag, så inget visas.",
    ),
    "refused.commission-purpose": Text(
        "Your commission (medarbetaruppdrag) is for something else than care.",
        "Ditt medarbetaruppdrag är för något annat än vård.",
    ),
    "refused.provider-not-here": Text(
        "Your care provider does not use this service.",
        "Din vårdgivare använder inte den här tjänsten.",
    ),
    "refused.token-text": Text(
        "The token's {name} is not a text.",
        "Åtkomstintygets {name} är ingen text.",
    ),
    "refused.token-form": Text(
        "The token's {name} is not of the form system|value.",
        "Åtkomstintygets {name} har inte formen system|value.",
    ),
    "refused.no-scope": Text(
        "The token has no scope for this: {level_names}/{type}.{letter}.",
        "Åtkomstintyget har inget scope för detta: {level_names}/{type}.{letter}.",
    ),
    "refused.token-issuer": Text(
        "The token's issuer is not one that this service trusts.",
        "Åtkomstintygets utfärdare är ingen som den här tjänsten litar på.",
    ),
    "refused.issuer-keys": Text(
        "The token issuer's keys cannot be fetched.",
        "Nycklarna från åtkomstintygets utfärdare kan inte hämtas.",
    ),
    "refused.token-invalid": Text(
        "The token is not valid: {reason}.",
        "Åtkomstintyget är inte giltigt: {reason}.",
    ),
    "refused.token-no-jwt": Text(
        "The bearer token is not a signed JWT.",
        "Åtkomstintyget är ingen signerad JWT.",
    ),
}

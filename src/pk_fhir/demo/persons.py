"""The persons of the demonstration: made up, with Skatteverket's open test numbers.

The keys stand in the portal's addresses, and say nothing.
"""

from pk_fhir.contract.identifiers import PERSONNUMMER, RESERVNUMMER, SAMORDNINGSNUMMER
from pk_fhir.portal import PortalPerson

PERSONS = (
    PortalPerson(
        key="k7t3w",
        name="Gösta Lindgren",
        about="109 år. Hjärtsvikt och KOL. Vårdcentral, hemsjukvård och ögonmottagning: tre vårdgivare.",
        identifier=(SAMORDNINGSNUMMER, "191711602399"),
    ),
    PortalPerson(
        key="m2x9d",
        name="Karin Ek",
        about="49 år. Bröstcancer. Två vårdgivare som inte är överens.",
        identifier=(PERSONNUMMER, "197701182383"),
    ),
    PortalPerson(
        key="p5c8r",
        name="Elias Nyberg",
        about="9 år. Habilitering, och egen åsikt. Hans mamma läser.",
        identifier=(PERSONNUMMER, "201701012393"),
        reader=(RESERVNUMMER, "99990101AA01"),
        reader_is="vårdnadshavare",
    ),
    PortalPerson(
        key="h4v6n",
        name="Johan Sand",
        about="49 år. Öppen psykiatrisk vård med vårdsamordnare.",
        identifier=(PERSONNUMMER, "197701172392"),
    ),
    PortalPerson(
        key="z9b2f",
        name="Sven Blom",
        about="111 år. Har en god man.",
        identifier=(SAMORDNINGSNUMMER, "191500722390"),
    ),
    PortalPerson(
        key="q3j7s",
        name="Nils Berggren",
        about="112 år. Ett avslutat patientkontrakt och ett litet nytt.",
        identifier=(SAMORDNINGSNUMMER, "191401682396"),
    ),
    PortalPerson(
        key="t8g4y",
        name="Noel Brandt",
        about="Nyfödd. Ett utkast som föräldrarna och vården skriver på.",
        identifier=(SAMORDNINGSNUMMER, "202601912393"),
        reader=(RESERVNUMMER, "99990101AA02"),
        reader_is="vårdnadshavare",
    ),
    PortalPerson(
        key="w6d1a",
        name="Yara Haddad",
        about="Nyfödd. Familjen har flyttat och kontraktet är upphävt.",
        identifier=(SAMORDNINGSNUMMER, "202601612381"),
        reader=(RESERVNUMMER, "99990101AA03"),
        reader_is="vårdnadshavare",
    ),
    PortalPerson(
        key="c1n5e",
        name="En person med skyddade personuppgifter",
        about="Här visas inte var personen bor eller får vård.",
        identifier=(PERSONNUMMER, "197909212388"),
    ),
)

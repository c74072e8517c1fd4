"""Every rule of law and trust as a setting: its default, where it comes from, and what it says.

No legal claim is made beyond the sources that are named; whoever runs the service decides, with their
own lawyers, what each setting is to be. `docs/policy.md` and `pk-fhir policy` are made from this table.
"""

from datetime import date
from typing import NamedTuple

import msgspec

LAW_2022_913 = "Lag (2022:913) om sammanhållen vård- och omsorgsdokumentation"
PDL = "Patientdatalagen (2008:355)"
BLOCKS = "Inera, tjänstekontrakt blocking 4.0.4 (spärr)"
CONSENTS = "Inera, tjänstekontrakt consent 2.0.4 (samtycke)"
LOG = "Inera, tjänstekontrakt auditing.log 2.0.8; HSLF-FS 2016:40 4 kap. 9-10 §§"
PORTAL = "Ineras regler för 1177 (direktåtkomst och ombud)"
HL7_SE = "HL7 Sverige, svensk basprofil för Patient (säkerhetsmärkning)"


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules as they are set; each field is a row of `TABLE`. Ages are in years."""

    consent_required: bool = True
    consent_required_until: date | None = None
    care_relation_required: bool = True
    care_purposes: tuple[str, ...] = ("TREAT", "ETREAT", "CAREMGT", "BTG")
    emergency_allowed: bool = True
    emergency_hours: int = 24
    emergency_longest_days: int = 7
    inner_blocks: bool = True
    outer_blocks: bool = True
    inner_blocks_reach_other_providers: bool = True
    block_exclusions: bool = True
    lifting_longest_days: int = 7
    blocks_ended_by_their_unit: bool = True
    proxies_block: bool = False
    unknown_owner_hidden: bool = True
    blocked_is_said_to_staff: bool = True
    released_only: bool = True
    withheld_is_said_to_patient: bool = True
    own_record_from_age: int = 16
    guardian_until_age: int = 13
    representatives_read: bool = True
    protected_identity_hides: bool = True
    protected_identity_cuts_links: bool = True
    log_names_staff: bool = True


class Rule(NamedTuple):
    """One row: the setting, where the rule comes from, and what it says in English and Swedish."""

    setting: str
    source: str
    en: str
    sv: str

    @property
    def default(self) -> object:
        """The value that the setting has where nobody sets it."""
        return getattr(Policy(), self.setting)


TABLE: tuple[Rule, ...] = (
    Rule(
        "consent_required",
        f"{LAW_2022_913}; {CONSENTS}",
        "Staff of another care provider read only with the patient's consent, or in an emergency.",
        "Personal hos en annan vårdgivare läser bara med patientens samtycke eller genom nödöppning.",
    ),
    Rule(
        "consent_required_until",
        "En utredning har föreslagit att kravet på samtycke tas bort; därför kan det ta slut ett visst datum",
        "The day from which consent is no longer asked for; none means that it always is.",
        "Dagen då samtycke inte längre behövs; utan datum behövs det alltid.",
    ),
    Rule(
        "care_relation_required",
        LAW_2022_913,
        "Staff of another care provider must have a care relation (EpisodeOfCare) with the patient.",
        "Personal hos en annan vårdgivare måste ha en vårdrelation (EpisodeOfCare) med patienten.",
    ),
    Rule(
        "care_purposes",
        f"{LAW_2022_913}; v3-PurposeOfUse",
        "Purposes for which another care provider's records may be read.",
        "Ändamål som en annan vårdgivares uppgifter får läsas för.",
    ),
    Rule(
        "emergency_allowed",
        f"{LAW_2022_913}; {CONSENTS} (assertionType Emergency)",
        "In an emergency staff may read without consent, with a reason, for a time; it is logged and "
        "shown to the patient.",
        "I en nödsituation får personal läsa utan samtycke, med ett skäl och en tid; det loggas och "
        "visas för patienten.",
    ),
    Rule(
        "emergency_hours",
        "Tjänstens eget val",
        "How many hours an emergency opening lasts where nothing else is said.",
        "Så många timmar gäller en nödöppning om inget annat anges.",
    ),
    Rule(
        "emergency_longest_days",
        BLOCKS,
        "The longest that an emergency opening may last.",
        "Så länge får en nödöppning som längst gälla.",
    ),
    Rule(
        "inner_blocks",
        f"{PDL}; {BLOCKS}",
        "A care unit's records are hidden from other care units where the patient has blocked the unit.",
        "En vårdenhets uppgifter döljs för andra vårdenheter när patienten har spärrat enheten.",
    ),
    Rule(
        "outer_blocks",
        f"{LAW_2022_913}; {BLOCKS}",
        "A care provider's records are hidden from other providers where the patient has blocked it; "
        "a block goes before consent.",
        "En vårdgivares uppgifter döljs för andra vårdgivare när patienten har spärrat den; en spärr går "
        "före samtycke.",
    ),
    Rule(
        "inner_blocks_reach_other_providers",
        "Tjänstens eget val, det mer försiktiga",
        "What is blocked from other units of the same provider is blocked from other providers too.",
        "Det som är spärrat för andra enheter hos samma vårdgivare är spärrat för andra vårdgivare också.",
    ),
    Rule(
        "block_exclusions",
        BLOCKS,
        "A block may leave out medicines (lak) and alerts (upp), which then can be read.",
        "En spärr kan undanta läkemedel (lak) och uppmärksamhetssignaler (upp), som då kan läsas.",
    ),
    Rule(
        "lifting_longest_days",
        BLOCKS,
        "A temporary lifting of a block ends after so many days at the latest.",
        "En spärr kan hävas tillfälligt, som längst så många dagar.",
    ),
    Rule(
        "blocks_ended_by_their_unit",
        f"{BLOCKS}, om tillfällig hävning; i övrigt tjänstens eget val, det mer försiktiga",
        "A block is changed or ended by staff of the care unit or giver that it is about, or that registered it; "
        "others may lift it for their own unit, for a time.",
        "En spärr ändras och hävs av personal vid den vårdenhet eller vårdgivare som den gäller eller som "
        "registrerat den; andra får häva den tillfälligt för sin egen enhet.",
    ),
    Rule(
        "proxies_block",
        "Elevhälsan i Uppsala, om vårdnadshavare och spärr; för andra ställföreträdare tjänstens eget val",
        "Whoever acts for another (a guardian, a representative) sets and ends blocks for them.",
        "Den som agerar för någon annan (vårdnadshavare, ställföreträdare) sätter och häver spärrar åt den "
        "personen.",
    ),
    Rule(
        "unknown_owner_hidden",
        "Underlaget för denna tjänst, avsnittet om sammanhållen vy",
        "A record whose care unit or care provider is unknown is not shown to another provider's staff.",
        "En uppgift vars vårdenhet eller vårdgivare är okänd visas inte för annan vårdgivares personal.",
    ),
    Rule(
        "blocked_is_said_to_staff",
        "Inera, Säkerhetstjänster",
        "Staff may see that something is blocked, but not what.",
        "Personal får se att något är spärrat, men inte vad.",
    ),
    Rule(
        "released_only",
        "Inera, approvedForPatient; v3-ActCode NOPAT",
        "The patient reads what is released to the patient.",
        "Patienten läser det som är frisläppt till patienten.",
    ),
    Rule(
        "withheld_is_said_to_patient",
        "Underlaget för denna tjänst, avsnittet om sammanhållen vy: inget utelämnas i tysthet",
        "The patient is told how many records are not released yet, but not what they are; their view is "
        "then not complete.",
        "Patienten får veta hur många uppgifter som inte är utlämnade än, men inte vilka; vyn är då inte "
        "fullständig.",
    ),
    Rule(
        "own_record_from_age",
        f"{PORTAL}; Ds 2023:26 föreslår ändring",
        "From this age, at midnight in Sweden on the birthday, a person reads the own record.",
        "Från den här åldern, vid midnatt svensk tid på födelsedagen, läser en person sina egna uppgifter.",
    ),
    Rule(
        "guardian_until_age",
        f"{PORTAL}; Ds 2023:26 föreslår ändring",
        "Guardians read for a child until this birthday, at midnight in Sweden.",
        "Vårdnadshavare läser för ett barn fram till den här födelsedagen, vid midnatt svensk tid.",
    ),
    Rule(
        "representatives_read",
        PORTAL,
        "A representative (god man, förvaltare) who is registered with the patient reads for an adult.",
        "En ställföreträdare (god man, förvaltare) som är registrerad hos patienten läser för en vuxen.",
    ),
    Rule(
        "protected_identity_hides",
        f"{HL7_SE}; offentlighets- och sekretesslagen 22 kap. 1 §",
        "With protected identity, addresses, ways of contact, units and narrative of the Patient and of relatives "
        "are hidden from staff and patients' programs; the view across care providers hides every place where "
        "the person lives or is treated, whatever is set.",
        "Vid skyddade personuppgifter döljs adresser, kontaktvägar, enheter och löptext i personens och "
        "närståendes uppgifter för personal och patienters program; den sammanhållna vyn döljer varje plats där "
        "personen bor eller vårdas, vad som än är inställt.",
    ),
    Rule(
        "protected_identity_cuts_links",
        "Underlaget för denna tjänst, avsnittet om sammanhållen vy",
        "With protected identity, nobody reads for somebody else.",
        "Vid skyddade personuppgifter läser ingen för någon annan.",
    ),
    Rule(
        "log_names_staff",
        LOG,
        "The patient's extract of the log names the member of staff, not only unit and role.",
        "Patientens loggutdrag visar namnet på personalen, inte bara enhet och roll.",
    ),
)

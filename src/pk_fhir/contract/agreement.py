"""The agreement itself: why, what was discussed, who agreed to which version, and in whose records."""

from pydantic import model_validator

from pk_fhir.contract import codes
from pk_fhir.contract.base import Model, Ref, Text, code_or_words, said, words_beside
from pk_fhir.contract.part import Keyed, Part
from pk_fhir.contract.people import HsaId
from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.values import Coding, Date, DateTime, Identifier, Note, Period


class Indication(Model):
    """Why the patient has a patientkontrakt."""

    code: codes.IndicationCode | None = said(None, en="Indication", sv="Indikation")
    text: Text | None = said(None, en="In words", sv="I ord")

    _settled = model_validator(mode="after")(code_or_words("code", "text"))


class PartDiscussed(Model):
    """That one of the four parts was discussed with the person, and what came of it."""

    part: codes.PartName = said(en="Part", sv="Del")
    outcome: codes.PartOutcome = said(en="Outcome", sv="Utfall")
    when: DateTime | None = said(None, en="When", sv="När")
    by: Ref | None = said(None, en="By whom in care", sv="Av vem i vården")
    note: Text | None = said(None, en="Note", sv="Anteckning")


class Agreement(Model):
    """That somebody agreed to a version of the contract."""

    party: Ref = said(en="Who agreed", sv="Vem som godkände")
    version: int = said(en="Version", sv="Version", ge=1, le=2_147_483_647, strict=True)
    when: DateTime | None = said(None, en="When", sv="När")
    for_patient: bool = said(
        False,
        en="Instead of the patient",
        sv="I patientens ställe",
        strict=True,
        about="true for a god man or guardian who agrees instead of the patient",
        om="sant för god man eller vårdnadshavare som godkänner i patientens ställe",
    )


class Custody(Model):
    """In whose records the contract stands: what access rules ask for."""

    care_giver: Ref | None = said(None, en="Care giver", sv="Vårdgivare")
    care_unit: Ref | None = said(None, en="Care unit", sv="Vårdenhet")

    @model_validator(mode="after")
    def _says_something(self) -> "Custody":
        if self.care_giver is None and self.care_unit is None:
            raise BrokenValueError("pk-json-custody")
        return self


class Story(Keyed):
    """The person's own story, from the question Vad är viktigt för dig?"""

    status: codes.FormStatus = said(codes.FormStatus.COMPLETED, en="Status", sv="Status")
    when: DateTime | None = said(None, en="When", sv="När")
    told_by: Ref | None = said(None, en="Told by", sv="Berättad av")
    written_by: Ref | None = said(None, en="Written down by", sv="Nedtecknad av")
    what_matters: Text | None = said(None, en="What matters to me", sv="Vad är viktigt för mig")
    story: Text | None = said(None, en="My own story", sv="Min egen berättelse")
    needs: Text | None = said(None, en="Needs", sv="Behov")
    knowledge: Text | None = said(None, en="Knowledge", sv="Kunskap")
    resources: Text | None = said(None, en="Resources", sv="Resurser")
    abilities: Text | None = said(None, en="Abilities", sv="Förmågor")
    expectations: Text | None = said(None, en="Expectations", sv="Förväntningar")
    worries: Text | None = said(None, en="Worries", sv="Farhågor")
    child_opinion: Text | None = said(None, en="The child's own opinion", sv="Barnets egen åsikt")
    child_opinion_considered: Text | None = said(
        None,
        en="How the child's opinion was given weight, by age and maturity",
        sv="Hur barnets åsikt har vägts in, efter ålder och mognad",
    )


class GoalAcceptance(Model):
    """Whether somebody agrees with a goal. Care's side is a person, not a role."""

    party: Ref = said(en="Who", sv="Vem")
    status: codes.Acceptance | None = said(None, en="Answer", sv="Svar")


class Reassessment(Model):
    """The goal looked at again, at a new care contact."""

    when: DateTime = said(en="When", sv="När")
    text: Text = said(en="Assessment", sv="Bedömning")
    by: Ref | None = said(None, en="By", sv="Av")
    by_name: Text | None = said(None, en="By (name)", sv="Av (namn)")
    achievement: codes.Achievement | None = said(None, en="How it goes", sv="Hur det går")

    @model_validator(mode="after")
    def _one_author(self) -> "Reassessment":
        if self.by is not None and self.by_name is not None:
            raise BrokenValueError("pk-json-one-author")
        return self


class Goal(Part):
    """A goal or an expectation, in the words of the one who expressed it."""

    description: Text = said(en="Goal", sv="Mål")
    codings: tuple[Coding, ...] = said((), en="Codes", sv="Koder")
    category: codes.GoalCategory | None = said(None, en="Category", sv="Kategori")
    other_categories: tuple[Text, ...] = said((), en="Other categories", sv="Andra kategorier")
    priority: codes.Priority | None = said(None, en="Priority", sv="Prioritet")
    expressed_by: Ref | None = said(None, en="Expressed by", sv="Uttryckt av")
    lifecycle: codes.GoalLifecycle = said(codes.GoalLifecycle.ACTIVE, en="Status", sv="Status")
    achievement: codes.Achievement | None = said(None, en="How it goes", sv="Hur det går")
    status_date: Date | None = said(None, en="Status since", sv="Status sedan")
    status_reason: Text | None = said(None, en="Reason for the status", sv="Skäl till status")
    start: Date | None = said(None, en="Start", sv="Start")
    due: Date | None = said(None, en="To be reached by", sv="Ska vara uppnått")
    measure: Text | None = said(None, en="How one knows", sv="Hur det märks")
    accepted_by: tuple[GoalAcceptance, ...] = said((), en="Agreed by", sv="Överenskommet med")
    reassessments: tuple[Reassessment, ...] = said((), en="Reassessments", sv="Nya bedömningar")
    notes: tuple[Note, ...] = said(
        (),
        en="Remarks",
        sv="Anmärkningar",
        about="without a date; a dated one is a reassessment",
        om="utan datum; en daterad är en ny bedömning",
    )

    @model_validator(mode="after")
    def _remarks_have_no_date(self) -> "Goal":
        if any(note.when is not None for note in self.notes):
            raise BrokenValueError("pk-json-goal-note")
        return self


class LegalBasis(Model):
    """The statutory plan that a plan is, and the statutes that regulate it."""

    plan: codes.StatutoryPlan = said(en="Plan", sv="Plan")
    statutes: tuple[codes.Statute, ...] = said((), en="Statutes", sv="Författningar")


class OwnPlan(Part):
    """A care plan (vårdplan, SIP) of this provider that belongs to the contract."""

    title: Text | None = said(None, en="Title", sv="Rubrik")
    type: codes.PlanType | None = said(None, en="Type", sv="Typ")
    type_text: Text | None = said(None, en="Type in words", sv="Typ i ord")
    legal_basis: LegalBasis | None = said(None, en="Statutory plan", sv="Författningsreglerad plan")
    status: codes.ContractStatus = said(codes.ContractStatus.ACTIVE, en="Status", sv="Status")
    description: Text | None = said(None, en="Description", sv="Beskrivning")
    period: Period | None = said(None, en="Period", sv="Period")
    created: DateTime | None = said(None, en="Established", sv="Upprättad")
    author: Ref | None = said(None, en="Drawn up by", sv="Upprättad av")
    teams: tuple[Ref, ...] = said((), en="Teams", sv="Team")
    goals: tuple[Ref, ...] = said((), en="Goals", sv="Mål")
    activities: tuple[Ref, ...] = said(
        (), en="Commitments and times in it", sv="Insatser och tider i den"
    )
    notes: tuple[Note, ...] = said((), en="Notes", sv="Anteckningar")

    _settled = model_validator(mode="after")(words_beside("type", "type_text"))


class OtherPlan(Model):
    """A plan of another provider: named here, kept there."""

    identifier: Identifier | None = said(None, en="Identifier", sv="Identitet")
    title: Text | None = said(None, en="Title", sv="Rubrik")
    provider_name: Text | None = said(None, en="Provider", sv="Vårdgivare")
    provider_hsa_id: HsaId | None = said(None, en="Provider's HSA-id", sv="Vårdgivarens HSA-id")
    type: codes.PlanType | None = said(None, en="Type", sv="Typ")
    type_text: Text | None = said(None, en="Type in words", sv="Typ i ord")
    legal_basis: LegalBasis | None = said(None, en="Statutory plan", sv="Författningsreglerad plan")

    _settled = model_validator(mode="after")(words_beside("type", "type_text"))

    @model_validator(mode="after")
    def _can_be_found(self) -> "OtherPlan":
        if self.identifier is None and self.title is None:
            raise BrokenValueError("pk-json-other-plan")
        if self.identifier is None and (self.provider_name or self.provider_hsa_id):
            raise BrokenValueError("pk-json-other-plan-provider")
        return self

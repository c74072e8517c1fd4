// Fasta vårdkontakter, and the team. https://hl7.org/fhir/R4/careteam.html

Profile: PkFixedContact
Parent: CareTeam
Id: pk-fixed-contact
Title: "Fast kontakt"
Description: "One fast vårdkontakt, fast läkarkontakt or fast omsorgskontakt: one named person whom the patient turns to. Several contacts are several CareTeams. Who appointed it is a Provenance."
* insert Ours
* extension contains PkCoordinating named coordinating 0..1 MS
* identifier MS
* status 1..1 MS
* category 1..* MS
* category ^slicing.discriminator.type = #pattern
* category ^slicing.discriminator.path = "$this"
* category ^slicing.rules = #open
* category contains fixedContact 1..1 MS
* category[fixedContact] = PkCareTeamCategoryCS#fixed-contact
* subject 1..1 MS
* subject only Reference(Patient)
* period MS
* participant 1..1 MS
* participant.role 1..1 MS
* participant.role from PkFixedContactKindVS (required)
* participant.role ^short = "Typ av fast kontakt"
* participant.role obeys pk-contact-kind
* participant.member 1..1 MS
* participant.member only Reference(PractitionerRole or Practitioner)
* managingOrganization 0..1 MS
* managingOrganization ^short = "Enheten"
* note MS

// Inera's code system is not in the package, and not every validator judges a code of a system that it does not know.
Invariant: pk-contact-kind
Description: "the kind of fast kontakt is one of Inera's codes 1 to 4 (kv_typ_av_fast_kontakt) (pk-contact-kind)"
Expression: "coding.where(system = 'https://terminologitjansten.inera.se/inera-kodverksforvaltning/kodverk/kv_typ_av_fast_kontakt' and code in ('1' | '2' | '3' | '4')).count() = 1"
Severity: #error

Profile: PkCareTeam
Parent: CareTeam
Id: pk-care-team
Title: "Team kring patienten"
Description: "The other people and units around the patient, relatives among them."
* insert Ours
* identifier MS
* status 1..1 MS
* category 1..* MS
* category ^slicing.discriminator.type = #pattern
* category ^slicing.discriminator.path = "$this"
* category ^slicing.rules = #open
* category contains team 1..1 MS
* category[team] = PkCareTeamCategoryCS#team
* subject 1..1 MS
* subject only Reference(Patient)
* participant MS
* participant.role MS
* participant.member 1..1 MS

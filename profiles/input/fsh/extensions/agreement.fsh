// Extensions of the agreement (CarePlan).

Extension: PkVersion
Id: pk-version
Title: "Version av överenskommelsen"
Description: "CarePlan has no version of its own: which version of the agreement this is, or which version somebody agreed to. Counts from 1."
* insert Ours
* insert InContext(CarePlan)
* insert InContext(Provenance)
* value[x] only positiveInt
* value[x] 1..1

Extension: PkInitiative
Id: pk-initiative
Title: "Vem som tog initiativ"
Description: "Whether care or the patient took the initiative to the patientkontrakt."
* insert Ours
* insert InContext(CarePlan)
* value[x] only Coding
* value[x] 1..1
* valueCoding from PkInitiativeVS (required)

Extension: PkIndication
Id: pk-indication
Title: "Indikation"
Description: "Why the patient has a patientkontrakt."
* insert Ours
* insert InContext(CarePlan)
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from PkIndicationVS (extensible)

Extension: PkPartDiscussed
Id: pk-part-discussed
Title: "Delen har diskuterats"
Description: "One of the four parts was discussed with the person, and what came of it. Not every part must apply, but the record shows that each was discussed."
* insert Ours
* insert InContext(CarePlan)
* extension contains
    part 1..1 and
    outcome 1..1 and
    when 0..1 and
    by 0..1 and
    note 0..1
* extension[part] ^short = "Vilken del"
* extension[part].value[x] only Coding
* extension[part].value[x] 1..1
* extension[part].valueCoding from PkPartVS (required)
* extension[outcome] ^short = "Vad samtalet ledde till"
* extension[outcome].value[x] only Coding
* extension[outcome].value[x] 1..1
* extension[outcome].valueCoding from PkPartOutcomeVS (required)
* extension[when] ^short = "När man talade om delen"
* extension[when].value[x] only dateTime
* extension[when].value[x] 1..1
* extension[by] ^short = "Vem som talade med patienten"
* extension[by].value[x] only Reference(PractitionerRole or Practitioner or Organization)
* extension[by].value[x] 1..1
* extension[note] ^short = "Anteckning"
* extension[note].value[x] only string
* extension[note].value[x] 1..1

Extension: PkContactPreference
Id: pk-contact-preference
Title: "Önskat sätt att boka och ha kontakt"
Description: "How the patient prefers to book and be contacted. Repeated, the most preferred first."
* insert Ours
* insert InContext(CarePlan)
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from PkContactPreferenceVS (extensible)

Extension: PkParticipationWish
Id: pk-participation-wish
Title: "Önskemål om närståendes delaktighet"
Description: "How the patient wishes that people close take part: on the agreement when it names nobody, on a RelatedPerson when it names that person."
* insert Ours
* insert InContext(CarePlan)
* insert InContext(RelatedPerson)
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from PkParticipationVS (extensible)

Extension: PkCoordinationWish
Id: pk-coordination-wish
Title: "Önskar att planerna samordnas"
Description: "Whether the patient wishes that the fast vårdkontakt coordinates the plans."
* insert Ours
* insert InContext(CarePlan)
* value[x] only boolean
* value[x] 1..1

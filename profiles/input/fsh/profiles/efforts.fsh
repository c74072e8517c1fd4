// Efforts of care, of external actors, and repeated ones of the patient. https://hl7.org/fhir/R4/servicerequest.html

RuleSet: Effort(type)
* obeys pk-effort-once
* extension contains $pertains-to-goal named pertainsToGoal 0..*
* identifier MS
* basedOn only Reference(ServiceRequest)
* basedOn ^short = "Alternativet som valdes. Aldrig patientkontraktet: det hänvisar hit"
* status MS
* category 1..* MS
* category from PkEffortCategoryVS (extensible)
* category ^slicing.discriminator.type = #pattern
* category ^slicing.discriminator.path = "$this"
* category ^slicing.rules = #open
* category contains type 1..1 MS
* category[type] = PkEffortTypeCS#{type}
* code 1..1 MS
* code.text 1..1
* code.text ^short = "Insatsen, i ord som patienten förstår"
* subject only Reference(Patient)
* subject MS
* occurrence[x] MS
* performer MS
* note MS

Invariant: pk-effort-once
Description: "state at most one aim (health-promoting, preventive, treating, rehabilitating, habilitating) and one kind (examination, treatment, follow-up) of an effort (pk-effort-once)"
Expression: "category.coding.where(system = 'https://pk-fhir.example/fhir/CodeSystem/pk-effort-aim').count() <= 1 and category.coding.where(system = 'https://pk-fhir.example/fhir/CodeSystem/pk-effort-kind').count() <= 1"
Severity: #error

Profile: PkCareCommitment
Parent: ServiceRequest
Id: pk-care-commitment
Title: "Vårdens åtagande"
Description: "What care does. Ongoing: status active with occurrencePeriod.start. An alternative that could be chosen is a proposal; when it is chosen, a new one is basedOn it, for intent never changes."
* insert Ours
* insert Effort(care-commitment)
* obeys pk-effort-who
* intent from PkEffortIntentVS (required)
* performer only Reference(PractitionerRole or Practitioner or Organization or CareTeam or HealthcareService)

Invariant: pk-effort-who
Description: "nobody is stated to do it; an active commitment of care has a performer (pk-effort-who)"
Expression: "(status = 'active' and intent != 'proposal') implies (performer.exists() or performerType.exists())"
Severity: #warning

Profile: PkExternalEffort
Parent: ServiceRequest
Id: pk-external-effort
Title: "Övrig insats"
Description: "What an external actor does, and who is responsible."
* insert Ours
* insert Effort(external-effort)
* intent from PkEffortIntentVS (required)
* obeys pk-effort-responsible
* performer only Reference(Organization)

Invariant: pk-effort-responsible
Description: "nobody is stated as responsible; an effort by an external actor names the organisation in performer (pk-effort-responsible)"
Expression: "performer.exists()"
Severity: #warning

Profile: PkPatientActivity
Parent: ServiceRequest
Id: pk-patient-activity
Title: "Patientens återkommande insats"
Description: "What the patient does repeatedly; the Task of the commitment has it as focus."
* insert Ours
* insert Effort(patient-activity)
* intent = #plan
* occurrence[x] 1..1
* occurrence[x] only Timing
* performer 1..*
* performer only Reference(Patient or RelatedPerson)

// The agreement itself. https://hl7.org/fhir/R4/careplan.html

Profile: PkContract
Parent: CarePlan
Id: pk-contract
Title: "Patientkontrakt"
Description: "A documented agreement that a patient and care shape together, from the question Vad är viktigt för dig?: what will happen in the care contacts, when, and whom the patient turns to. Not a legal contract. A draft may be incomplete; an active one may not."
* insert Ours
* obeys pk-part-agreement and pk-part-contact and pk-part-time and pk-part-planning and pk-part-twice
* obeys pk-indication and pk-title and pk-established and pk-author and pk-period
* obeys pk-matters and pk-part-agreement-empty and pk-part-contact-empty
* extension contains
    PkVersion named version 1..1 MS and
    PkInitiative named initiative 0..1 MS and
    PkIndication named indication 0..* MS and
    PkPartDiscussed named partDiscussed 0..4 MS and
    PkContactPreference named contactPreference 0..* MS and
    PkParticipationWish named participationWish 0..1 MS and
    PkCoordinationWish named coordinationWish 0..1 MS and
    PkLegalBasis named legalBasis 0..0
* identifier 1..* MS
* identifier.system 1..1
* identifier.value 1..1
* instantiatesUri MS
* instantiatesUri ^short = "Vårdförlopp eller riktlinje som planen följer"
* partOf 0..0
* partOf ^short = "Ett patientkontrakt är inte del av en annan plan"
* status MS
* intent = #plan
* category 1..* MS
* category ^slicing.discriminator.type = #pattern
* category ^slicing.discriminator.path = "$this"
* category ^slicing.rules = #open
* category contains patientkontrakt 1..1 MS
* category[patientkontrakt] = PkPlanCategoryCS#patientkontrakt
* title MS
* description MS
* description ^short = "Vad är viktigt för dig? Med patientens egna ord"
* subject only Reference(Patient)
* subject MS
* period MS
* created MS
* author MS
* author only Reference(PractitionerRole or Practitioner or Organization or Patient or RelatedPerson or CareTeam)
* author ^short = "Den som har upprättat patientkontraktet, i första hand fast vårdkontakt"
* contributor MS
* contributor ^short = "De som har varit med och utformat det, patienten först"
* careTeam MS
* careTeam ^short = "Fasta vårdkontakter, och teamet"
* supportingInfo MS
* supportingInfo ^short = "Min berättelse, uppföljningar, enhetens kontaktvägar, planer hos andra vårdgivare"
* supportingInfo.extension contains
    PkPlanType named planType 0..1 and
    PkLegalBasis named legalBasis 0..1
* goal MS
* activity MS
* activity.reference 1..1 MS
* activity.reference only Reference(Task or ServiceRequest or Appointment)
* activity.detail 0..0
* note MS

Invariant: pk-part-agreement
Description: "the part \"överenskommelse\" is not stated as discussed; an active contract states all four parts (pk-part-agreement)"
Expression: "status = 'active' implies extension('https://pk-fhir.example/fhir/StructureDefinition/pk-part-discussed').extension('part').value.where(code = 'agreement').exists()"
Severity: #error

Invariant: pk-part-contact
Description: "the part \"fast vårdkontakt\" is not stated as discussed; an active contract states all four parts (pk-part-contact)"
Expression: "status = 'active' implies extension('https://pk-fhir.example/fhir/StructureDefinition/pk-part-discussed').extension('part').value.where(code = 'fixed-contact').exists()"
Severity: #error

Invariant: pk-part-time
Description: "the part \"överenskommen tid\" is not stated as discussed; an active contract states all four parts (pk-part-time)"
Expression: "status = 'active' implies extension('https://pk-fhir.example/fhir/StructureDefinition/pk-part-discussed').extension('part').value.where(code = 'agreed-time').exists()"
Severity: #error

Invariant: pk-part-planning
Description: "the part \"sammanhållen planering\" is not stated as discussed; an active contract states all four parts (pk-part-planning)"
Expression: "status = 'active' implies extension('https://pk-fhir.example/fhir/StructureDefinition/pk-part-discussed').extension('part').value.where(code = 'coordinated-planning').exists()"
Severity: #error

Invariant: pk-part-twice
Description: "a part is stated as discussed more than once; state each part once, with its latest outcome (pk-part-twice)"
Expression: "extension('https://pk-fhir.example/fhir/StructureDefinition/pk-part-discussed').extension('part').value.code.isDistinct()"
Severity: #error

Invariant: pk-indication
Description: "no indication is stated; an active contract states at least one: longer care, complex needs, another reason to make planning clear, or the patient's own wish (pk-indication)"
Expression: "status = 'active' implies extension('https://pk-fhir.example/fhir/StructureDefinition/pk-indication').value.coding.exists()"
Severity: #error

Invariant: pk-title
Description: "the contract has no title; an active contract has one, such as \"Patientkontrakt\" (pk-title)"
Expression: "status = 'active' implies title.exists()"
Severity: #error

Invariant: pk-established
Description: "it is not stated when the contract was established; an active contract has created (pk-established)"
Expression: "status = 'active' implies created.exists()"
Severity: #error

Invariant: pk-author
Description: "it is not stated who drew up the contract; an active contract names the fast vårdkontakt in author (pk-author)"
Expression: "status = 'active' implies author.exists()"
Severity: #error

Invariant: pk-period
Description: "it is not stated from when the contract is in force; an active contract has period.start (pk-period)"
Expression: "status = 'active' implies period.start.exists()"
Severity: #error

Invariant: pk-matters
Description: "what matters to the patient is not stated in description; a patientkontrakt starts from the question Vad är viktigt för dig? (pk-matters)"
Expression: "status = 'active' implies description.exists()"
Severity: #warning

Invariant: pk-part-agreement-empty
Description: "the part \"överenskommelse\" is agreed, but the contract has no goal and no activity (pk-part-agreement-empty)"
Expression: "(status = 'active' and extension('https://pk-fhir.example/fhir/StructureDefinition/pk-part-discussed').where(extension('part').value.where(code = 'agreement').exists() and extension('outcome').value.where(code = 'agreed').exists()).exists()) implies (goal.exists() or activity.exists())"
Severity: #warning

Invariant: pk-part-contact-empty
Description: "the part \"fast vårdkontakt\" is agreed, but no fast vårdkontakt is named in careTeam (pk-part-contact-empty)"
Expression: "(status = 'active' and extension('https://pk-fhir.example/fhir/StructureDefinition/pk-part-discussed').where(extension('part').value.where(code = 'fixed-contact').exists() and extension('outcome').value.where(code = 'agreed').exists()).exists()) implies careTeam.exists()"
Severity: #warning

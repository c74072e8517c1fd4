// What is to be done or watched, by whom, until when. https://hl7.org/fhir/R4/task.html

RuleSet: ContractTask(type)
* identifier MS
* status MS
* intent = #plan
* code 1..1 MS
* code = PkTaskTypeCS#{type}
* description MS
* for 1..1 MS
* for only Reference(Patient)
* owner MS
* restriction.period MS
* note MS

Profile: PkPatientCommitment
Parent: Task
Id: pk-patient-commitment
Title: "Patientens åtagande"
Description: "What the patient, or somebody close, can and wants to do: egenvård or an effort of one's own. Planned and due in restriction.period; executionPeriod is what was done. A repeated one has a ServiceRequest as focus."
* insert Ours
* extension contains $pertains-to-goal named pertainsToGoal 0..*
* insert ContractTask(patient-commitment)
* obeys pk-commitment-said
* focus MS
* focus only Reference(ServiceRequest)
* owner 1..1
* owner only Reference(Patient or RelatedPerson)

Profile: PkWarningSign
Parent: Task
Id: pk-warning-sign
Title: "Att hålla koll på"
Description: "A sign to watch for, and where to turn then."
* insert Ours
* extension contains $pertains-to-goal named pertainsToGoal 0..*
* insert ContractTask(warning-sign)
* obeys pk-where-to-turn
* priority MS
* priority ^short = "stat: ring 112"
* description 1..1
* owner 1..1
* owner only Reference(Patient or RelatedPerson)
* input MS

Invariant: pk-where-to-turn
Description: "a sign to watch for says where to turn: an input with the type where-to-turn and a ContactPoint or a Reference (pk-where-to-turn)"
Expression: "input.where(type.coding.where(system = 'https://pk-fhir.example/fhir/CodeSystem/pk-task-input' and code = 'where-to-turn').exists() and (value.ofType(ContactPoint).exists() or value.ofType(Reference).exists())).exists()"
Severity: #warning

Invariant: pk-commitment-said
Description: "what the patient does is not said: state it in code.text or description (pk-commitment-said)"
Expression: "code.text.exists() or description.exists()"
Severity: #error

Profile: PkReview
Parent: Task
Id: pk-review
Title: "Nästa uppföljning"
Description: "The next follow-up of the contract, by the fast vårdkontakt: regularly, and always when a vårdplan is updated."
* insert Ours
* extension contains $pertains-to-goal named pertainsToGoal 0..*
* insert ContractTask(review)
* focus 1..1 MS
* focus only Reference(CarePlan)
* owner only Reference(PractitionerRole or Practitioner)
* obeys pk-review-planned
* reasonCode MS
* reasonCode from PkReviewReasonVS (extensible)
* output MS
* output ^short = "Svaren vid uppföljningen"

Invariant: pk-review-planned
Description: "say by when the follow-up is to be made (restriction.period.end) and by whom (owner) (pk-review-planned)"
Expression: "restriction.period.end.exists() and owner.exists()"
Severity: #warning

Profile: PkMediatedContact
Parent: Task
Id: pk-mediated-contact
Title: "Förmedlad kontakt"
Description: "The fast vårdkontakt puts the patient in touch with somebody."
* insert Ours
* extension contains $pertains-to-goal named pertainsToGoal 0..*
* insert ContractTask(mediated-contact)
* description 1..1
* owner only Reference(PractitionerRole or Practitioner)
* input MS

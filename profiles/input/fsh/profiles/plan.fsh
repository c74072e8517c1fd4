// A vårdplan or SIP that belongs to the agreement. https://hl7.org/fhir/R4/careplan.html

Profile: PkPlan
Parent: CarePlan
Id: pk-plan
Title: "Plan som hör till patientkontraktet"
Description: "A vårdplan, SIP or other plan of the care provider's own that belongs to a patientkontrakt. Another provider's plan is not this: the contract refers to it in supportingInfo."
* insert Ours
* obeys pk-plan-category
* extension contains PkLegalBasis named legalBasis 0..1 MS
* identifier MS
* partOf 1..1 MS
* partOf only Reference(CarePlan)
* partOf ^short = "Patientkontraktet"
* status MS
* intent = #plan
* category MS
* category from PkPlanTypeVS (extensible)
* title MS
* description MS
* subject only Reference(Patient)
* subject MS
* period MS
* author MS
* careTeam MS
* goal MS
* activity.reference 1..1 MS
* activity.detail 0..0
* note MS

Invariant: pk-plan-category
Description: "a plan that belongs to a patientkontrakt is not itself a patientkontrakt; state what kind of plan it is in category (pk-plan-category)"
Expression: "category.coding.where(system = 'https://pk-fhir.example/fhir/CodeSystem/pk-plan-category').empty()"
Severity: #error

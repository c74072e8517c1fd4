Extension: PkAssessedStatus
Id: pk-assessed-status
Title: "Bedömd måluppfyllelse"
Description: "How far a goal was reached when it was reassessed, on the dated note of that reassessment."
* insert Ours
* insert InContext(Annotation)
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from http://hl7.org/fhir/ValueSet/goal-achievement (preferred)

// Goals and expectations. https://hl7.org/fhir/R4/goal.html

Profile: PkGoal
Parent: Goal
Id: pk-goal
Title: "Mål eller förväntan"
Description: "A goal of the patient's, or an expectation, from what matters to the patient. Reassessed at new care contacts, each time as a dated note."
* insert Ours
* obeys pk-assessed-when and pk-goal-kind
* extension contains $goal-acceptance named acceptance 0..* MS
* identifier MS
* lifecycleStatus MS
* achievementStatus MS
* category MS
* priority MS
* description MS
* description.text 1..1
* subject only Reference(Patient)
* subject MS
* start[x] MS
* target MS
* target.dueDate MS
* target.due[x] only date
* statusDate MS
* expressedBy MS
* note MS
* note.extension contains PkAssessedStatus named assessedStatus 0..1

Invariant: pk-assessed-when
Description: "a reassessment of the goal says a status but not when it was made; state note.time (pk-assessed-when)"
Expression: "note.where(extension('https://pk-fhir.example/fhir/StructureDefinition/pk-assessed-status').exists()).all(time.exists())"
Severity: #error

Invariant: pk-goal-kind
Description: "it is a goal or an expectation, not both: state one category with a code of pk-goal-category (pk-goal-kind)"
Expression: "category.coding.where(system = 'https://pk-fhir.example/fhir/CodeSystem/pk-goal-category').count() <= 1"
Severity: #error

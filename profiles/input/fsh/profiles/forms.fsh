// The forms and their answers. https://hl7.org/fhir/R4/questionnaire.html

Profile: PkQuestionnaire
Parent: Questionnaire
Id: pk-questionnaire
Title: "Formulär"
Description: "A form of ours: versioned, in Swedish."
* insert Ours
* url 1..1 MS
* version 1..1 MS
* title 1..1 MS
* subjectType 1..1 MS
* item 1..* MS

RuleSet: Answers(form)
* questionnaire 1..1 MS
* questionnaire obeys pk-form-{form}
* status MS
* subject 1..1 MS
* authored MS
* author MS
* source MS

Profile: PkStory
Parent: QuestionnaireResponse
Id: pk-story
Title: "Min berättelse"
Description: "The patient's own story: what matters, needs, knowledge, resources, abilities, expectations, worries, and a child's own opinion."
* insert Ours
* insert Answers(min-berattelse)
* subject only Reference(Patient)

Profile: PkFollowUp
Parent: QuestionnaireResponse
Id: pk-follow-up
Title: "Uppföljning"
Description: "The five follow-up questions, answered."
* insert Ours
* insert Answers(uppfoljning)
* obeys pk-five-questions
* subject only Reference(Patient)

Profile: PkSevenAnswers
Parent: QuestionnaireResponse
Id: pk-seven-answers
Title: "Svar på sju frågor"
Description: "A patient's or a provider's answers to the mirrored seven questions, about a unit."
* insert Ours
* insert Answers(sju-fragor)
* subject only Reference(Organization)

Profile: PkChecklistAnswers
Parent: QuestionnaireResponse
Id: pk-checklist-answers
Title: "Svar på checklista"
Description: "A unit's or region's answers to the checklist about fast läkarkontakt."
* insert Ours
* insert Answers(checklista)
* subject only Reference(Organization)

Invariant: pk-form-min-berattelse
Description: "the answers belong to another form than Min berättelse (pk-form-min-berattelse)"
Expression: "$this = 'https://pk-fhir.example/fhir/Questionnaire/pk-min-berattelse' or $this.startsWith('https://pk-fhir.example/fhir/Questionnaire/pk-min-berattelse|')"
Severity: #error

Invariant: pk-form-uppfoljning
Description: "the answers belong to another form than Uppföljning (pk-form-uppfoljning)"
Expression: "$this = 'https://pk-fhir.example/fhir/Questionnaire/pk-uppfoljning' or $this.startsWith('https://pk-fhir.example/fhir/Questionnaire/pk-uppfoljning|')"
Severity: #error

Invariant: pk-form-sju-fragor
Description: "the answers belong to another form than the seven questions (pk-form-sju-fragor)"
Expression: "$this.startsWith('https://pk-fhir.example/fhir/Questionnaire/pk-sju-fragor-')"
Severity: #error

Invariant: pk-form-checklista
Description: "the answers belong to another form than the checklist (pk-form-checklista)"
Expression: "$this.startsWith('https://pk-fhir.example/fhir/Questionnaire/pk-checklista-')"
Severity: #error

Invariant: pk-five-questions
Description: "a completed follow-up answers all five questions (pk-five-questions)"
Expression: "status = 'completed' implies item.where(linkId in ('fixed-contact' | 'planning' | 'overview' | 'easy-contact' | 'next-time')).where(answer.exists()).count() = 5"
Severity: #error

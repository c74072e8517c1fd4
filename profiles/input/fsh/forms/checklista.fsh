// A checklist for a unit or region about fast läkarkontakt, in our own words.

Instance: pk-checklista-fast-lakarkontakt
InstanceOf: PkQuestionnaire
Usage: #definition
Title: "Checklista: fast läkarkontakt"
Description: "Frågor för en enhet eller region om invånarna kan se och ha nytta av sin fasta läkarkontakt."
* url = "https://pk-fhir.example/fhir/Questionnaire/pk-checklista-fast-lakarkontakt"
* version = "1.0.0"
* name = "PkChecklistaFastLakarkontakt"
* title = "Checklista: fast läkarkontakt"
* status = #active
* experimental = false
* language = #sv
* publisher = "pk-fhir"
* description = "Frågor för en enhet eller region om invånarna kan se och ha nytta av sin fasta läkarkontakt."
* purpose = "Visar vilka rutiner som finns och vilka som saknas."
* jurisdiction = urn:iso:std:iso:3166#SE "Sweden"
* subjectType = #Organization
* item[0].linkId = "listed"
* item[=].text = "Ser invånaren på nätet vem som är den egna fasta läkarkontakten?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "listed-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "choose"
* item[=].text = "Kan invånaren själv välja eller byta fast läkarkontakt?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "choose-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "named-in-record"
* item[=].text = "Är den fasta läkarkontakten namngiven i journalen hos alla som har en?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "named-in-record-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "up-to-date"
* item[=].text = "Uppdateras uppgiften när en läkare slutar eller är borta länge?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "up-to-date-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "first-choice"
* item[=].text = "Bokas patienten i första hand till sin fasta läkarkontakt?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "first-choice-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "absence"
* item[=].text = "Vet patienten vem som svarar när den fasta läkarkontakten är borta?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "absence-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "routine"
* item[=].text = "Finns en skriftlig rutin för vem som utser och hur det dokumenteras?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "routine-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "followed-up"
* item[=].text = "Följer verksamheten upp hur många som har en fast läkarkontakt, och kontinuiteten?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "followed-up-comment"
* item[=].text = "Kommentar"
* item[=].type = #text

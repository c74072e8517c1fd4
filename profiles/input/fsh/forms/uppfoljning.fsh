// The five follow-up questions, word for word as in the regional guideline.

Instance: pk-uppfoljning
InstanceOf: PkQuestionnaire
Usage: #definition
Title: "Uppföljning av patientkontrakt"
Description: "De fem frågorna som ställs regelbundet, och alltid vid uppdatering av en vårdplan, av fast vårdkontakt eller den som möter patienten."
* url = "https://pk-fhir.example/fhir/Questionnaire/pk-uppfoljning"
* version = "1.0.0"
* name = "PkUppfoljning"
* title = "Uppföljning av patientkontrakt"
* status = #active
* experimental = false
* language = #sv
* publisher = "pk-fhir"
* description = "De fem frågorna som ställs regelbundet, och alltid vid uppdatering av en vårdplan, av fast vårdkontakt eller den som möter patienten."
* purpose = "Visar om patientkontraktets delar fungerar för patienten."
* jurisdiction = urn:iso:std:iso:3166#SE "Sweden"
* subjectType = #Patient
* item[0].linkId = "fixed-contact"
* item[=].text = "Har du en fast vårdkontakt som stöd för att samordna din vård?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "fixed-contact-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "planning"
* item[=].text = "Har du en planering med vården som utgår från vad som är viktigt för dig?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "planning-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "overview"
* item[=].text = "Har du en överblick över dina planer och nästa steg i vården?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "overview-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "easy-contact"
* item[=].text = "Har du enkla sätt att ta kontakt med vården när du behöver?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "easy-contact-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "next-time"
* item[=].text = "Har du och vården tillsammans kommit överens om din nästa tid?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkAnswerVS)
* item[=].required = true
* item[+].linkId = "next-time-comment"
* item[=].text = "Kommentar"
* item[=].type = #text
* item[+].linkId = "reason"
* item[=].text = "Varför görs uppföljningen?"
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkReviewReasonVS)
* item[+].linkId = "comment"
* item[=].text = "Kommentar"
* item[=].type = #text

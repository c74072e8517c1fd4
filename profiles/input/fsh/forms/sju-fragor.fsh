// Seven mirrored statements, worded by us, for the patient and for the provider: the answers are compared for each unit.

Instance: pk-sju-fragor-patient
InstanceOf: PkQuestionnaire
Usage: #definition
Title: "Sju frågor till dig som patient"
Description: "Sju påståenden om hur delarna i patientkontrakt fungerar för patienten på en enhet."
* url = "https://pk-fhir.example/fhir/Questionnaire/pk-sju-fragor-patient"
* version = "1.0.0"
* name = "PkSjuFragorPatient"
* title = "Sju frågor till dig som patient"
* status = #active
* experimental = false
* language = #sv
* publisher = "pk-fhir"
* description = "Sju påståenden om hur delarna i patientkontrakt fungerar för patienten på en enhet."
* purpose = "Speglas av vårdens svar; skillnaden visar vad enheten behöver förbättra."
* jurisdiction = urn:iso:std:iso:3166#SE "Sweden"
* subjectType = #Organization
* item[0].linkId = "life"
* item[=].text = "Jag kan lägga min kraft på att leva mitt liv och litar på att hjälpen är lätt att få."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "agreement"
* item[=].text = "Vården och jag har en överenskommelse som börjar i det som är viktigt för mig."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "easy-contact"
* item[=].text = "Det är lätt för mig att nå vården."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "fixed-contact"
* item[=].text = "Jag har en fast vårdkontakt när jag behöver det."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "next-step"
* item[=].text = "Jag vet vad som är mitt nästa steg."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "agreed-time"
* item[=].text = "Jag har varit med och bestämt min nästa tid."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "overview"
* item[=].text = "Jag ser alla mina planer samlade och får hjälp att samordna dem."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "talk"
* item[=].text = "Samtalets beteckning, samma i patientens och vårdens svar"
* item[=].type = #string
* item[+].linkId = "comment"
* item[=].text = "Kommentar"
* item[=].type = #text

Instance: pk-sju-fragor-vardgivare
InstanceOf: PkQuestionnaire
Usage: #definition
Title: "Sju frågor till dig i vården"
Description: "Sju påståenden om hur delarna i patientkontrakt fungerar för patienten, besvarade av vården."
* url = "https://pk-fhir.example/fhir/Questionnaire/pk-sju-fragor-vardgivare"
* version = "1.0.0"
* name = "PkSjuFragorVardgivare"
* title = "Sju frågor till dig i vården"
* status = #active
* experimental = false
* language = #sv
* publisher = "pk-fhir"
* description = "Sju påståenden om hur delarna i patientkontrakt fungerar för patienten, besvarade av vården."
* purpose = "Speglas av patientens svar; skillnaden visar vad enheten behöver förbättra."
* jurisdiction = urn:iso:std:iso:3166#SE "Sweden"
* subjectType = #Organization
* item[0].linkId = "life"
* item[=].text = "Patienten kan lägga sin kraft på att leva sitt liv och litar på att hjälpen är lätt att få hos oss."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "agreement"
* item[=].text = "Patienten och vi har en överenskommelse som börjar i det som är viktigt för patienten."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "easy-contact"
* item[=].text = "Det är lätt för patienten att nå oss."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "fixed-contact"
* item[=].text = "Patienten har en fast vårdkontakt när det behövs."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "next-step"
* item[=].text = "Patienten vet vad som är nästa steg."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "agreed-time"
* item[=].text = "Patienten har varit med och bestämt sin nästa tid."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "overview"
* item[=].text = "Patienten ser alla sina planer samlade och får hjälp av oss att samordna dem."
* item[=].type = #choice
* item[=].answerValueSet = Canonical(PkDegreeVS)
* item[=].required = true
* item[+].linkId = "talk"
* item[=].text = "Samtalets beteckning, samma i patientens och vårdens svar"
* item[=].type = #string
* item[+].linkId = "comment"
* item[=].text = "Kommentar"
* item[=].type = #text

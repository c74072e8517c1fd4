// Answers in our forms.

CodeSystem: PkAnswerCS
Id: pk-answer
Title: "Svar"
Description: "Answers to the follow-up questions."
* insert OurCodes
* #yes "ja"
* #partly "delvis"
* #no "nej"
* #unknown "vet inte"

ValueSet: PkAnswerVS
Id: pk-answer
Title: "Svar"
Description: "Answers to the follow-up questions."
* insert Ours
* include codes from system PkAnswerCS

CodeSystem: PkDegreeCS
Id: pk-degree
Title: "Hur väl det stämmer"
Description: "How far a statement holds. The property ordinal makes answers of patients and providers comparable."
* insert OurCodes
* ^property[0].code = #ordinal
* ^property[=].uri = "http://hl7.org/fhir/concept-properties#itemWeight"
* ^property[=].description = "Number for comparing answers; unknown has none."
* ^property[=].type = #decimal
* #fully "stämmer helt"
* #fully ^property[0].code = #ordinal
* #fully ^property[=].valueDecimal = 4
* #mostly "stämmer till stor del"
* #mostly ^property[0].code = #ordinal
* #mostly ^property[=].valueDecimal = 3
* #slightly "stämmer till liten del"
* #slightly ^property[0].code = #ordinal
* #slightly ^property[=].valueDecimal = 2
* #not-at-all "stämmer inte alls"
* #not-at-all ^property[0].code = #ordinal
* #not-at-all ^property[=].valueDecimal = 1
* #unknown "vet inte"

ValueSet: PkDegreeVS
Id: pk-degree
Title: "Hur väl det stämmer"
Description: "How far a statement holds."
* insert Ours
* include codes from system PkDegreeCS

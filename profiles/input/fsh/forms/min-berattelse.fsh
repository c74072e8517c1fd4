// The patient's own story, from the question Vad är viktigt för dig?

Instance: pk-min-berattelse
InstanceOf: PkQuestionnaire
Usage: #definition
Title: "Min berättelse"
Description: "Patientens egen berättelse: vad som är viktigt, behov, kunskap, resurser, förmågor, förväntningar och farhågor."
* url = "https://pk-fhir.example/fhir/Questionnaire/pk-min-berattelse"
* version = "1.0.0"
* name = "PkMinBerattelse"
* title = "Min berättelse"
* status = #active
* experimental = false
* language = #sv
* publisher = "pk-fhir"
* description = "Patientens egen berättelse: vad som är viktigt, behov, kunskap, resurser, förmågor, förväntningar och farhågor."
* purpose = "Underlag för patientkontraktet, med patientens egna ord."
* jurisdiction = urn:iso:std:iso:3166#SE "Sweden"
* subjectType = #Patient
* item[0].linkId = "what-matters"
* item[=].text = "Vad är viktigt för dig?"
* item[=].type = #text
* item[+].linkId = "story"
* item[=].text = "Berätta med egna ord om dig och din hälsa."
* item[=].type = #text
* item[+].linkId = "needs"
* item[=].text = "Vad behöver du hjälp eller stöd med?"
* item[=].type = #text
* item[+].linkId = "knowledge"
* item[=].text = "Vad vet du redan, och vad vill du veta mer om?"
* item[=].type = #text
* item[+].linkId = "resources"
* item[=].text = "Vad och vilka i ditt liv ger dig kraft och stöd?"
* item[=].type = #text
* item[+].linkId = "abilities"
* item[=].text = "Vad kan och vill du göra själv?"
* item[=].type = #text
* item[+].linkId = "expectations"
* item[=].text = "Vad förväntar du dig av vården?"
* item[=].type = #text
* item[+].linkId = "worries"
* item[=].text = "Vad oroar dig?"
* item[=].type = #text
* item[+].linkId = "child-opinion"
* item[=].text = "Barnets egen åsikt, med barnets egna ord"
* item[=].type = #text
* item[+].linkId = "child-opinion-considered"
* item[=].text = "Hur barnets åsikt har vägts in, efter ålder och mognad"
* item[=].type = #text

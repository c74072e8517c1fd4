// The agreement: its category, the four parts, what came of each, why, and on whose initiative.

CodeSystem: PkPlanCategoryCS
Id: pk-plan-category
Title: "Planens art"
Description: "Says that a CarePlan is a patientkontrakt."
* insert OurCodes
* #patientkontrakt "patientkontrakt" "En dokumenterad överenskommelse som patienten och vården utformar tillsammans. Inte ett juridiskt bindande kontrakt."

CodeSystem: PkPartCS
Id: pk-part
Title: "Patientkontraktets delar"
Description: "The four parts of a patientkontrakt."
* insert OurCodes
* #agreement "överenskommelse" "Gemensam överenskommelse mellan patient och vård. Syfte: delaktighet."
* #fixed-contact "fast vårdkontakt" "En fast kontakt med samordningsansvar. Syfte: samordning."
* #agreed-time "överenskommen tid" "Tider som bokas i samråd, och enkla sätt att ta kontakt. Syfte: tillgänglighet."
* #coordinated-planning "sammanhållen planering" "Överblick och stöd för samordnade insatser. Syfte: samverkan."

ValueSet: PkPartVS
Id: pk-part
Title: "Patientkontraktets delar"
Description: "The four parts of a patientkontrakt."
* insert Ours
* include codes from system PkPartCS

CodeSystem: PkPartOutcomeCS
Id: pk-part-outcome
Title: "Vad samtalet om en del ledde till"
Description: "What came of talking about a part with the person."
* insert OurCodes
* #agreed "överenskommet" "Delen är överenskommen och finns i patientkontraktet."
* #not-relevant "inte aktuellt" "Man har talat om delen; den behövs inte nu."
* #declined "patienten avstår" "Patienten har erbjudits delen och avstår."
* #later "tas upp senare" "Man har talat om delen och bestämt att återkomma."

ValueSet: PkPartOutcomeVS
Id: pk-part-outcome
Title: "Vad samtalet om en del ledde till"
Description: "What came of talking about a part with the person."
* insert Ours
* include codes from system PkPartOutcomeCS

CodeSystem: PkIndicationCS
Id: pk-indication
Title: "Indikation för patientkontrakt"
Description: "Why the patient is offered a patientkontrakt, after the regional guideline of Västra Götaland."
* insert OurCodes
* #long-care "längre vård- och behandlingsinsatser" "Patienter med längre vård- och behandlingsinsatser."
* #complex-needs "omfattande och komplexa vårdbehov" "Patienter med omfattande och komplexa vårdbehov. Erbjuds i första hand."
* #other-reason "andra skäl att tydliggöra planering" "Det finns andra skäl att tydliggöra planeringen."
* #own-wish "eget önskemål" "Patienten önskar själv ett patientkontrakt."

ValueSet: PkIndicationVS
Id: pk-indication
Title: "Indikation för patientkontrakt"
Description: "Why the patient is offered a patientkontrakt."
* insert Ours
* include codes from system PkIndicationCS

CodeSystem: PkInitiativeCS
Id: pk-initiative
Title: "Vem som tog initiativ"
Description: "Who took the initiative to the patientkontrakt."
* insert OurCodes
* #care "vården"
* #patient "patienten"

ValueSet: PkInitiativeVS
Id: pk-initiative
Title: "Vem som tog initiativ"
Description: "Who took the initiative to the patientkontrakt."
* insert Ours
* include codes from system PkInitiativeCS

CodeSystem: PkProvenanceActivityCS
Id: pk-provenance-activity
Title: "Vad som skedde med överenskommelsen"
Description: "What a Provenance of ours tells."
* insert OurCodes
* #agreed "överenskommelse" "En part har sagt ja till en version av patientkontraktet."
* #appointed "utsedd" "En fast vårdkontakt har utsetts."
* #authored "dokumenterad" "Uppgifterna har dokumenterats av en vårdenhet hos en vårdgivare."
* #read-from-source "läst från en källa" "Uppgifterna lästes från en källa till den sammanhållna vyn."

CodeSystem: PkAgentRoleCS
Id: pk-agent-role
Title: "I vilken egenskap"
Description: "In what capacity somebody appointed a fast vårdkontakt."
* insert OurCodes
* #head-of-operations "verksamhetschef" "Verksamhetschefen ansvarar för att utse en fast vårdkontakt."

CodeSystem: PkRecordCS
Id: pk-record
Title: "Postens ställning i kontraktet"
Description: "How a record stands to the newest version of its contract: a tag (meta.tag) on a resource that a later version left out. It is closed, never deleted."
* insert OurCodes
* #left-out "utelämnad i en senare version"

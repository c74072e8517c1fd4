// Who agreed, who appointed, whose record it is. https://hl7.org/fhir/R4/provenance.html

Profile: PkAgreed
Parent: Provenance
Id: pk-agreed
Title: "En part har sagt ja"
Description: "One party agreed to one version of the contract. A god man or guardian agrees on behalf of the patient. Provenance has no identifier in R4, so its id is made from the contract and the party."
* insert Ours
* extension contains PkVersion named version 1..1 MS
* target MS
* occurred[x] MS
* occurred[x] only dateTime
* activity 1..1 MS
* activity = PkProvenanceActivityCS#agreed
* agent 1..1 MS
* agent.type 1..1 MS
* agent.type = $provenance-agent#attester
* agent.who MS
* agent.onBehalfOf MS
* agent.onBehalfOf only Reference(Patient)

Profile: PkAppointed
Parent: Provenance
Id: pk-appointed
Title: "Fast kontakt har utsetts"
Description: "Who appointed a fast vårdkontakt: the verksamhetschef, or somebody in that place."
* insert Ours
* target 1..1 MS
* target only Reference(CareTeam)
* activity 1..1 MS
* activity = PkProvenanceActivityCS#appointed
* agent 1..1 MS
* agent.type = $provenance-agent#performer
* agent.role MS
* agent.who MS

Profile: PkAuthorship
Parent: Provenance
Id: pk-authorship
Title: "Vems uppgifter det är"
Description: "The care unit (inre) and the care giver (yttre) that own the record, for access rules."
* insert Ours
* target MS
* activity 1..1 MS
* activity = PkProvenanceActivityCS#authored
* agent 1..* MS
* agent.type 1..1
* agent ^slicing.discriminator.type = #pattern
* agent ^slicing.discriminator.path = "type"
* agent ^slicing.rules = #open
* agent contains author 0..1 MS and custodian 0..1 MS
* agent[author].type = $provenance-agent#author
* agent[author].onBehalfOf only Reference(Organization)
* agent[author].onBehalfOf ^short = "Vårdenheten"
* agent[custodian].type = $provenance-agent#custodian
* agent[custodian].who only Reference(Organization)
* agent[custodian].who ^short = "Vårdgivaren"

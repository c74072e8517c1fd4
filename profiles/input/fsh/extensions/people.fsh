// Extensions of contacts and representatives.

Extension: PkCoordinating
Id: pk-coordinating
Title: "Samordnande"
Description: "This fast kontakt has the coordinating responsibility among several."
* insert Ours
* insert InContext(CareTeam)
* value[x] only boolean
* value[x] 1..1

Extension: PkRepresentationScope
Id: pk-representation-scope
Title: "Företrädarens uppdrag"
Description: "What a representative may decide."
* insert Ours
* insert InContext(RelatedPerson)
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from PkRepresentationScopeVS (extensible)

Extension: PkProfession
Id: pk-profession
Title: "Yrke eller uppdrag"
Description: "The profession or assignment as a code of ours, beside its words. It stands beside code.coding and not in it, because the published slices of SEBasePractitionerRole.code.coding do not say what belongs to them, so that validators refuse every coding there."
* insert Ours
* insert InContext(PractitionerRole.code)
* value[x] only Coding
* value[x] 1..1
* valueCoding from PkProfessionVS (required)

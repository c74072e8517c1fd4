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

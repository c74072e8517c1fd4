// Extensions of plans that belong to the agreement.

Extension: PkPlanType
Id: pk-plan-type
Title: "Typ av plan hos annan vårdgivare"
Description: "What kind of plan a Reference leads to, where the plan itself cannot be read here."
* insert Ours
* insert InContext(Reference)
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from PkPlanTypeVS (extensible)

Extension: PkLegalBasis
Id: pk-legal-basis
Title: "Författningsstöd"
Description: "Which plan regulated by statute it is, and under which of the statutes it was made."
* insert Ours
* insert InContext(CarePlan)
* insert InContext(Reference)
* extension contains
    plan 1..1 and
    statute 0..*
* extension[plan] ^short = "Författningsreglerad plan"
* extension[plan].value[x] only Coding
* extension[plan].value[x] 1..1
* extension[plan].valueCoding from PkStatutoryPlanVS (required)
* extension[statute] ^short = "Författning"
* extension[statute].value[x] only Coding
* extension[statute].value[x] 1..1
* extension[statute].valueCoding from PkStatuteVS (required)

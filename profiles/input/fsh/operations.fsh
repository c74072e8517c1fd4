// What the service does beside FHIR's own interactions. https://hl7.org/fhir/R4/operationdefinition.html

RuleSet: OurOperation(id, name, code)
* url = "https://pk-fhir.example/fhir/OperationDefinition/{id}"
* version = "0.1.0"
* name = "{name}"
* status = #active
* kind = #operation
* experimental = false
* publisher = "pk-fhir"
* code = #{code}

RuleSet: OperationParameter(name, use, min, max, type, documentation)
* parameter[+].name = #{name}
* parameter[=].use = #{use}
* parameter[=].min = {min}
* parameter[=].max = "{max}"
* parameter[=].documentation = "{documentation}"
* parameter[=].type = #{type}

Instance: pk-careplan-contract
InstanceOf: OperationDefinition
Usage: #definition
* insert OurOperation(pk-careplan-contract, PkCarePlanContract, contract)
* title = "The contract of a CarePlan, in the words of care"
* description = "Reads the CarePlan and everything that belongs to it, and gives the contract JSON, with a list of what it could not express."
* affectsState = false
* resource = #CarePlan
* system = false
* type = false
* instance = true
* insert OperationParameter(return, out, 1, 1, Binary, The contract and the list of what it could not express)

Instance: pk-to-contract
InstanceOf: OperationDefinition
Usage: #definition
* insert OurOperation(pk-to-contract, PkToContract, to-contract)
* title = "FHIR to contract, without storing"
* description = "Maps a Bundle, or a CarePlan, to a contract in the words of care. Nothing is stored. What could not be expressed is listed, never dropped in silence."
* affectsState = false
* system = true
* type = false
* instance = false
* insert OperationParameter(resource, in, 1, 1, Resource, A Bundle with the CarePlan and what it refers to or a CarePlan alone)
* insert OperationParameter(return, out, 1, 1, Binary, The contract and the list of what it could not express)

Instance: pk-sammanhallen-vy
InstanceOf: OperationDefinition
Usage: #definition
* insert OurOperation(pk-sammanhallen-vy, PkSammanhallenVy, sammanhallen-vy)
* title = "Sammanhållen vy för en patient"
* description = "Everything that belongs to the patient's contracts, from every source, with the state of each source. Nothing is silently left out."
* affectsState = false
* resource = #Patient
* system = false
* type = false
* instance = true
* insert OperationParameter(return, out, 1, 1, Bundle, Everything found and the state of each source)

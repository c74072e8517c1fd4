// What people search contracts by. https://hl7.org/fhir/R4/searchparameter.html

Instance: pk-indication
InstanceOf: SearchParameter
Usage: #definition
* url = "https://pk-fhir.example/fhir/SearchParameter/pk-indication"
* version = "0.1.0"
* name = "PkIndicationParameter"
* status = #active
* experimental = false
* publisher = "pk-fhir"
* description = "Contracts by why the patient has one."
* code = #indication
* base = #CarePlan
* type = #token
* expression = "CarePlan.extension('https://pk-fhir.example/fhir/StructureDefinition/pk-indication').value"

Instance: pk-plan-type
InstanceOf: SearchParameter
Usage: #definition
* url = "https://pk-fhir.example/fhir/SearchParameter/pk-plan-type"
* version = "0.1.0"
* name = "PkPlanTypeParameter"
* status = #active
* experimental = false
* publisher = "pk-fhir"
* description = "Plans by type, with the codes of Inera or ours."
* code = #plan-type
* base = #CarePlan
* type = #token
* expression = "CarePlan.category.where(coding.where(system = 'https://pk-fhir.example/fhir/CodeSystem/pk-plan-type' or system = 'https://fhir.inera.se/CodeSystem/typeofcareplan-cs').exists())"

Instance: pk-coordinating-contact
InstanceOf: SearchParameter
Usage: #definition
* url = "https://pk-fhir.example/fhir/SearchParameter/pk-coordinating-contact"
* version = "0.1.0"
* name = "PkCoordinatingContactParameter"
* status = #active
* experimental = false
* publisher = "pk-fhir"
* description = "The fast kontakt with coordinating responsibility: who it is."
* code = #coordinating-contact
* base = #CareTeam
* type = #reference
* expression = "CareTeam.where(extension('https://pk-fhir.example/fhir/StructureDefinition/pk-coordinating').where(value = true).exists()).participant.member"
* target[0] = #PractitionerRole
* target[+] = #Practitioner

Instance: pk-fixed-contact-kind
InstanceOf: SearchParameter
Usage: #definition
* url = "https://pk-fhir.example/fhir/SearchParameter/pk-fixed-contact-kind"
* version = "0.1.0"
* name = "PkFixedContactKindParameter"
* status = #active
* experimental = false
* publisher = "pk-fhir"
* description = "Fasta kontakter by kind, and team members by role."
* code = #fixed-contact-kind
* base = #CareTeam
* type = #token
* expression = "CareTeam.participant.role"

Instance: pk-review-due
InstanceOf: SearchParameter
Usage: #definition
* url = "https://pk-fhir.example/fhir/SearchParameter/pk-review-due"
* version = "0.1.0"
* name = "PkReviewDueParameter"
* status = #active
* experimental = false
* publisher = "pk-fhir"
* description = "When a contract is to be followed up."
* code = #review-due
* base = #Task
* type = #date
* expression = "Task.where(code.coding.where(system = 'https://pk-fhir.example/fhir/CodeSystem/pk-task-type' and code = 'review').exists()).restriction.period"

Instance: pk-due
InstanceOf: SearchParameter
Usage: #definition
* url = "https://pk-fhir.example/fhir/SearchParameter/pk-due"
* version = "0.1.0"
* name = "PkDueParameter"
* status = #active
* experimental = false
* publisher = "pk-fhir"
* description = "When something is planned and due."
* code = #due
* base = #Task
* type = #date
* expression = "Task.restriction.period"

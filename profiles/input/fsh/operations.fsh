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

RuleSet: PopulateContext
* parameter[=].part[+].name = #name
* parameter[=].part[=].use = #in
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "1"
* parameter[=].part[=].type = #string
* parameter[=].part[+].name = #content
* parameter[=].part[=].use = #in
* parameter[=].part[=].min = 1
* parameter[=].part[=].max = "*"
* parameter[=].part[=].type = #Reference
* parameter[=].part[=].documentation = "A Reference to a CarePlan, or a CarePlan or Bundle itself"

Instance: pk-careplan-contract
InstanceOf: OperationDefinition
Usage: #definition
* insert OurOperation(pk-careplan-contract, PkCarePlanContract, contract)
* title = "The contract of a CarePlan, whole"
* description = "Reads the CarePlan and everything that belongs to it, and gives the contract as a FHIR document: the Composition first, with Swedish sections, then every resource as it is stored. Asked for with Accept: application/json it gives the contract JSON in its place, with a list of what that could not express."
* affectsState = false
* resource = #CarePlan
* system = false
* type = false
* instance = true
* insert OperationParameter(return, out, 1, 1, Bundle, The document)

Instance: pk-careplan-everything
InstanceOf: OperationDefinition
Usage: #definition
* insert OurOperation(pk-careplan-everything, PkCarePlanEverything, everything)
* title = "Everything that a CarePlan leads to"
* description = "The CarePlan first, then what it refers to, what those refer to in turn, and the Provenance of all. What belongs to another patient is not in it."
* affectsState = false
* resource = #CarePlan
* system = false
* type = false
* instance = true
* insert OperationParameter(_since, in, 0, 1, instant, Only resources that were changed at this moment or later)
* insert OperationParameter(_type, in, 0, *, code, Only resources of these types)
* insert OperationParameter(_count, in, 0, 1, integer, The number of resources of a page)
* insert OperationParameter(return, out, 1, 1, Bundle, A searchset)

Instance: pk-questionnaire-populate
InstanceOf: OperationDefinition
Usage: #definition
* insert OurOperation(pk-questionnaire-populate, PkQuestionnairePopulate, populate)
* title = "A form with what is known filled in"
* description = "Gives a QuestionnaireResponse in progress for a form, filled in with what the patient's contract knows. Nothing is stored. The parameters are those of the operation of the same name in Structured Data Capture (http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate)."
* affectsState = false
* resource = #Questionnaire
* system = false
* type = true
* instance = true
* insert OperationParameter(canonical, in, 0, 1, uri, The canonical of the form. On the type)
* insert OperationParameter(questionnaire, in, 0, 1, Questionnaire, The form itself. On the type)
* insert OperationParameter(questionnaireRef, in, 0, 1, Reference, A reference to the form. On the type)
* insert OperationParameter(subject, in, 1, 1, Reference, Whom the answers are about)
* insert OperationParameter(context, in, 0, *, Element, What the form is filled in from beside what is known here)
* insert PopulateContext
* insert OperationParameter(launchContext, in, 0, *, Element, The same by the name that an earlier version has for it)
* insert PopulateContext
* insert OperationParameter(local, in, 0, 1, boolean, Whether what is known here about the subject is used. True where it is not given)
* insert OperationParameter(response, out, 1, 1, QuestionnaireResponse, The form begun)
* insert OperationParameter(issues, out, 0, 1, OperationOutcome, What to know of the answers)

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
* description = "Everything that belongs to the patient's contracts, from every source and as it came from there, with the state of each source. Nothing is silently left out: a Bundle that may lack something has the tag pk-view-completeness#partial, and its first entry says why. On the type the person is named in the body, so that no number stands in an address."
* affectsState = false
* resource = #Patient
* system = false
* type = true
* instance = true
* insert OperationParameter(identifier, in, 0, 1, Identifier, A national identifier of the person; needed on the type where the Patient does not say it)
* insert OperationParameter(refresh, in, 0, 1, code, live: ask every source within the deadline; replicas: show what is kept here and ask nobody; wait: until every source has ended. Default: live)
* insert OperationParameter(return, out, 1, 1, Bundle, A searchset with everything found and with an OperationOutcome and a Provenance for each source)

Instance: pk-reindex
InstanceOf: OperationDefinition
Usage: #definition
* insert OurOperation(pk-reindex, PkReindex, reindex)
* title = "Index what is stored anew"
* description = "Goes through what is stored and makes its search index anew, so that a SearchParameter that was added or changed finds it. Asynchronous: the answer is 202, and its Content-Location says where the work can be looked at by GET and cancelled by DELETE. Without parameters it is about every SearchParameter that waits, and about everything where none does."
* affectsState = true
* resource = #SearchParameter
* system = true
* type = false
* instance = true
* insert OperationParameter(type, in, 0, *, code, Only resources of these types. On the system)
* insert OperationParameter(return, out, 1, 1, OperationOutcome, That the work has begun)

Instance: pk-reindex-progress
InstanceOf: OperationDefinition
Usage: #definition
* insert OurOperation(pk-reindex-progress, PkReindexProgress, reindex-progress)
* title = "How far indexing anew has come"
* description = "202 with X-Progress while the work goes on, and 200 with what it came to at its end. DELETE cancels it: what waits goes on waiting."
* affectsState = false
* system = true
* type = false
* instance = false
* insert OperationParameter(job, in, 1, 1, string, Which work: from the Content-Location of the work that was begun)
* insert OperationParameter(state, out, 1, 1, code, completed or cancelled or failed)
* insert OperationParameter(total, out, 1, 1, integer, How many resources there were)
* insert OperationParameter(done, out, 1, 1, integer, How many of them were indexed)
* insert OperationParameter(requested, out, 1, 1, instant, When it was asked for)
* insert OperationParameter(ended, out, 0, 1, instant, When it ended)
* insert OperationParameter(type, out, 1, *, code, The types that were gone through)
* insert OperationParameter(parameter, out, 0, *, Reference, A SearchParameter that can be searched by now)
* insert OperationParameter(problem, out, 0, 1, string, What went wrong)

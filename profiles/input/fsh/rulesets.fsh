// What every definition of ours carries.
RuleSet: Ours
* ^status = #active
* ^experimental = false
* ^publisher = "pk-fhir"
* ^jurisdiction = urn:iso:std:iso:3166#SE "Sweden"

RuleSet: OurCodes
* insert Ours
* ^language = #sv
* ^caseSensitive = true
* ^content = #complete

RuleSet: InContext(expression)
* ^context[+].type = #element
* ^context[=].expression = "{expression}"

// HSA-id as HL7 Sweden writes it.
RuleSet: HsaIdSlice
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains hsaid 0..1 MS
* identifier[hsaid] ^short = "HSA-id"
* identifier[hsaid] obeys pk-hsa-form
* identifier[hsaid].system 1..1
* identifier[hsaid].system = "urn:oid:1.2.752.29.4.19"
* identifier[hsaid].type = $v2-0203#PRN
* identifier[hsaid].value 1..1

Invariant: pk-hsa-form
Description: "an HSA-id is SE, ten digits, a hyphen and letters or digits, at most 31 characters (pk-hsa-form)"
Expression: "value.empty() or (value.matches('^SE[0-9]{10}-[A-Za-z0-9]+$') and value.length() <= 31)"
Severity: #error

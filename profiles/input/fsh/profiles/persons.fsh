// Patient, staff and units, conforming to HL7 Sweden's base profiles (http://hl7.se/fhir/ig/base) without needing their package.

// https://hl7.org/fhir/R4/patient.html
Profile: PkPatient
Parent: Patient
Id: pk-patient
Title: "Patient"
Description: "The patient, with a Swedish national identifier. Conforms to SEBasePatient."
* insert Ours
* extension contains $interpreter-required named interpreterRequired 0..1 MS
* meta.security ^short = "sekretessmarkering, skyddadFolkbokforing"
* obeys pk-patient-number
* identifier MS
* identifier.system 1..1
* identifier.value 1..1
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier contains personnummer 0..1 MS and samordningsnummer 0..1 MS and nationelltReservnummer 0..1 MS
* identifier[personnummer].system = "http://electronichealth.se/identifier/personnummer"
* identifier[personnummer] obeys pk-personnummer-form
* identifier[samordningsnummer].system = "http://electronichealth.se/identifier/samordningsnummer"
* identifier[samordningsnummer] obeys pk-samordningsnummer-form
* identifier[nationelltReservnummer].system = "http://electronichealth.se/identifier/nationelltReservnummer"
* name 0..1 MS
* gender MS
* birthDate MS
* telecom MS
* communication MS

Invariant: pk-patient-number
Description: "the patient has no national identifier (personnummer, samordningsnummer or nationellt reservnummer), so that no other care provider's data can be joined (pk-patient-number)"
Expression: "identifier.where(system in ('http://electronichealth.se/identifier/personnummer' | 'http://electronichealth.se/identifier/samordningsnummer' | 'http://electronichealth.se/identifier/nationelltReservnummer')).exists()"
Severity: #warning

Invariant: pk-personnummer-form
Description: "a personnummer is written with 12 digits and no hyphen, and begins with the date of birth (pk-personnummer-form)"
Expression: "value.empty() or value.matches('^(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{4}$')"
Severity: #error

Invariant: pk-samordningsnummer-form
Description: "a samordningsnummer is written with 12 digits and no hyphen, with 60 added to the day of birth (pk-samordningsnummer-form)"
Expression: "value.empty() or value.matches('^(18|19|20)[0-9]{2}(0[0-9]|1[0-2])([678][0-9]|9[01])[0-9]{4}$')"
Severity: #error

// https://hl7.org/fhir/R4/practitioner.html
Profile: PkPractitioner
Parent: Practitioner
Id: pk-practitioner
Title: "Personal"
Description: "A person who works in care. Conforms to SEBasePractitioner."
* insert Ours
* insert HsaIdSlice
* name 0..1 MS

// https://hl7.org/fhir/R4/practitionerrole.html
Profile: PkPractitionerRole
Parent: PractitionerRole
Id: pk-practitioner-role
Title: "Personal i ett uppdrag"
Description: "Somebody in an assignment at a unit, and how to reach them. Conforms to SEBasePractitionerRole."
* insert Ours
* insert HsaIdSlice
* obeys pk-role-who
* practitioner MS
* organization MS
* code MS
* code.text MS
* code.extension contains PkProfession named profession 0..1
* telecom MS
* availableTime MS

Invariant: pk-role-who
Description: "say who it is or at which unit: practitioner or organization (pk-role-who)"
Expression: "practitioner.exists() or organization.exists()"
Severity: #warning

// https://hl7.org/fhir/R4/organization.html
Profile: PkOrganization
Parent: Organization
Id: pk-organization
Title: "Vårdgivare, vårdenhet eller annan organisation"
Description: "A care giver, a care unit, a municipality or an external actor. Conforms to SEBaseOrganization."
* insert Ours
* insert HsaIdSlice
* identifier contains organizationIdentifier 0..1 MS
* identifier[organizationIdentifier] obeys pk-orgnr-form
* identifier[organizationIdentifier].system 1..1
* identifier[organizationIdentifier].system = "urn:oid:2.5.4.97"
* identifier[organizationIdentifier].type = $v2-0203#XX
* identifier[organizationIdentifier].value 1..1
* type MS
* name MS
* telecom MS
* partOf MS

Invariant: pk-orgnr-form
Description: "an organisationsnummer is written with 10 digits and no hyphen (pk-orgnr-form)"
Expression: "value.empty() or value.matches('^[0-9]{10}$')"
Severity: #error

// https://hl7.org/fhir/R4/relatedperson.html
Profile: PkRelatedPerson
Parent: RelatedPerson
Id: pk-related-person
Title: "Närstående eller företrädare"
Description: "Somebody close, a god man, förvaltare or vårdnadshavare, or a child who is a relative."
* insert Ours
* obeys pk-scope-representative
* extension contains
    PkRepresentationScope named representationScope 0..* MS and
    PkParticipationWish named participationWish 0..1 MS
* identifier MS
* patient MS
* relationship MS
* relationship from PkRelationshipVS (preferred)
* name MS
* telecom MS
* period MS

Invariant: pk-scope-representative
Description: "what somebody may decide is stated only for a representative: god man, förvaltare, vårdnadshavare or ombud in relationship (pk-scope-representative)"
Expression: "extension('https://pk-fhir.example/fhir/StructureDefinition/pk-representation-scope').exists() implies relationship.coding.where(system = 'https://pk-fhir.example/fhir/CodeSystem/pk-representation' or code = 'GUARD').exists()"
Severity: #error

// Block and consent in sammanhållen vård- och omsorgsdokumentation. https://hl7.org/fhir/R4/consent.html

RuleSet: SwedishConsent
* identifier MS
* status MS
* scope = $consentscope#patient-privacy
* patient 1..1 MS
* dateTime MS
* organization MS
* policyRule 1..1 MS
* provision 1..1 MS
* provision.type MS
* provision.actor MS

Profile: PkBlock
Parent: Consent
Id: pk-block
Title: "Spärr"
Description: "The patient blocks data of a care unit (inner block) or a care giver (outer block). Nested provisions permit the unit or care giver itself, and a temporary lifting."
* insert Ours
* insert SwedishConsent
* obeys pk-block-actor and pk-block-deny
* category 1..1 MS
* category from PkBlockCategoryVS (required)
* policyRule = $v3-ActCode#OPTOUT
* provision.dataPeriod MS
* provision.provision MS

Invariant: pk-block-actor
Description: "a block says whose data it blocks: the care unit or care giver as actor with the role CST (pk-block-actor)"
Expression: "provision.actor.where(role.coding.where(code = 'CST').exists()).count() = 1"
Severity: #error

Profile: PkConsent
Parent: Consent
Id: pk-consent
Title: "Samtycke till sammanhållen vård- och omsorgsdokumentation"
Description: "The patient permits a care unit, or one employee, to read other care givers' data, for a time."
* insert Ours
* insert SwedishConsent
* obeys pk-consent-actor and pk-consent-permit
* category 1..1 MS
* category = PkConsentCategoryCS#coherent-record
* performer MS
* policyRule = $v3-ActCode#OPTIN
* verification MS
* provision.period MS
* provision.purpose MS

Invariant: pk-consent-actor
Description: "a consent says who may read: the unit or employee as actor with the role IRCP (pk-consent-actor)"
Expression: "provision.actor.where(role.coding.where(code = 'IRCP').exists()).exists()"
Severity: #error

// Nested provisions repeat the rules of their parent, so what only the outermost one must say is said of the Consent.

Invariant: pk-block-deny
Description: "the outermost provision of a block denies; what stays open is nested in it as permit (pk-block-deny)"
Expression: "provision.type = 'deny'"
Severity: #error

Invariant: pk-consent-permit
Description: "a consent permits, and says for what: provision.type permit and provision.purpose (pk-consent-permit)"
Expression: "provision.type = 'permit' and provision.purpose.exists()"
Severity: #error

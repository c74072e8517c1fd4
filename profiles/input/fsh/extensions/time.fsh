// Extensions of times and ways of contact.

Extension: PkContactForm
Id: pk-contact-form
Title: "Form för mötet"
Description: "How patient and care meet. R5 has Appointment.class for it."
* insert Ours
* insert InContext(Appointment)
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from PkContactFormVS (extensible)

Extension: PkSupportNeed
Id: pk-support-need
Title: "Särskilt stöd"
Description: "Special support that the patient needs before or at the visit."
* insert Ours
* insert InContext(Appointment)
* extension contains
    need 1..1 and
    phase 0..1
* extension[need] ^short = "Vilket stöd"
* extension[need].value[x] only CodeableConcept
* extension[need].value[x] 1..1
* extension[need].valueCodeableConcept from PkSupportNeedVS (extensible)
* extension[phase] ^short = "Inför eller vid besöket"
* extension[phase].value[x] only Coding
* extension[phase].value[x] 1..1
* extension[phase].valueCoding from PkSupportPhaseVS (required)

Extension: PkLatestBy
Id: pk-latest-by
Title: "Senast"
Description: "The latest day on which the time is still within reasonable time, by medical guideline or agreement."
* insert Ours
* insert InContext(Appointment)
* value[x] only date
* value[x] 1..1

Extension: PkServiceStatus
Id: pk-service-status
Title: "Befintlig eller ny tjänst"
Description: "Whether a way of contact that a unit offers is an existing or a new service."
* insert Ours
* insert InContext(HealthcareService.characteristic)
* value[x] only Coding
* value[x] 1..1
* valueCoding from PkServiceStatusVS (required)

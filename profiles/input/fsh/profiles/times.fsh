// Times, answers to offered times, and ways of contact.

// https://hl7.org/fhir/R4/appointment.html
Profile: PkAppointment
Parent: Appointment
Id: pk-appointment
Title: "Tid"
Description: "A time: agreed (booked, and the patient has accepted), offered (pending: a kallelse that waits for the patient's answer) or wished (proposed, with requestedPeriod)."
* insert Ours
* obeys pk-time-booked and pk-time-offered and pk-time-wished
* extension contains
    PkContactForm named contactForm 0..1 MS and
    PkSupportNeed named supportNeed 0..* MS and
    PkLatestBy named latestBy 0..1 MS and
    $pertains-to-goal named pertainsToGoal 0..*
* identifier MS
* status MS
* serviceCategory from PkCareLevelVS (preferred)
* serviceCategory MS
* description MS
* start MS
* end MS
* patientInstruction MS
* patientInstruction ^short = "Bara instruktioner till patienten"
* basedOn MS
* participant.actor 1..1 MS
* participant.status MS
* requestedPeriod MS

Invariant: pk-time-booked
Description: "an agreed (booked) time has nobody who has accepted it; the patient's participant has the status accepted, else it is pending (pk-time-booked)"
Expression: "status = 'booked' implies participant.where(status = 'accepted').exists()"
Severity: #error

Invariant: pk-time-offered
Description: "an offered (pending) time that everybody has accepted; it is booked then, and until then the patient's participant has the status needs-action, tentative or declined (pk-time-offered)"
Expression: "status = 'pending' implies participant.where(status != 'accepted').exists()"
Severity: #error

Invariant: pk-time-wished
Description: "a wished (proposed) time says when it suits: requestedPeriod, or start and end (pk-time-wished)"
Expression: "status = 'proposed' implies (requestedPeriod.exists() or start.exists())"
Severity: #warning

// https://hl7.org/fhir/R4/appointmentresponse.html
Profile: PkAppointmentResponse
Parent: AppointmentResponse
Id: pk-appointment-response
Title: "Svar på kallelse"
Description: "The patient's answer to an offered time; start and end say another time that suits."
* insert Ours
* identifier MS
* appointment MS
* start MS
* end MS
* actor 1..1 MS
* actor only Reference(Patient or RelatedPerson or PractitionerRole or Practitioner)
* participantStatus MS
* comment MS

// https://hl7.org/fhir/R4/healthcareservice.html
Profile: PkHealthcareService
Parent: HealthcareService
Id: pk-healthcare-service
Title: "Enheten och dess kontaktvägar"
Description: "A unit as one meets it: how to reach it, when, and which ways to book and be in contact it offers."
* insert Ours
* insert HsaIdSlice
* name MS
* providedBy MS
* providedBy only Reference(Organization)
* telecom MS
* availableTime MS
* characteristic MS
* characteristic from PkContactServiceVS (extensible)
* characteristic.extension contains PkServiceStatus named serviceStatus 0..1

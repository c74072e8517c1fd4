// Times, ways of contact, support.

CodeSystem: PkContactFormCS
Id: pk-contact-form
Title: "Form för mötet"
Description: "Forms of meeting for which v3-ParticipationMode has no code."
* insert OurCodes
* #home "hemma" "Mötet sker hemma hos patienten."

ValueSet: PkContactFormVS
Id: pk-contact-form
Title: "Form för mötet"
Description: "How patient and care meet: face to face, by telephone, by video, digitally in writing, or at home."
* insert Ours
* $v3-ParticipationMode#FACE
* $v3-ParticipationMode#PHONE
* $v3-ParticipationMode#VIDEOCONF
* $v3-ParticipationMode#ONLINEWRIT
* PkContactFormCS#home "hemma"

CodeSystem: PkContactWayCS
Id: pk-contact-way
Title: "Sätt att boka och ha kontakt"
Description: "Ways to book and be in contact, offered by a unit or preferred by a patient."
* insert OurCodes
* #web-booking "webbtidbok"
* #written-summons "skriftlig kallelse"
* #phone "telefon"
* #video "videosamtal"
* #message "meddelande via 1177"
* #self-monitoring "egenmonitorering"
* #physical-visit "fysiskt besök"
* #e-service "mottagningens e-tjänster"

ValueSet: PkContactPreferenceVS
Id: pk-contact-preference
Title: "Hur patienten helst bokar och har kontakt"
Description: "Ways to book and be in contact that a patient may prefer."
* insert Ours
* include codes from system PkContactWayCS

ValueSet: PkContactServiceVS
Id: pk-contact-service
Title: "Kontaktvägar som enheten erbjuder"
Description: "Ways to book and be in contact that a unit may offer."
* insert Ours
* include codes from system PkContactWayCS

CodeSystem: PkServiceStatusCS
Id: pk-service-status
Title: "Befintlig eller ny tjänst"
Description: "Whether a way of contact is an existing or a new service."
* insert OurCodes
* #existing "befintlig"
* #new "ny"

ValueSet: PkServiceStatusVS
Id: pk-service-status
Title: "Befintlig eller ny tjänst"
Description: "Whether a way of contact is an existing or a new service."
* insert Ours
* include codes from system PkServiceStatusCS

CodeSystem: PkSupportNeedCS
Id: pk-support-need
Title: "Särskilt stöd"
Description: "Special support before or at a visit."
* insert OurCodes
* #interpreter "tolk"
* #companion "närstående eller ledsagare med"
* #mobility "hjälp att förflytta sig"
* #transport "sjukresa"
* #hearing "hörselstöd"
* #vision "synstöd"
* #cognitive "kognitivt stöd, bildstöd"
* #quiet "lugn miljö"
* #longer-time "längre tid"
* #other "annat"

ValueSet: PkSupportNeedVS
Id: pk-support-need
Title: "Särskilt stöd"
Description: "Special support before or at a visit."
* insert Ours
* include codes from system PkSupportNeedCS

CodeSystem: PkSupportPhaseCS
Id: pk-support-phase
Title: "När stödet behövs"
Description: "Whether support is needed before or during the visit."
* insert OurCodes
* #before "inför besöket"
* #during "vid besöket"

ValueSet: PkSupportPhaseVS
Id: pk-support-phase
Title: "När stödet behövs"
Description: "Whether support is needed before or during the visit."
* insert Ours
* include codes from system PkSupportPhaseCS

ValueSet: PkCareLevelVS
Id: pk-care-level
Title: "Administrativ vårdnivå"
Description: "Inera's administrative levels of care."
* insert Ours
* $care-level#01 "Primärvård"
* $care-level#02 "Specialiserad somatisk vård"
* $care-level#03 "Specialiserad psykiatrisk vård"
* $care-level#04 "Geriatrik"
* $care-level#05 "Övrig hälso- och sjukvård"

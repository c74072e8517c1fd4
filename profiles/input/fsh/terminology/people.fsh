// The people around the patient.

ValueSet: PkFixedContactKindVS
Id: pk-fixed-contact-kind
Title: "Typ av fast kontakt"
Description: "Inera's kinds of fast kontakt (kv_typ_av_fast_kontakt)."
* insert Ours
* $inera-fixed-contact#1 "fast vårdkontakt"
* $inera-fixed-contact#2 "fast läkarkontakt i primärvård"
* $inera-fixed-contact#3 "fast omsorgskontakt i hemtjänsten"
* $inera-fixed-contact#4 "fast vårdkontakt med övergripande samordningsansvar"

CodeSystem: PkCareTeamCategoryCS
Id: pk-care-team-category
Title: "Slag av vårdteam"
Description: "What a CareTeam of a patientkontrakt is."
* insert OurCodes
* #fixed-contact "fast kontakt" "En namngiven person som samordnar."
* #team "team" "Personer och enheter kring patienten."

CodeSystem: PkProfessionCS
Id: pk-profession
Title: "Yrke eller uppdrag"
Description: "Professions and assignments that a patientkontrakt names. Where a deployment has SOSNYK, HSA-befattning or SNOMED CT, it adds those codings."
* insert OurCodes
* #contact-nurse "kontaktsjuksköterska"
* #care-coordinator "vårdsamordnare"
* #physician "läkare"
* #nurse "sjuksköterska"
* #district-nurse "distriktssköterska"
* #assistant-nurse "undersköterska"
* #physiotherapist "fysioterapeut"
* #occupational-therapist "arbetsterapeut"
* #psychologist "psykolog"
* #counsellor "kurator"
* #dietitian "dietist"
* #speech-therapist "logoped"
* #special-educator "specialpedagog"
* #case-manager "case manager"
* #needs-assessor "biståndshandläggare"
* #support-worker "boendestödjare"
* #midwife "barnmorska"
* #pharmacist "apotekare"
* #head-of-operations "verksamhetschef"

ValueSet: PkProfessionVS
Id: pk-profession
Title: "Yrke eller uppdrag"
Description: "Professions and assignments that a patientkontrakt names."
* insert Ours
* include codes from system PkProfessionCS

CodeSystem: PkRepresentationCS
Id: pk-representation
Title: "Företrädare"
Description: "Who may act for the patient."
* insert OurCodes
* #special-representative "god man" "Förordnad enligt föräldrabalken att bevaka rätt, förvalta egendom eller sörja för person."
* #administrator "förvaltare" "Förordnad förvaltare."
* #custodian "vårdnadshavare" "Den som har vårdnaden om ett barn."
* #proxy "ombud eller framtidsfullmaktshavare" "Den som patienten har gett fullmakt."

ValueSet: PkRelationshipVS
Id: pk-relationship
Title: "Relation till patienten"
Description: "Relatives and representatives."
* insert Ours
* include codes from system PkRepresentationCS
* include codes from valueset http://hl7.org/fhir/ValueSet/relatedperson-relationshiptype

CodeSystem: PkRepresentationScopeCS
Id: pk-representation-scope
Title: "Vad en företrädare får besluta"
Description: "The scope of a representative's assignment."
* insert OurCodes
* #guard-rights "bevaka rätt"
* #manage-property "förvalta egendom"
* #care-for-person "sörja för person"
* #decide-care "besluta om vård"

ValueSet: PkRepresentationScopeVS
Id: pk-representation-scope
Title: "Vad en företrädare får besluta"
Description: "The scope of a representative's assignment."
* insert Ours
* include codes from system PkRepresentationScopeCS

CodeSystem: PkParticipationCS
Id: pk-participation
Title: "Närståendes delaktighet"
Description: "How the patient wishes that people close take part."
* insert OurCodes
* #takes-part "är med i planeringen"
* #informed "får information"
* #when-asked "bara när patienten ber om det"
* #not-involved "ska inte vara delaktig"

ValueSet: PkParticipationVS
Id: pk-participation
Title: "Närståendes delaktighet"
Description: "How the patient wishes that people close take part."
* insert Ours
* include codes from system PkParticipationCS

CodeSystem: PkOrganizationTypeCS
Id: pk-organization-type
Title: "Slag av organisation"
Description: "What an organisation is to the patient."
* insert OurCodes
* #care-giver "vårdgivare"
* #care-unit "vårdenhet"
* #municipality "kommun"
* #external "extern aktör"

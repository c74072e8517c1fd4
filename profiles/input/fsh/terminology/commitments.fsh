// What the patient does, what care does, what to watch for.

CodeSystem: PkTaskTypeCS
Id: pk-task-type
Title: "Slag av uppgift"
Description: "What a Task of a patientkontrakt is."
* insert OurCodes
* #patient-commitment "patientens åtagande" "Vad patienten kan och vill göra själv."
* #warning-sign "att hålla koll på" "Ett tecken att hålla koll på, och vart patienten vänder sig då."
* #review "uppföljning" "Nästa uppföljning av patientkontraktet."
* #mediated-contact "förmedlad kontakt" "Den fasta vårdkontakten förmedlar kontakt med andra."

CodeSystem: PkCommitmentKindCS
Id: pk-commitment-kind
Title: "Slag av åtagande"
Description: "Whether the patient's commitment is self-care in the sense of the statute, or an effort of one's own."
* insert OurCodes
* #self-care "egenvård" "En hälso- och sjukvårdsåtgärd som efter bedömning kan utföras som egenvård."
* #own-effort "egen insats" "Något annat som patienten gör för sin hälsa."

CodeSystem: PkTaskInputCS
Id: pk-task-input
Title: "Uppgifter i en uppgift"
Description: "What an input of a Task of a patientkontrakt is."
* insert OurCodes
* #where-to-turn "vart patienten vänder sig"
* #what-to-do "vad patienten gör först"
* #contact "kontakt som förmedlas"

CodeSystem: PkTaskOutputCS
Id: pk-task-output
Title: "Resultat av en uppgift"
Description: "What an output of a Task of a patientkontrakt is."
* insert OurCodes
* #follow-up "svaren vid uppföljningen"

CodeSystem: PkReviewReasonCS
Id: pk-review-reason
Title: "Varför uppföljning görs"
Description: "Why a patientkontrakt is followed up."
* insert OurCodes
* #regular "regelbunden" "Frågorna ställs regelbundet."
* #plan-updated "en plan har ändrats" "Frågorna ställs alltid vid uppdatering av en vårdplan."
* #own-wish "patienten önskar"

ValueSet: PkReviewReasonVS
Id: pk-review-reason
Title: "Varför uppföljning görs"
Description: "Why a patientkontrakt is followed up."
* insert Ours
* include codes from system PkReviewReasonCS

CodeSystem: PkEffortTypeCS
Id: pk-effort-type
Title: "Slag av insats"
Description: "Whose effort a ServiceRequest of a patientkontrakt is."
* insert OurCodes
* #care-commitment "vårdens åtagande" "En insats som vården gör."
* #external-effort "övrig insats" "En insats av en extern aktör, för att patienten ska återfå sin funktionsförmåga."
* #patient-activity "patientens återkommande insats" "Något som patienten gör återkommande."

CodeSystem: PkEffortAimCS
Id: pk-effort-aim
Title: "Insatsens syfte"
Description: "What an effort of care aims at."
* insert OurCodes
* #health-promoting "hälsofrämjande"
* #preventive "förebyggande"
* #treating "behandlande"
* #rehabilitating "rehabiliterande"
* #habilitating "habiliterande"

CodeSystem: PkEffortKindCS
Id: pk-effort-kind
Title: "Insatsens art"
Description: "Examination, treatment or follow-up."
* insert OurCodes
* #examination "undersökning"
* #treatment "behandling"
* #follow-up "uppföljning"

ValueSet: PkEffortCategoryVS
Id: pk-effort-category
Title: "Insatsens kategorier"
Description: "Whose effort it is, what it aims at, and its kind."
* insert Ours
* include codes from system PkEffortTypeCS
* include codes from system PkEffortAimCS
* include codes from system PkEffortKindCS

ValueSet: PkEffortIntentVS
Id: pk-effort-intent
Title: "Plan, beställning eller alternativ"
Description: "A commitment is a plan; it is an order only when it has been ordered; an alternative that could be chosen is a proposal."
* insert Ours
* http://hl7.org/fhir/request-intent#plan "Plan"
* http://hl7.org/fhir/request-intent#order "Order"
* http://hl7.org/fhir/request-intent#proposal "Proposal"

CodeSystem: PkGoalCategoryCS
Id: pk-goal-category
Title: "Mål eller förväntan"
Description: "Whether a Goal is a goal or an expectation."
* insert OurCodes
* #goal "mål"
* #expectation "förväntan"

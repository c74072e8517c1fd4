// Plans, and the statutes that regulate them.

CodeSystem: PkPlanTypeCS
Id: pk-plan-type
Title: "Typ av plan"
Description: "Plans that belong to a patientkontrakt. The property inera has the code of Inera's typeofcareplan where it has one."
* insert OurCodes
* ^property[0].code = #inera
* ^property[=].description = "Code in https://fhir.inera.se/CodeSystem/typeofcareplan-cs"
* ^property[=].type = #string
* #coordinated-individual-plan "samordnad individuell plan (SIP)" "Plan där både hälso- och sjukvården och socialtjänsten gör insatser."
* #coordinated-individual-plan ^property[0].code = #inera
* #coordinated-individual-plan ^property[=].valueString = "SIP"
* #coordinated-psychiatric-plan "samordnad vårdplan enligt LPT eller LRV"
* #coordinated-psychiatric-plan ^property[0].code = #inera
* #coordinated-psychiatric-plan ^property[=].valueString = "SPLPTLRV"
* #discharge-plan "samordnad plan vid utskrivning"
* #discharge-plan ^property[0].code = #inera
* #discharge-plan ^property[=].valueString = "SPU"
* #care-plan "vårdplan"
* #care-plan ^property[0].code = #inera
* #care-plan ^property[=].valueString = "VP"
* #habilitation-plan "habiliteringsplan"
* #habilitation-plan ^property[0].code = #inera
* #habilitation-plan ^property[=].valueString = "HP"
* #rehabilitation-plan "rehabiliteringsplan"
* #rehabilitation-plan ^property[0].code = #inera
* #rehabilitation-plan ^property[=].valueString = "RP"
* #implementation-plan "genomförandeplan"
* #implementation-plan ^property[0].code = #inera
* #implementation-plan ^property[=].valueString = "GP"
* #standardised-care-plan "standardiserad vårdplan"
* #standardised-care-plan ^property[0].code = #inera
* #standardised-care-plan ^property[=].valueString = "SVP"
* #treatment-plan "behandlingsplan"
* #self-care-plan "planering av egenvård"
* #individual-plan "individuell plan"

ValueSet: PkPlanTypeVS
Id: pk-plan-type
Title: "Typ av plan"
Description: "Inera's types of care plan, and ours, which are finer."
* insert Ours
* include codes from system PkPlanTypeCS
* $inera-plan-type#SIP "SIP"
* $inera-plan-type#SPLPTLRV "SPLPTLRV"
* $inera-plan-type#SPU "SPU"
* $inera-plan-type#VP "VP"
* $inera-plan-type#HP "HP"
* $inera-plan-type#RP "RP"
* $inera-plan-type#GP "GP"
* $inera-plan-type#SVP "SVP"

CodeSystem: PkStatuteCS
Id: pk-statute
Title: "Författningar"
Description: "Statutes that regulate plans (SOU 2019:29, God och nära vård). Versioned: a statute that has been replaced stays, with the property replacedBy, so that plans made under it can still be read."
* insert OurCodes
* ^version = "2023-04"
* ^property[0].code = #number
* ^property[=].description = "Number in the series of statutes"
* ^property[=].type = #string
* ^property[+].code = #replacedBy
* ^property[=].description = "The statute that has replaced it"
* ^property[=].type = #code
* #hsl-2017-30 "hälso- och sjukvårdslagen (2017:30)" "Hälso- och sjukvårdslag (2017:30)"
* #hsl-2017-30 ^property[0].code = #number
* #hsl-2017-30 ^property[=].valueString = "SFS 2017:30"
* #lag-2017-612 "lagen (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård" "Lag (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård"
* #lag-2017-612 ^property[0].code = #number
* #lag-2017-612 ^property[=].valueString = "SFS 2017:612"
* #patientlag-2014-821 "patientlagen (2014:821)" "Patientlag (2014:821)"
* #patientlag-2014-821 ^property[0].code = #number
* #patientlag-2014-821 ^property[=].valueString = "SFS 2014:821"
* #smittskyddslag-2004-168 "smittskyddslagen (2004:168)" "Smittskyddslag (2004:168)"
* #smittskyddslag-2004-168 ^property[0].code = #number
* #smittskyddslag-2004-168 ^property[=].valueString = "SFS 2004:168"
* #lpt-1991-1128 "lagen (1991:1128) om psykiatrisk tvångsvård (LPT)" "Lag (1991:1128) om psykiatrisk tvångsvård (LPT)"
* #lpt-1991-1128 ^property[0].code = #number
* #lpt-1991-1128 ^property[=].valueString = "SFS 1991:1128"
* #lrv-1991-1129 "lagen (1991:1129) om rättspsykiatrisk vård (LRV)" "Lag (1991:1129) om rättspsykiatrisk vård (LRV)"
* #lrv-1991-1129 ^property[0].code = #number
* #lrv-1991-1129 ^property[=].valueString = "SFS 1991:1129"
* #forordning-1991-1472 "förordningen (1991:1472) om psykiatrisk tvångsvård och rättspsykiatrisk vård" "Förordning (1991:1472) om psykiatrisk tvångsvård och rättspsykiatrisk vård"
* #forordning-1991-1472 ^property[0].code = #number
* #forordning-1991-1472 ^property[=].valueString = "SFS 1991:1472"
* #sosfs-2014-5 "SOSFS 2014:5" "Socialstyrelsens föreskrifter (SOSFS 2014:5) om dokumentation i verksamhet som bedrivs med stöd av SoL, LVU, LVM och LSS"
* #sosfs-2014-5 ^property[0].code = #number
* #sosfs-2014-5 ^property[=].valueString = "SOSFS 2014:5"
* #sosfs-2009-6 "SOSFS 2009:6 (till 2023)" "Socialstyrelsens föreskrifter (SOSFS 2009:6) om bedömningen av om en hälso- och sjukvårdsåtgärd kan utföras som egenvård. Ersatt av HSLF-FS 2023:2."
* #sosfs-2009-6 ^property[0].code = #number
* #sosfs-2009-6 ^property[=].valueString = "SOSFS 2009:6"
* #sosfs-2009-6 ^property[+].code = #replacedBy
* #sosfs-2009-6 ^property[=].valueCode = #hslf-fs-2023-2
* #hslf-fs-2023-2 "HSLF-FS 2023:2" "Socialstyrelsens föreskrifter (HSLF-FS 2023:2) om egenvård. Har ersatt SOSFS 2009:6."
* #hslf-fs-2023-2 ^property[0].code = #number
* #hslf-fs-2023-2 ^property[=].valueString = "HSLF-FS 2023:2"
* #sosfs-2007-10 "SOSFS 2007:10" "Socialstyrelsens föreskrifter och allmänna råd (SOSFS 2007:10) om samordning av insatser för habilitering och rehabilitering"
* #sosfs-2007-10 ^property[0].code = #number
* #sosfs-2007-10 ^property[=].valueString = "SOSFS 2007:10"
* #sosfs-2005-27 "SOSFS 2005:27" "Socialstyrelsens föreskrifter (SOSFS 2005:27) om samverkan vid in- och utskrivning av patienter i sluten vård"
* #sosfs-2005-27 ^property[0].code = #number
* #sosfs-2005-27 ^property[=].valueString = "SOSFS 2005:27"

ValueSet: PkStatuteVS
Id: pk-statute
Title: "Författningar"
Description: "Statutes that regulate plans."
* insert Ours
* include codes from system PkStatuteCS

CodeSystem: PkStatutoryPlanCS
Id: pk-statutory-plan
Title: "Författningsreglerade planer"
Description: "Plans regulated by statute, after the table of SOU 2019:29 as given in the regional guideline of Västra Götaland. The property statute names each statute (codes of pk-statute). SOSFS 2009:6 in that table was replaced by HSLF-FS 2023:2, and both stand on the plan of self-care."
* insert OurCodes
* ^version = "2023-04"
* ^property[0].code = #statute
* ^property[=].uri = "https://pk-fhir.example/fhir/CodeSystem/pk-statutory-plan#statute"
* ^property[=].description = "A statute that regulates the plan: code of pk-statute"
* ^property[=].type = #Coding
* #treatment-plan "Behandlingsplan"
* #treatment-plan ^property[0].code = #statute
* #treatment-plan ^property[=].valueCoding = PkStatuteCS#sosfs-2014-5
* #self-care-planning "Dokumentation av planeringen (egenvård)" "Sedan 2023 HSLF-FS 2023:2, dessförinnan SOSFS 2009:6."
* #self-care-planning ^property[0].code = #statute
* #self-care-planning ^property[=].valueCoding = PkStatuteCS#hslf-fs-2023-2
* #self-care-planning ^property[+].code = #statute
* #self-care-planning ^property[=].valueCoding = PkStatuteCS#sosfs-2009-6
* #individual-plan "Individuell plan"
* #individual-plan ^property[0].code = #statute
* #individual-plan ^property[=].valueCoding = PkStatuteCS#hsl-2017-30
* #individual-plan ^property[+].code = #statute
* #individual-plan ^property[=].valueCoding = PkStatuteCS#lag-2017-612
* #individual-plan ^property[+].code = #statute
* #individual-plan ^property[=].valueCoding = PkStatuteCS#patientlag-2014-821
* #individual-plan-habilitation "Individuell plan vid habilitering, rehabilitering, hjälpmedel"
* #individual-plan-habilitation ^property[0].code = #statute
* #individual-plan-habilitation ^property[=].valueCoding = PkStatuteCS#hsl-2017-30
* #individual-plan-communicable-disease "Individuell plan (smittskydd)"
* #individual-plan-communicable-disease ^property[0].code = #statute
* #individual-plan-communicable-disease ^property[=].valueCoding = PkStatuteCS#smittskyddslag-2004-168
* #habilitation-rehabilitation-plan "Plan för habilitering och rehabilitering"
* #habilitation-rehabilitation-plan ^property[0].code = #statute
* #habilitation-rehabilitation-plan ^property[=].valueCoding = PkStatuteCS#sosfs-2007-10
* #coordinated-psychiatric-plan "Samordnad vårdplan"
* #coordinated-psychiatric-plan ^property[0].code = #statute
* #coordinated-psychiatric-plan ^property[=].valueCoding = PkStatuteCS#lpt-1991-1128
* #coordinated-psychiatric-plan ^property[+].code = #statute
* #coordinated-psychiatric-plan ^property[=].valueCoding = PkStatuteCS#lrv-1991-1129
* #psychiatric-care-plan "Vårdplan"
* #psychiatric-care-plan ^property[0].code = #statute
* #psychiatric-care-plan ^property[=].valueCoding = PkStatuteCS#lpt-1991-1128
* #psychiatric-care-plan ^property[+].code = #statute
* #psychiatric-care-plan ^property[=].valueCoding = PkStatuteCS#lrv-1991-1129
* #psychiatric-care-plan ^property[+].code = #statute
* #psychiatric-care-plan ^property[=].valueCoding = PkStatuteCS#forordning-1991-1472
* #psychiatric-care-plan ^property[+].code = #statute
* #psychiatric-care-plan ^property[=].valueCoding = PkStatuteCS#sosfs-2005-27

ValueSet: PkStatutoryPlanVS
Id: pk-statutory-plan
Title: "Författningsreglerade planer"
Description: "Plans regulated by statute."
* insert Ours
* include codes from system PkStatutoryPlanCS

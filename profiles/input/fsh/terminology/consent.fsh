CodeSystem: PkConsentCategoryCS
Id: pk-consent-category
Title: "Spärr och samtycke"
Description: "Swedish kinds of block and consent in sammanhållen vård- och omsorgsdokumentation."
* insert OurCodes
* #inner-block "inre spärr" "Uppgifterna är spärrade för andra vårdenheter hos samma vårdgivare."
* #outer-block "yttre spärr" "Uppgifterna är spärrade för andra vårdgivare."
* #coherent-record "samtycke till sammanhållen vård- och omsorgsdokumentation" "Patienten samtycker till att en vårdgivare tar del av andra vårdgivares uppgifter."

ValueSet: PkBlockCategoryVS
Id: pk-block-category
Title: "Slag av spärr"
Description: "Inner or outer block."
* insert Ours
* PkConsentCategoryCS#inner-block "inre spärr"
* PkConsentCategoryCS#outer-block "yttre spärr"

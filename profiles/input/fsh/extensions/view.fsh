// Extensions of the view across care providers.

Extension: PkSourceReport
Id: pk-source-report
Title: "Vad en källa svarade"
Description: "What asking one source came to, for a program: its state, when it was fetched, when its records last changed."
* insert Ours
* insert InContext(OperationOutcome)
* extension contains
    key 1..1 and
    name 1..1 and
    care-giver 0..1 and
    state 1..1 and
    records 1..1 and
    fetched 0..1 and
    last-changed 0..1
* extension[key].value[x] only string
* extension[key].value[x] 1..1
* extension[name].value[x] only string
* extension[name].value[x] 1..1
* extension[care-giver].value[x] only Identifier
* extension[care-giver].value[x] 1..1
* extension[state].value[x] only code
* extension[state].value[x] 1..1
* extension[records].value[x] only unsignedInt
* extension[records].value[x] 1..1
* extension[fetched].value[x] only instant
* extension[fetched].value[x] 1..1
* extension[last-changed].value[x] only instant
* extension[last-changed].value[x] 1..1

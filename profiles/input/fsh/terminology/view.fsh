// The view across care providers: whether it is whole, and what each source came to.

CodeSystem: PkViewCompletenessCS
Id: pk-view-completeness
Title: "Om vyn är fullständig"
Description: "Bundle.meta.tag of the view: whether everything that the sources have is in it."
* insert OurCodes
* #complete "fullständig" "Alla källor har svarat, och allt som de har finns med."
* #partial "inte fullständig" "Något saknas, är gammalt eller visas inte. Skälen står i Bundlens första OperationOutcome."

CodeSystem: PkSourceStateCS
Id: pk-source-state
Title: "Källans läge"
Description: "What asking one source came to."
* insert OurCodes
* #fresh "svarade nu" "Källan svarade nu."
* #stale "äldre uppgifter" "Källan svarade inte nu. Det som visas hämtades tidigare."
* #empty "inga uppgifter" "Källan svarade nu och har inga uppgifter om personen."
* #timed-out "svarade inte i tid" "Källan svarade inte i tid, och inget finns från tidigare."
* #failed "fel hos källan" "Källan svarade med ett fel, eller med något som inte går att läsa."
* #not-authorised "inte tillåtet" "Källan nekar oss, eller den som frågar får inte läsa den."
* #blocked "spärrat" "Uppgifterna är spärrade."
* #truncated "bara en del" "Källan har mer än det som visas."
* #no-endpoint "går inte att fråga" "Källan har ingen adress att fråga."

CodeSystem: PkViewIssueCS
Id: pk-view-issue
Title: "Att veta om vyn"
Description: "What the view says about itself as a whole, and about records seen together."
* insert OurCodes
* #complete "fullständig" "Allt finns med."
* #partial "inte fullständig" "Något saknas, är gammalt eller visas inte."
* #reason "skäl" "Ett skäl till att vyn inte är fullständig."
* #withheld "visas inte" "Något visas inte enligt en regel."
* #copy "kopia" "Samma uppgift finns hos flera källor."
* #likeness "kan vara samma" "Uppgifter hos flera källor som kan vara samma sak."
* #two-physicians "två fasta läkarkontakter" "Flera personer anges som fast läkarkontakt."
* #two-coordinators "två samordnare" "Flera personer anges samordna vården."
* #overlapping-times "tider som krockar" "Två tider som är överenskomna eller erbjudna överlappar varandra."
* #differing-times "tid som står på olika sätt" "Källor har olika klockslag för samma sak på en dag, eller bara någon av dem har ställt in den."
* #differing-copies "kopior som skiljer sig" "Kopior av samma uppgift har olika status, läge eller tid."
* #goal-status "olika läge för ett mål" "Samma mål har olika läge hos olika källor."
* #next-review "olika nästa uppföljning" "Källor har olika datum för nästa uppföljning."

"""Texts of search: what in a query was not understood, and what to write instead."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "search.did-you-mean": Text(en="Did you mean {names}?", sv="Menade du {names}?"),
    "search.there-are": Text(en="There are: {names}.", sv="De som finns är: {names}."),
    "search.unknown-parameter": Text(
        en="{type} has no search parameter {code}.{suggestion}",
        sv="{type} har ingen sökparameter {code}.{suggestion}",
    ),
    "search.not-indexed": Text(
        en="The search parameter {code} of {type} was added or changed, and what was stored before is "
        "not indexed by it yet: call POST $reindex, and search when that is done.",
        sv="Sökparametern {code} för {type} är ny eller ändrad, och det som redan fanns är ännu inte "
        "indexerat med den: anropa POST $reindex och sök när det är klart.",
    ),
    "search.posted-code": Text(
        en="One cannot search by the name {code}: begin with a letter, use letters, digits, - and _, "
        "and no name of FHIR's own.",
        sv="Det går inte att söka med namnet {code}: börja med en bokstav, använd bokstäver, siffror, "
        "- och _, och inget av FHIR:s egna namn.",
    ),
    "search.posted-type": Text(
        en="A search parameter of the type {type} cannot be added.",
        sv="En sökparameter av typen {type} kan inte läggas till.",
    ),
    "search.posted-base": Text(
        en="None of the types is served here: name one that is.",
        sv="Ingen av typerna finns på denna server: ange en som finns.",
    ),
    "search.posted-no-expression": Text(
        en="Without an expression nothing can be found: say where the values stand, such as "
        "Patient.name.family.",
        sv="Utan uttryck kan inget hittas: ange var värdena finns, till exempel Patient.name.family.",
    ),
    "search.posted-expression": Text(
        en="The expression cannot be read: {problem}.",
        sv="Uttrycket går inte att läsa: {problem}.",
    ),
    "search.posted-nothing": Text(
        en="The expression leads to no element of {type}.",
        sv="Uttrycket leder inte till något element i {type}.",
    ),
    "search.posted-values": Text(
        en="The expression leads to {types}, which a parameter of the type {kind} cannot find.",
        sv="Uttrycket leder till {types}, som en parameter av typen {kind} inte kan hitta.",
    ),
    "search.posted-component": Text(
        en="A composite has components, each with the canonical of a search parameter that is known here.",
        sv="En sammansatt sökparameter har delar, var och en med den kanoniska adressen till en "
        "sökparameter som är känd här.",
    ),
    "search.posted-twice": Text(
        en="SearchParameter/{id} has the code {code} for {type} already: change that, or use another code.",
        sv="SearchParameter/{id} har redan koden {code} för {type}: ändra den eller välj en annan kod.",
    ),
    "search.unknown-type": Text(
        en="{type} is not a resource type of this server.{suggestion}",
        sv="{type} är ingen resurstyp på denna server.{suggestion}",
    ),
    "search.log-apart": Text(
        en="{type} is searched by itself alone: GET /{type}?patient=...",
        sv="{type} söks bara för sig: GET /{type}?patient=...",
    ),
    "search.unknown-modifier": Text(
        en="The modifier :{modifier} cannot be used with the {kind} parameter {code}.{suggestion}",
        sv="Modifieraren :{modifier} kan inte användas med {kind}-parametern {code}.{suggestion}",
    ),
    "search.empty-value": Text(
        en="{name} has no value: give one, or leave the parameter out.",
        sv="{name} saknar värde: ange ett eller utelämna parametern.",
    ),
    "search.bad-text": Text(
        en="{name} has a character that no text can have.",
        sv="{name} har ett tecken som ingen text kan ha.",
    ),
    "search.bad-boolean": Text(
        en="{name} must be true or false.", sv="{name} ska vara true eller false."
    ),
    "search.bad-date": Text(
        en="The value of {name} is not a date: write YYYY, YYYY-MM, YYYY-MM-DD or "
        "YYYY-MM-DDThh:mm:ss with a time zone, after a prefix such as ge.",
        sv="Värdet för {name} är inget datum: skriv ÅÅÅÅ, ÅÅÅÅ-MM, ÅÅÅÅ-MM-DD eller "
        "ÅÅÅÅ-MM-DDTtt:mm:ss med tidszon, efter ett prefix som ge.",
    ),
    "search.bad-number": Text(
        en="The value of {name} is not a number: write for instance 5.40, 1e-3 or ge100.",
        sv="Värdet för {name} är inget tal: skriv till exempel 5.40, 1e-3 eller ge100.",
    ),
    "search.bad-token": Text(
        en="The value of {name} must be code, system|code, |code or system|.",
        sv="Värdet för {name} ska vara kod, system|kod, |kod eller system|.",
    ),
    "search.bad-of-type": Text(
        en="The value of {name} must be system|code|value: the identifier's type, and its value.",
        sv="Värdet för {name} ska vara system|kod|värde: identifierarens typ och dess värde.",
    ),
    "search.bad-reference": Text(
        en="The value of {name} must be an id, Type/id or a URL.",
        sv="Värdet för {name} ska vara ett id, Typ/id eller en URL.",
    ),
    "search.wrong-target": Text(
        en="{code} does not refer to {type}.{suggestion}",
        sv="{code} hänvisar inte till {type}.{suggestion}",
    ),
    "search.bad-quantity": Text(
        en="The value of {name} must be number, number|system|code or number||unit.",
        sv="Värdet för {name} ska vara tal, tal|system|kod eller tal||enhet.",
    ),
    "search.bad-composite": Text(
        en="The value of {name} must have {count} parts, separated by $.",
        sv="Värdet för {name} ska ha {count} delar, åtskilda av $.",
    ),
    "search.bad-near": Text(
        en="The value of {name} must be latitude|longitude|distance|unit, with the unit km, m or [mi_us].",
        sv="Värdet för {name} ska vara latitud|longitud|avstånd|enhet, med enheten km, m eller [mi_us].",
    ),
    "search.not-a-reference": Text(
        en="{code} is no reference parameter, so nothing can be chained to it.",
        sv="{code} är ingen referensparameter, så inget kan kedjas till den.",
    ),
    "search.bad-has": Text(
        en="{name} must be _has:Type:reference:parameter.",
        sv="{name} ska vara _has:Typ:referens:parameter.",
    ),
    "search.too-deep": Text(
        en="{name} is nested deeper than {most} steps.",
        sv="{name} är kapslad djupare än {most} steg.",
    ),
    "search.too-wide": Text(
        en="{name} leads to too many types: name the type of each step, such as subject:Patient.name.",
        sv="{name} leder till för många typer: ange typen i varje steg, till exempel subject:Patient.name.",
    ),
    "search.too-many-parameters": Text(
        en="The search has more than {most} parameters.",
        sv="Sökningen har fler än {most} parametrar.",
    ),
    "search.too-many-values": Text(
        en="{name} has more than {most} values: ask in several searches.",
        sv="{name} har fler än {most} värden: dela upp sökningen.",
    ),
    "search.too-much-in-all": Text(
        en="The search has too many values in all: ask in several searches.",
        sv="Sökningen har för många värden sammanlagt: dela upp den.",
    ),
    "search.unknown-value-set": Text(
        en="The value set of {name} is not known here, or cannot be listed.",
        sv="Värdemängden i {name} är inte känd här eller kan inte räknas upp.",
    ),
    "search.unknown-hierarchy": Text(
        en="The hierarchy of the code system of {name} is not known here: write system|code of a "
        "code system that this server has.",
        sv="Kodsystemets hierarki för {name} är inte känd här: skriv system|kod ur ett kodsystem "
        "som finns på servern.",
    ),
    "search.not-offered": Text(
        en="{name} is not offered by this server.", sv="{name} erbjuds inte av denna server."
    ),
    "search.no-named-queries": Text(
        en="There are no named queries here. Ask by the parameters of the type, or by _filter.",
        sv="Här finns inga namngivna frågor. Fråga med typens parametrar eller med _filter.",
    ),
    "search.contained": Text(
        en="Contained resources are not searched by themselves here: leave out {name}, and ask for what "
        "contains them.",
        sv="Inneslutna (contained) resurser söks inte för sig här: utelämna {name} och fråga efter det som "
        "innehåller dem.",
    ),
    "search.functional-list": Text(
        en="There are no current lists such as {name} here. Name a List by its id, or ask by status, for "
        "instance Condition?patient=...&clinical-status=active.",
        sv="Här finns inga aktuella listor som {name}. Ange id för en List, eller fråga efter status, till "
        "exempel Condition?patient=...&clinical-status=active.",
    ),
    "search.bad-filter": Text(
        en="The filter cannot be read from character {place} on: write for instance "
        'given eq "eva" and (birthdate ge 1979 or active eq true).',
        sv="Filtret går inte att läsa från tecken {place}: skriv till exempel "
        'given eq "eva" and (birthdate ge 1979 or active eq true).',
    ),
    "search.bad-operator": Text(
        en="A filter has no operator {text}. There are: {known}.",
        sv="Ett filter har ingen operator {text}. De som finns är: {known}.",
    ),
    "search.filter-operator": Text(
        en="The operator {operator} of a filter cannot be used with the {kind} parameter {code}.",
        sv="Operatorn {operator} i ett filter kan inte användas med {kind}-parametern {code}.",
    ),
    "search.filter-without-name": Text(
        en="{name} with a filter in brackets is followed by a name: write {name}[...].name.",
        sv="{name} med ett filter inom hakparentes följs av ett namn: skriv {name}[...].namn.",
    ),
    "search.bad-words": Text(
        en="The value of {name} must be words, which and, or and parentheses may connect; "
        'write a phrase in ".',
        sv="Värdet för {name} ska vara ord, som kan förenas med and, or och parenteser; skriv en fras "
        'inom ".',
    ),
    "search.text-with-includes": Text(
        en="_summary=text cannot be asked together with _include or _revinclude.",
        sv="_summary=text går inte att förena med _include eller _revinclude.",
    ),
    "search.several-kinds": Text(
        en="{code} is not of one kind for all of these types, so one cannot sort by it: name fewer types.",
        sv="{code} är inte av samma slag för alla dessa typer, så det går inte att sortera på den: ange "
        "färre typer.",
    ),
    "search.bad-count": Text(
        en="_count must be a whole number from 0.", sv="_count ska vara ett heltal från 0."
    ),
    "search.bad-choice": Text(
        en="{name} must be one of {choices}.", sv="{name} ska vara något av {choices}."
    ),
    "search.bad-elements": Text(
        en="_elements takes names of elements with commas between them, such as name,birthDate.",
        sv="_elements tar namn på element med komma mellan, såsom name,birthDate.",
    ),
    "search.bad-sort": Text(
        en="One cannot sort by the {kind} parameter {code}.",
        sv="Det går inte att sortera på {kind}-parametern {code}.",
    ),
    "search.bad-include": Text(
        en="The value of {name} must be Type:parameter, Type:parameter:TargetType or *.",
        sv="Värdet för {name} ska vara Typ:parameter, Typ:parameter:Måltyp eller *.",
    ),
    "search.include-source": Text(
        en="The search is of {of}, and {type} is not among its matches: write _include:iterate={value}.",
        sv="Sökningen gäller {of}, och {type} finns inte bland träffarna: skriv _include:iterate={value}.",
    ),
    "search.only-once": Text(
        en="{name} may be stated once only.", sv="{name} får bara anges en gång."
    ),
    "search.bad-cursor": Text(
        en="This page link is not valid: it was changed, belongs to another caller, or is too old. "
        "Start the search again.",
        sv="Sidlänken är inte giltig: den har ändrats, tillhör någon annan eller är för gammal. "
        "Börja om sökningen.",
    ),
}

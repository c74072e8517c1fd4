"""Swedish words for what a record says in codes: statuses, times, days, how often, whose, which topic."""

from pk_fhir.messages.catalogue import Text, under

_STATUSES = {
    "other": Text("status not stated", "okänt läge"),
    "plan.draft": Text("draft", "utkast"),
    "plan.active": Text("in force", "gäller nu"),
    "plan.on-hold": Text("on hold", "vilar"),
    "plan.revoked": Text("revoked", "gäller inte längre"),
    "plan.completed": Text("completed", "avslutad"),
    "goal.proposed": Text("proposed", "föreslaget"),
    "goal.planned": Text("planned", "planerat"),
    "goal.accepted": Text("accepted", "bestämt"),
    "goal.active": Text("in progress", "pågår"),
    "goal.on-hold": Text("on hold", "vilar"),
    "goal.completed": Text("finished", "avslutat"),
    "goal.cancelled": Text("cancelled", "avbrutet"),
    "goal.rejected": Text("rejected", "avvisat"),
    "task.draft": Text("draft", "utkast"),
    "task.requested": Text("planned", "planerat"),
    "task.received": Text("planned", "planerat"),
    "task.accepted": Text("agreed", "överenskommet"),
    "task.rejected": Text("declined", "avböjt"),
    "task.ready": Text("ready to start", "redo att börja"),
    "task.cancelled": Text("cancelled", "inställt"),
    "task.in-progress": Text("in progress", "pågår"),
    "task.on-hold": Text("on hold", "vilar"),
    "task.failed": Text("could not be done", "gick inte att genomföra"),
    "task.completed": Text("done", "klart"),
    "task.not-started": Text("not started", "inte påbörjat"),
    "task.scheduled": Text("booked", "bokat"),
    "task.stopped": Text("stopped", "avbrutet"),
    "request.proposal": Text("proposal", "förslag"),
    "request.planned": Text("planned", "planerat"),
    "request.draft": Text("draft", "utkast"),
    "request.active": Text("in progress", "pågår"),
    "request.on-hold": Text("on hold", "vilar"),
    "request.revoked": Text("not in force", "gäller inte längre"),
    "request.completed": Text("done", "klart"),
}

_TIMES = {
    "agreed": Text("agreed", "överenskommen tid"),
    "offered": Text("offered, waits for your answer", "erbjuden tid, väntar på ditt svar"),
    "offered.staff": Text(
        "offered, waits for the patient's answer", "erbjuden tid, väntar på patientens svar"
    ),
    "answered": Text("offered, answered", "erbjuden tid, besvarad"),
    "wished": Text("your wish", "ditt önskemål"),
    "wished.staff": Text("the patient's wish", "patientens önskemål"),
    "held": Text("took place", "genomförd"),
    "missed": Text("you did not come", "blev inte av"),
    "missed.staff": Text("the patient did not come", "blev inte av"),
    "cancelled": Text("cancelled", "avbokad"),
    "other": Text("time", "tid"),
    "untitled": Text("Time with care", "Tid i vården"),
}

_ANSWERS = {
    "accepted": Text("said yes", "har tackat ja"),
    "declined": Text("said no", "har tackat nej"),
    "tentative": Text("said perhaps", "har svarat kanske"),
    "needs-action": Text("has not answered", "har inte svarat"),
}

_CONTACTS = {
    "1": Text("named care contact", "fast vårdkontakt"),
    "2": Text("named physician contact", "fast läkarkontakt"),
    "3": Text("named contact in home care", "fast omsorgskontakt"),
    "4": Text(
        "named care contact who coordinates your care",
        "fast vårdkontakt som samordnar din vård",
    ),
    "4.staff": Text(
        "named care contact who coordinates the care", "fast vårdkontakt som samordnar vården"
    ),
}

_PERSONS = {
    "you": Text("you", "du"),
    "you.staff": Text("the patient", "patienten"),
    "hidden": Text("not shown", "visas inte"),
    "unnamed": Text("name missing", "namn saknas"),
    "team": Text("team", "team"),
}

_DAYS = {
    "mon": Text("Monday", "måndag"),
    "tue": Text("Tuesday", "tisdag"),
    "wed": Text("Wednesday", "onsdag"),
    "thu": Text("Thursday", "torsdag"),
    "fri": Text("Friday", "fredag"),
    "sat": Text("Saturday", "lördag"),
    "sun": Text("Sunday", "söndag"),
}

_TIMING = {
    "once": Text("once", "1 gång"),
    "times": Text("{count} times", "{count} gånger"),
    "every": Text("{often} every {every} {units}", "{often} {every} {units}"),
    "ordinal.2": Text("second", "varannan"),
    "ordinal.2.a": Text("second", "vartannat"),
    "ordinal.3": Text("third", "var tredje"),
    "ordinal.4": Text("fourth", "var fjärde"),
    "ordinal.5": Text("fifth", "var femte"),
    "ordinal.6": Text("sixth", "var sjätte"),
    "ordinal.8": Text("eighth", "var åttonde"),
    "ordinal.12": Text("twelfth", "var tolfte"),
    "per.h": Text("an hour", "i timmen"),
    "per.d": Text("a day", "om dagen"),
    "per.wk": Text("a week", "i veckan"),
    "per.mo": Text("a month", "i månaden"),
    "per.a": Text("a year", "om året"),
    "units.h": Text("hours", "timme"),
    "units.d": Text("days", "dag"),
    "units.wk": Text("weeks", "vecka"),
    "units.mo": Text("months", "månad"),
    "units.a": Text("years", "år"),
    "length.s": Text("seconds", "sekunder"),
    "length.min": Text("minutes", "minuter"),
    "length.h": Text("hours", "timmar"),
    "length.d": Text("days", "dagar"),
    "length.wk": Text("weeks", "veckor"),
    "length.mo": Text("months", "månader"),
    "when.MORN": Text("in the morning", "på morgonen"),
    "when.AFT": Text("in the afternoon", "på eftermiddagen"),
    "when.EVE": Text("in the evening", "på kvällen"),
    "when.NIGHT": Text("at night", "på natten"),
    "when.HS": Text("at bedtime", "till natten"),
    "when.C": Text("with meals", "vid måltid"),
    "when.AC": Text("before meals", "före måltid"),
    "when.PC": Text("after meals", "efter måltid"),
}

_STORY = {
    "what-matters": Text("What matters to you?", "Vad är viktigt för dig?"),
    "story": Text("Your own story", "Din berättelse"),
    "needs": Text("What you need help with", "Vad du behöver hjälp med"),
    "knowledge": Text("What you know and want to know", "Vad du vet och vill veta"),
    "resources": Text("What gives you strength", "Vad som ger dig kraft"),
    "abilities": Text("What you can and want to do", "Vad du kan och vill göra själv"),
    "expectations": Text("What you expect of care", "Vad du förväntar dig av vården"),
    "worries": Text("What worries you", "Vad som oroar dig"),
    "child-opinion": Text("The child's own opinion", "Barnets egen åsikt"),
    "child-opinion-considered": Text(
        "How the child's opinion was considered", "Hur barnets åsikt har vägts in"
    ),
}

# FHIR's published displays are English; these codes reach people.
_CODES = {
    "goal-achievement.in-progress": Text("in progress", "på väg"),
    "goal-achievement.improving": Text("improving", "går framåt"),
    "goal-achievement.worsening": Text("worsening", "går bakåt"),
    "goal-achievement.no-change": Text("no change", "oförändrat"),
    "goal-achievement.achieved": Text("achieved", "uppnått"),
    "goal-achievement.sustaining": Text("sustaining", "uppnått och håller i sig"),
    "goal-achievement.not-achieved": Text("not achieved", "inte uppnått"),
    "goal-achievement.no-progress": Text("no progress", "ingen förändring"),
    "goal-achievement.not-attainable": Text("not attainable", "går inte att nå"),
    "v3-ParticipationMode.FACE": Text("visit", "fysiskt besök"),
    "v3-ParticipationMode.PHONE": Text("telephone", "telefon"),
    "v3-ParticipationMode.VIDEOCONF": Text("video call", "videosamtal"),
    "v3-ParticipationMode.ONLINEWRIT": Text("in writing online", "skriftligt på nätet"),
}

TEXTS: dict[str, Text] = {
    **under("view.status", _STATUSES),
    **under("view.time", _TIMES),
    **under("view.answer", _ANSWERS),
    **under("view.contact", _CONTACTS),
    **under("view.person", _PERSONS),
    **under("view.day", _DAYS),
    **under("view.timing", _TIMING),
    **under("view.story", _STORY),
    **under("view.code", _CODES),
}

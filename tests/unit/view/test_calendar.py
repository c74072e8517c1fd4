"""The times as a calendar that any calendar program reads."""

import msgspec
from tests.unit.view import three_sources as given

from pk_fhir.sync import Pulled, Reason
from pk_fhir.view import assemble, calendar

GONE = Pulled(source=given.HOME_CARE, state="timed-out", reason=Reason(key="view.reason.deadline"))


def test_the_times_are_this_calendar() -> None:
    answer = msgspec.structs.replace(given.hospital(), resources=given.hospital().resources[-2:])
    text = calendar(assemble([answer, GONE], given.NOW))
    assert text.replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//pk-fhir//patientkontrakt//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Tider i vården",
        "X-WR-CALDESC:Uppgifter saknas från Ekeby kommun. De svarade inte i tid.",
        "BEGIN:VEVENT",
        "UID:lasarettet:Appointment/ultraljud@pk-fhir",
        "DTSTAMP:20261116T080000Z",
        "DTSTART:20261123T084500Z",
        "DTEND:20261123T093000Z",
        "SUMMARY:Ultraljud av hjärtat",
        r"DESCRIPTION:Nils Ek\, hjärtläkare\nfysiskt besök\nFrån Länssjukhuset.\nUppgifter saknas från Ekeby kommun. De svarade inte i tid.",
        "LOCATION:fysiskt besök",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:lasarettet:Appointment/samtal@pk-fhir",
        "DTSTAMP:20261116T080000Z",
        "DTSTART:20261201T120000Z",
        "DTEND:20261201T122000Z",
        "SUMMARY:Samtal om din medicin",
        r"DESCRIPTION:telefon\nerbjuden tid\, väntar på ditt svar\nFrån Länssjukhuset.\nUppgifter saknas från Ekeby kommun. De svarade inte i tid.",
        "LOCATION:telefon",
        "STATUS:TENTATIVE",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_no_line_is_longer_than_75_octets_and_no_character_is_cut() -> None:
    time = given.time(
        "t", given.EKEBY, "å" * 200 + ";\r\nEND:VCALENDAR", "2026-11-23", "2026-11-23"
    )
    text = calendar(
        assemble([Pulled(source=given.EKEBY, state="fresh", resources=[time])], given.NOW)
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert f"SUMMARY:{'å' * 200}\\;\\nEND:VCALENDAR" in unfolded
    assert "DTSTART;VALUE=DATE:20261123" in unfolded
    assert unfolded.count("END:VCALENDAR") == 1


def test_a_cancelled_time_is_taken_away_and_a_wished_one_is_no_event() -> None:
    time = given.time(
        "t", given.EKEBY, "Blodprov", "2026-11-23T09:30:00+01:00", "2026-11-23T09:20:00+01:00"
    )
    resources = [
        time | {"status": "cancelled"},
        time | {"id": "w", "status": "proposed"},
        time | {"id": "x", "start": "snart"},
    ]
    text = calendar(
        assemble([Pulled(source=given.EKEBY, state="fresh", resources=resources)], given.NOW)
    )
    assert text.count("BEGIN:VEVENT") == 1
    assert "STATUS:CANCELLED" in text
    # An end before the start cannot be: it is left out.
    assert "DTEND" not in text


def test_a_kallelse_that_the_patient_has_declined_is_taken_away_from_a_calendar_that_has_it() -> (
    None
):
    at = ("2026-11-23T09:30:00+01:00", "2026-11-23T10:00:00+01:00")
    declined = [{"actor": {"reference": "Patient/elsa"}, "status": "declined"}]
    time = given.time("t", given.EKEBY, "Blodprov", *at)
    time |= {"status": "pending", "participant": declined}
    text = calendar(
        assemble([Pulled(source=given.EKEBY, state="fresh", resources=[time])], given.NOW)
    )
    assert "STATUS:CANCELLED" in text


def test_what_no_calendar_may_hold_is_left_out() -> None:
    time = given.time("t", given.EKEBY, "Prov\x07 i\x00 morgon\tkl. 9", "2026-11-23", "2026-11-23")
    text = calendar(
        assemble([Pulled(source=given.EKEBY, state="fresh", resources=[time])], given.NOW)
    )
    assert "SUMMARY:Prov i morgon\tkl. 9\r\n" in text

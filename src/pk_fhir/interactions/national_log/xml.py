"""Log entries as the body of StoreLog (urn:riv:informationsecurity:auditing:log:StoreLogResponder:2)."""

import re
from collections.abc import Iterable

from lxml import etree

from pk_fhir.interactions.national_log.entry import Entry

STORE = "urn:riv:informationsecurity:auditing:log:StoreLogResponder:2"
LOG = "urn:riv:informationsecurity:auditing:log:2"
# A consumer sends no more in one call.
MOST = 500
# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets).
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def store_log(entries: Iterable[Entry]) -> bytes:
    """One StoreLog element in UTF-8: what stands in the SOAP body. ValueError for more than `MOST`."""
    root = etree.Element(etree.QName(STORE, "StoreLog"), nsmap={"store": STORE, "log": LOG})
    for count, entry in enumerate(entries, 1):
        if count > MOST:
            raise ValueError(f"more than {MOST} log entries in one call")
        _add(etree.SubElement(root, etree.QName(STORE, "log")), entry)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add(log: etree._Element, entry: Entry) -> None:
    _text(log, "logId", entry.log_id)
    _text(_part(log, "system"), "systemId", entry.system_id)
    activity = _part(log, "activity")
    _text(activity, "activityType", entry.activity_type)
    _text(activity, "activityLevel", entry.activity_level)
    _text(activity, "activityArgs", entry.activity_args)
    _text(activity, "startDate", entry.start_date)
    _text(activity, "purpose", entry.purpose)
    user = _part(log, "user")
    _text(user, "userId", entry.user_id)
    _text(user, "name", entry.user_name)
    _text(user, "assignment", entry.assignment)
    _text(user, "title", entry.title)
    _place(user, "careProvider", entry.care_provider)
    _place(user, "careUnit", entry.care_unit)
    resource = _part(_part(log, "resources"), "resource")
    _text(resource, "resourceType", entry.resource_type)
    if entry.patient is not None:
        who = _part(_part(resource, "patient"), "patientId")
        _text(who, "root", entry.patient[0])
        _text(who, "extension", entry.patient[1])
    _place(resource, "careProvider", entry.owner_provider)
    if entry.owner_unit is not None:
        _place(resource, "careUnit", entry.owner_unit)


def _part(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, etree.QName(LOG, name))


def _text(parent: etree._Element, name: str, text: str | None) -> None:
    if text is not None:
        _part(parent, name).text = _UNFIT.sub(" ", text)


def _place(parent: etree._Element, name: str, place: tuple[str, str | None]) -> None:
    part = _part(parent, name)
    _text(part, f"{name}Id", place[0])
    _text(part, f"{name}Name", place[1])

"""Subscriptions: whoever asked for it is told of what was written (https://hl7.org/fhir/R4/subscription.html)."""

from pk_fhir.sync.notices.relay import NoticeRelay, NoticeRules

__all__ = ["NoticeRelay", "NoticeRules"]

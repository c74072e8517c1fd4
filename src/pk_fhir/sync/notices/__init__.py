"""Subscriptions: whoever asked for it is told of what was written (https://hl7.org/fhir/R4/subscription.html).

A write leaves a row in the outbox (`store.notices`). `relay` has `looking` find whom it concerns, and tells
each in order by `telling`, over a `connection` that leads where it may; `status` is what the Subscription
then says of itself, and `overview` what waits. The other way: `ours` are our own Subscriptions at other
servers, and `prompt` follows a server that tells.
"""

from pk_fhir.sync.notices.relay import NoticeRelay, NoticeRules

__all__ = ["NoticeRelay", "NoticeRules"]

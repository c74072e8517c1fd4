"""How a caller's queries are read: with which parameters, on which types, when and where."""

from pk_fhir.access.caller import Caller
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import SERVED
from pk_fhir.search import Context


def context(service: Service, caller: Caller, *, lenient: bool = False) -> Context:
    """The context of a query that names no stored value set or code system."""
    return Context(
        registry=service.parameters.registry(caller.tenant),
        types=SERVED,
        now=service.now(),
        zone=service.zone,
        bases=(service.base(caller.tenant),),
        terminology=service.terminology,
        lenient=lenient,
    )

"""Places near a point. https://hl7.org/fhir/R4/location.html#search

On a flat map around the point, which is true to a percent within a hundred kilometres, and needs
nothing that a database may lack.
"""

import math
from typing import Any

import sqlalchemy as sa

from pk_fhir.search.query import Near
from pk_fhir.store.index_tables import TABLES

KILOMETRES_A_DEGREE = 111.195


def within(tenant: str, near: Near) -> sa.Select[Any]:
    """Shard and number of the versions with a position that near."""
    north, east = TABLES["number"].alias(), TABLES["number"].alias()
    degrees = near.kilometres / KILOMETRES_A_DEGREE
    shrunk = math.cos(math.radians(near.latitude))
    apart = sa.func.abs(east.c.low - near.longitude)
    # The shorter way round, for places on both sides of the date line.
    across = sa.case((apart > 180, 360 - apart), else_=apart) * shrunk  # noqa: PLR2004 - degrees
    up = north.c.low - near.latitude
    return sa.select(north.c.shard, north.c.number).where(
        north.c.tenant == tenant,
        north.c.param == sa.literal_column(str(near.latitude_key)),
        north.c.low.between(near.latitude - degrees, near.latitude + degrees),
        east.c.shard == north.c.shard,
        east.c.number == north.c.number,
        east.c.part == north.c.part,
        east.c.param == sa.literal_column(str(near.longitude_key)),
        up * up + across * across <= degrees * degrees,
    )

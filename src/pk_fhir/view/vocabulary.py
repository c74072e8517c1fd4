"""Whom a view is told to, and a sign that its words share."""

from typing import Literal

# Whom a view is told to: the person, or who reads for them, or care.
Audience = Literal["patient", "staff"]
# From one to another, as Swedes write it: 8-16 with a longer dash.
DASH = "\N{EN DASH}"

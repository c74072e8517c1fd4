"""`pk-fhir token`: tokens for development, signed with a local key."""

import time
from pathlib import Path
from typing import Annotated

import typer

from pk_fhir.access.keys import AUDIENCE, development_key
from pk_fhir.access.tokens import sign

app = typer.Typer(add_completion=False)


@app.command()
def token(
    role: Annotated[str, typer.Option(help="patient, staff, system or admin.")] = "system",
    tenant: Annotated[str | None, typer.Option(help="Short name of the care provider.")] = None,
    subject: Annotated[str, typer.Option(help="Who the token is for.")] = "developer",
    scope: Annotated[str, typer.Option(help="SMART scopes, separated by spaces.")] = "",
    patient: Annotated[str | None, typer.Option(help="Id of the Patient in context.")] = None,
    patient_identifier: Annotated[
        str | None, typer.Option(help="The patient's national identifier, as system|value.")
    ] = None,
    represents: Annotated[
        str | None,
        typer.Option(help="Whom a patient's token reads for (a child, say), as system|value."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the user, for the log.")] = None,
    purpose: Annotated[
        str | None, typer.Option(help="v3-PurposeOfUse code; TREAT, and PATRQT for patients.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="HSA-id of the care unit.")] = None,
    provider: Annotated[str | None, typer.Option(help="HSA-id of the care giver.")] = None,
    hours: Annotated[float, typer.Option(min=0.01, max=24 * 7, help="Lifetime.")] = 8,
    data_dir: Annotated[Path, typer.Option(envvar="PK_FHIR_DATA_DIR")] = Path(),
) -> None:
    """Print a bearer token that a service with the same data folder accepts.

    The service trusts such tokens on a loopback address, or with PK_FHIR_DEVELOPMENT_TOKENS=true.

    Example: curl -H "Authorization: Bearer $(pk-fhir token --role staff)" localhost:8000/fhir/CarePlan
    """
    if role not in ("patient", "staff", "system", "admin"):
        raise typer.BadParameter(
            "role is one of patient, staff, system, admin", param_hint="--role"
        )
    claims = {
        "sub": subject,
        "role": role,
        "tenant": tenant,
        "scope": scope or f"{'user' if role == 'staff' else role}/*.cruds",
        "patient": patient,
        "patient_identifier": patient_identifier,
        "represents": represents,
        "name": name,
        "purpose": purpose,
        "unit": unit,
        "provider": provider,
    }
    stated = {name: value for name, value in claims.items() if value is not None}
    key = development_key(data_dir)
    typer.echo(
        sign(stated, key, audience=AUDIENCE, now=int(time.time()), lifetime=int(hours * 3600))
    )

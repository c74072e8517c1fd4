"""What each of several worker processes serves: the application, from the environment."""

from pk_fhir.app import Application
from pk_fhir.config import Settings
from pk_fhir.demo import PERSONS


def asgi() -> Application:
    """The application of one worker process."""
    return Application(Settings(), PERSONS)

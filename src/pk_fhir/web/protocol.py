"""What is answered to bytes that are no HTTP request (https://www.rfc-editor.org/rfc/rfc9112#section-3-3)."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.web.errors import outcome_response


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP, which says what to change: most often an å in an address that nobody encoded."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        """Answer with an OperationOutcome, and hear no more from there."""
        answer = outcome_response(FhirError("invalid", told("request.no-http")))
        lines = [
            b"HTTP/1.1 400 Bad Request",
            *(b": ".join(header) for header in answer.raw_headers),
            b"connection: close",
            b"",
            bytes(answer.body),
        ]
        self.transport.write(b"\r\n".join(lines))
        self.transport.close()

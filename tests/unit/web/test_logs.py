"""What is logged while a command has something of its own to say."""

import logging

import pytest

from pk_fhir.web.logs import quiet


def test_meanwhile_warnings_are_heard_and_of_some_loggers_errors_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    requests, sources = logging.getLogger("requests of a test"), logging.getLogger("sources of it")

    def speak() -> None:
        for logger in (requests, sources):
            logger.info("news")
            logger.warning("warned")
            logger.error("failed")

    with quiet("sources of it"):
        speak()
    heard = [(name, said) for name, _, said in caplog.record_tuples]
    assert heard == [
        ("requests of a test", "warned"),
        ("requests of a test", "failed"),
        ("sources of it", "failed"),
    ]
    caplog.clear()
    speak()
    assert caplog.messages == ["news", "warned", "failed"] * 2

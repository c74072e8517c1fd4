"""Structured logs, from which personal numbers are taken out whatever put them there."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import structlog

from pk_fhir.messages.numbers import Numbers

NUMBER = Numbers(r"(?<!\d)(?:\d{2})?\d{6}[-+]?\d{4}(?!\d)|(?<!\d)\d{8}[-]?[A-Z0-9]{4}(?!\w)")
SCRUBBED = "[number]"


def scrub(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace what may be a personal number in every text of the line."""
    return {name: _clean(value) for name, value in event.items()}


def _clean(value: Any) -> Any:  # noqa: ANN401 - whatever is logged
    if isinstance(value, str):
        return NUMBER.sub(SCRUBBED, value)
    if isinstance(value, dict):
        return {name: _clean(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(member) for member in value]
    return value


@contextmanager
def quiet(*failures_alone: str) -> Iterator[None]:
    """Meanwhile warnings and errors are logged, and of the loggers of these names errors."""
    levels = [(logging.getLogger(), logging.WARNING)]
    levels += [(logging.getLogger(name), logging.ERROR) for name in failures_alone]
    before = [(logger, logger.level) for logger, _ in levels]
    for logger, level in levels:
        logger.setLevel(max(level, logger.level))
    try:
        yield
    finally:
        for logger, level in before:
            logger.setLevel(level)


def set_up(*, level: str, form: Literal["text", "json"]) -> None:
    """Send structlog's and the standard library's lines to standard error, in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        scrub,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        # What the level leaves out costs nothing.
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Request lines are ours (web.request_log): uvicorn's and httpx's would show queries.
    for name in ("uvicorn.access", "httpx", "httpcore", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)

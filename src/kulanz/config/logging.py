"""Structured logs: one JSON object a line, with the request id, without personal data."""

from __future__ import annotations

import logging.config
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Keys that could carry what belongs to a person or opens a door.
WITHHELD = frozenset(
    {"authorization", "body", "cookie", "email", "password", "query", "secret", "subject", "token", "url"}
)


def withhold_personal_data(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replaces the value of every key that must not reach a log."""
    for key in WITHHELD & event.keys():
        event[key] = "[withheld]"
    return event


def _processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold_personal_data,
    ]


def logging_settings(*, level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING; sends structlog and the standard library through the same formatter."""
    structlog.configure(
        processors=[*_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _processors(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    renderer,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Its lines name paths; our own middleware logs routes instead.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "psycopg.pool": {"level": "ERROR"},
        },
    }


def configure(*, level: str, form: str) -> None:
    """Sets up logs for a process that does not load Django."""
    logging.config.dictConfig(logging_settings(level=level, form=form))

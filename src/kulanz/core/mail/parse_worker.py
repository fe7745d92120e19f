"""Parses one mail from stdin to stdout within limits; started for each mail by `sandbox.parse_limited`."""

from __future__ import annotations

import sys

EXIT_MEMORY = 70


def main() -> int:
    """`python -m kulanz.core.mail.parse_worker CPU_SECONDS MEMORY_MB OUTPUT_MB`"""
    _limit(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    try:
        # Imported after the limits are set, so that they hold for everything.
        from kulanz.core.mail.model import ParseFailed
        from kulanz.core.mail.parsing import parse
        from kulanz.core.mail.wire import pack_failure, pack_mail

        raw = sys.stdin.buffer.read()
        try:
            result = pack_mail(parse(raw))
        except ParseFailed as failure:
            result = pack_failure(failure)
        sys.stdout.buffer.write(result)
        sys.stdout.buffer.flush()
    except MemoryError:
        return EXIT_MEMORY
    return 0


def _limit(seconds: int, memory_mb: int, output_mb: int) -> None:
    try:
        import resource
    except ImportError:  # Windows knows no such limits; the time limit of the parent holds there
        return
    memory = memory_mb * 1024 * 1024
    output = output_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    if sys.platform != "darwin":  # macOS refuses RLIMIT_AS
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    sys.exit(main())

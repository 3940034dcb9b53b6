"""The smallest piece of an input that still does the same."""

from bench.fuzz.trial import attempt

_ATTEMPTS = 400


def minimised(target: str, content: bytes, kind: str) -> bytes:
    """``content`` with everything left out that its finding does not need (ddmin, at most 400 attempts)."""
    left = 30 if kind == "time" else _ATTEMPTS
    size = max(1, len(content) // 2)
    while size and left:
        at = 0
        while at < len(content) and left:
            candidate = content[:at] + content[at + size :]
            left -= 1
            finding = attempt(target, candidate)
            if finding and finding.kind == kind:
                content = candidate
            else:
                at += size
        size //= 2
    return content

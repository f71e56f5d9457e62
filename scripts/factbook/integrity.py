"""Hashes by which a browser knows a script or a style: in content policies, and as ``integrity`` of elements.

Source: Subresource Integrity, https://www.w3.org/TR/SRI/.
"""

from __future__ import annotations

import base64
import hashlib


def hash_of(code: str | bytes) -> str:
    """``sha256-`` and the hash in base64 of some code, whose text is UTF-8."""
    data = code.encode() if isinstance(code, str) else code
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"

"""Subresource Integrity: hashes of scripts and styles for content policies and ``integrity`` attributes.

Source: Subresource Integrity, https://www.w3.org/TR/SRI/.
"""

from __future__ import annotations

import base64
import hashlib


def hash_of(code: str | bytes) -> str:
    """Return ``sha256-`` and the base64 digest of some code; a text is hashed as UTF-8."""
    data = code.encode() if isinstance(code, str) else code
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"

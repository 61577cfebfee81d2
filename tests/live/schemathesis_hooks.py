"""What Schemathesis can't do by itself: send workbooks, which are texts in the OpenAPI document."""

import schemathesis

from portal.api.word_import import ENDINGS


@schemathesis.serializer(*(name for name in ENDINGS if name.startswith("application/vnd.")))
def workbook(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """Return the bytes of a text that stands for a workbook."""
    return str(value).encode("utf-8", "surrogatepass")

"""Tables are compared with migrations on both engines."""

from tests.databases import new_url as new_url
from tests.databases import postgres as postgres

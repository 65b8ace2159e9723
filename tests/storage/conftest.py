"""Storage is tested on both engines."""

from tests.databases import _template as _template
from tests.databases import database as database
from tests.databases import make_sqlite as make_sqlite
from tests.databases import new_url as new_url
from tests.databases import postgres as postgres
from tests.databases import sqlite as sqlite
from tests.databases import url as url

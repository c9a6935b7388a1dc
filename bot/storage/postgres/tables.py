"""The tables for queries; `schema.py` creates them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

ALL = sa.MetaData()

_DOCUMENT = (
    ("id", sa.Text),
    ("version", sa.Integer),
    ("next_at", sa.DateTime(timezone=True)),
    ("body", sa.JSON),
)

calls = sa.Table(
    "calls",
    ALL,
    *(sa.Column(name, kind, primary_key=name == "id") for name, kind in _DOCUMENT),
    sa.Column("origin", sa.Text),
    sa.Column("is_open", sa.Boolean),
    sa.Column("month", sa.Text),
    sa.Column("opened_at", sa.DateTime(timezone=True)),
    sa.Column("opened_by", sa.Text),
    sa.Column("client", sa.Text),
    sa.Column("cards", ARRAY(sa.Text)),
)

weeks = sa.Table("weeks", ALL, *(sa.Column(name, kind, primary_key=name == "id") for name, kind in _DOCUMENT))

directory = sa.Table("directory", ALL, sa.Column("version", sa.Integer), sa.Column("body", sa.JSON))

roster = sa.Table("roster", ALL, sa.Column("body", sa.JSON))

numbers = sa.Table(
    "numbers", ALL, sa.Column("year", sa.Integer, primary_key=True), sa.Column("last", sa.Integer)
)

stats = sa.Table(
    "figures",
    ALL,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("shape", sa.Text),
    sa.Column("body", sa.JSON(none_as_null=True)),
    sa.Column("written", sa.Text),
)

leases = sa.Table(
    "leases",
    ALL,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text),
    sa.Column("until", sa.DateTime(timezone=True)),
)

"""What every peer is asked, and how it answers.

usage of each peer: PEER.py SOURCE DATABASE COLLECTION NOW FIELD[,FIELD...]

The question is that of Benchmarks/products.yml: how complete the FIELDS are, how new the newest `scraped_at` is, how many
documents repeat a `url`, which documents break a rule, and how many were scraped on each of the last eight days. The
answer is one JSON object on stdout; Benchmarks/agreement.py makes the same object of an audit's report.
"""

import dataclasses
import datetime
import json
import sys
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Africa/Tunis")
PLACEHOLDERS = ["Unknown", "N/A"]  # missing for completeness; for the other checks a value like any other
CURRENCIES = ["TND", "EUR"]
URL = "^https?://"
DAYS = 8
RULES = ["price type number, greater_than 0", "currency in [TND, EUR]", "url matches ^https?://"]


@dataclasses.dataclass
class Question:
    source: str
    database: str
    collection: str
    now: datetime.datetime
    fields: list[str]

    @property
    def latest(self) -> datetime.datetime:
        """Later than this is in the future, and never the newest."""
        return self.now + datetime.timedelta(minutes=5)

    @property
    def days(self) -> list[str]:
        """The last complete days, oldest first."""
        today = self.now.astimezone(ZONE).date()
        return [str(today - datetime.timedelta(days=back)) for back in range(DAYS, 0, -1)]

    @property
    def watched(self) -> list[str]:
        return list(dict.fromkeys([*self.fields, "price", "currency", "url", "scraped_at"]))


def asked() -> Question:
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    source, database, collection, now, fields = sys.argv[1:]
    return Question(source, database, collection, datetime.datetime.fromisoformat(now), fields.split(","))


def answer(question, documents, present, newest, with_key, distinct, broken, invalid, days) -> None:
    """present: field -> cells that are not missing; broken: documents for each of RULES; days: day -> documents."""
    fields = {field: 100 * present[field] / documents for field in question.fields}
    json.dump(
        {
            "documents": documents,
            "completeness": 100 * sum(present[field] for field in question.fields) / (len(question.fields) * documents),
            "completeness by field": fields,
            "newest": newest.timestamp(),
            "duplicates": 100 * (with_key - distinct) / with_key,
            "invalid documents": invalid,
            "invalid documents by rule": dict(zip(RULES, broken, strict=True)),
            "documents by day": {day: days.get(day, 0) for day in question.days},
        },
        sys.stdout,
    )

"""Where the documents go: lines of Extended JSON, or a MongoDB."""

import json
import math
import sys

BATCH = 5000


def extended_json(document: dict) -> str:
    """One line of relaxed Extended JSON."""
    price = document.get("price")
    if isinstance(price, float) and math.isnan(price):
        document = {**document, "price": {"$numberDouble": "NaN"}}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_lines(collection, through_day: int) -> None:
    with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n", closefd=False) as out:
        for plan in collection.held(through_day):
            out.write(extended_json(collection.document(plan)))
            out.write("\n")


def fill(uri: str, database: str, collections, through_day: int) -> None:
    """Puts the collections into the state of that day's evening; what they held before is gone."""

    def write(pymongo, target, collection) -> None:
        target.drop()
        batch: list[dict] = []
        for plan in collection.held(through_day):
            batch.append(collection.document(plan))
            if len(batch) == BATCH:
                target.insert_many(batch, ordered=False)
                batch = []
        if batch:
            target.insert_many(batch, ordered=False)

    to_each(uri, database, collections, write)


def advance(uri: str, database: str, collections, day: int) -> None:
    """Writes what one day wrote into collections that hold the evening before."""

    def write(pymongo, target, collection) -> None:
        documents = [collection.document(plan) for plan in collection.plans(day)]
        gone = collection.withdrawn(day)
        if gone:
            target.delete_many({"_id": {"$in": gone}})
        replacements = [pymongo.ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in documents]
        if replacements:
            target.bulk_write(replacements, ordered=False)

    to_each(uri, database, collections, write)


def to_each(uri: str, database: str, collections, write) -> None:
    try:
        import pymongo
    except ImportError:
        sys.exit(
            "sample-data: this Python has no pymongo. Run scripts/setup, then this script with the Python of its "
            "environment (~/.cache/dqaudit/venv/bin/python)."
        )
    name = ""
    try:
        with pymongo.MongoClient(uri, serverSelectionTimeoutMS=10_000) as client:
            for collection in collections:
                name = collection.name
                write(pymongo, client[database][name], collection)
    except pymongo.errors.PyMongoError as error:
        sys.exit(f"sample-data: cannot write to {database}.{name}: {str(error)[:200]}")

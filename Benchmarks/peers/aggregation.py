"""The numbers by MongoDB itself: one aggregation pipeline a check, one after the other."""

import datetime

import pymongo
from question import CURRENCIES, PLACEHOLDERS, URL, ZONE, answer, asked


def is_present(field, placeholders=()):
    """Neither absent, null, NaN, blank nor a placeholder. `null` is greater than what is absent or undefined."""
    value = f"${field}"
    return {
        "$not": {
            "$or": [
                {"$lte": [value, None]},
                {"$eq": [value, float("nan")]},
                {"$in": [value, list(placeholders)]},
                {"$and": [{"$eq": [{"$type": value}, "string"]}, {"$eq": [{"$trim": {"input": value}}, ""]}]},
            ]
        }
    }


def total(condition):
    return {"$sum": {"$cond": [condition, 1, 0]}}


def main():
    question = asked()
    client = pymongo.MongoClient(question.source)
    collection = client[question.database][question.collection]

    def result(*pipeline):
        return list(collection.aggregate(list(pipeline), allowDiskUse=True))

    # Names of fields may hold dots; those of a group's results may not.
    complete = {f"field{place}": total(is_present(field, PLACEHOLDERS)) for place, field in enumerate(question.fields)}
    (complete,) = result({"$group": {"_id": None, "documents": {"$sum": 1}, **complete}})
    present = {field: complete[f"field{place}"] for place, field in enumerate(question.fields)}

    scraped = {"$dateFromString": {"dateString": "$scraped_at", "timezone": str(ZONE), "onError": None}}
    latest = {"$cond": [{"$lte": ["$at", question.latest]}, "$at", None]}
    (newest,) = result({"$project": {"_id": 0, "at": scraped}}, {"$group": {"_id": None, "newest": {"$max": latest}}})

    (keys,) = result(
        {"$match": {"$expr": is_present("url")}},
        {"$group": {"_id": "$url", "documents": {"$sum": 1}}},
        {"$group": {"_id": None, "documents": {"$sum": "$documents"}, "distinct": {"$sum": 1}}},
    )

    positive = {"$and": [{"$isNumber": "$price"}, {"$gt": ["$price", 0]}]}
    rules = {
        "price": {"$and": [is_present("price"), {"$not": positive}]},
        "currency": {"$and": [is_present("currency"), {"$not": {"$in": ["$currency", CURRENCIES]}}]},
        "url": {"$and": [is_present("url"), {"$not": {"$regexMatch": {"input": "$url", "regex": URL}}}]},
    }
    (broken,) = result(
        {"$project": {"_id": 0, **rules}},
        {
            "$group": {
                "_id": None,
                **{rule: total(f"${rule}") for rule in rules},
                "documents": total({"$or": [f"${rule}" for rule in rules]}),
            }
        },
    )

    # The first and the last instant of the days that count.
    midnight = question.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    day = {"$dateToString": {"date": "$at", "format": "%Y-%m-%d", "timezone": str(ZONE)}}
    days = result(
        {"$project": {"_id": 0, "at": scraped}},
        {"$match": {"at": {"$gte": midnight - datetime.timedelta(days=len(question.days)), "$lt": midnight}}},
        {"$group": {"_id": day, "documents": {"$sum": 1}}},
    )
    answer(
        question,
        complete["documents"],
        present,
        newest["newest"].replace(tzinfo=datetime.UTC),
        keys["documents"],
        keys["distinct"],
        [broken[rule] for rule in rules],
        broken["documents"],
        {row["_id"]: row["documents"] for row in days},
    )


if __name__ == "__main__":
    main()

"""The numbers by plain Python: one loop over dictionaries. SOURCE may also be a BSON file."""

import collections
import datetime
import math
import re

import bson
import pymongo
from question import CURRENCIES, PLACEHOLDERS, URL, ZONE, answer, asked


def documents(question):
    if not question.source.startswith("mongodb"):
        with open(question.source, "rb") as file:
            yield from bson.decode_file_iter(file)
        return
    with pymongo.MongoClient(question.source) as client:
        projection = {"_id": 0, **dict.fromkeys(question.watched, 1)}
        yield from client[question.database][question.collection].find({}, projection)


def is_missing(value) -> bool:
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or (isinstance(value, float) and math.isnan(value))


def value_at(document, path):
    for key in path:
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return document


def main():
    question = asked()
    paths = [(field, field.split(".")) for field in question.fields]
    latest = question.latest.astimezone(ZONE).replace(tzinfo=None)
    placeholders, currencies, is_url = set(PLACEHOLDERS), set(CURRENCIES), re.compile(URL).search
    count = with_key = invalid = 0
    newest = datetime.datetime.min
    present, days, urls = collections.Counter(), collections.Counter(), set()
    broken = [0, 0, 0]
    for document in documents(question):
        count += 1
        for field, path in paths:
            value = value_at(document, path)
            if not is_missing(value) and not (isinstance(value, str) and value in placeholders):
                present[field] += 1

        price, currency, url = document.get("price"), document.get("currency"), document.get("url")
        verdicts = (
            not is_missing(price) and not (isinstance(price, (int, float)) and price > 0),
            not is_missing(currency) and currency not in currencies,
            not is_missing(url) and not is_url(url),
        )
        if any(verdicts):
            invalid += 1
            broken = [total + verdict for total, verdict in zip(broken, verdicts)]

        if not is_missing(url):
            with_key += 1
            urls.add(url)

        try:
            scraped = datetime.datetime.fromisoformat(document.get("scraped_at"))
        except (TypeError, ValueError):
            continue
        if scraped <= latest:
            newest = max(newest, scraped)
        days[scraped.date()] += 1
    days = {str(day): total for day, total in days.items()}
    answer(question, count, present, newest.replace(tzinfo=ZONE), with_key, len(urls), broken, invalid, days)


if __name__ == "__main__":
    main()

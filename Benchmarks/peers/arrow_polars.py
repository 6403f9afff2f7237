"""The numbers by pymongoarrow and polars: the watched fields as a data frame, then vectorised expressions."""

import warnings

warnings.filterwarnings("ignore", message="pyarrow.lib")  # about the size of its classes

import polars
import pymongo
from polars import col
from pymongoarrow.api import Schema, find_polars_all
from question import CURRENCIES, PLACEHOLDERS, URL, ZONE, answer, asked


def nested_schema(fields):
    schema = {}
    for field in fields:
        *outer, last = field.split(".")
        level = schema
        for key in outer:
            level = level.setdefault(key, {})
        level[last] = str
    return schema


def read(question):
    """A column of Arrow has one type, and a text among the numbers ends the reading: the server parts them."""
    texts = [field for field in question.watched if field != "price"]
    is_number = {"$isNumber": "$price"}
    projection = {
        "_id": 0,
        **dict.fromkeys(texts, 1),
        "price": {"$cond": [is_number, "$price", None]},
        "price_text": {"$cond": [is_number, None, "$price"]},
    }
    schema = Schema({**nested_schema(texts), "price": float, "price_text": str})
    with pymongo.MongoClient(question.source) as client:
        collection = client[question.database][question.collection]
        return find_polars_all(collection, {}, schema=schema, projection=projection)


def column(field):
    first, *inner = field.split(".")
    expression = col(first)
    for key in inner:
        expression = expression.struct.field(key)
    return expression


def is_present(text):
    return text.is_not_null() & (text.str.strip_chars() != "")


def main():
    question = asked()
    frame = read(question).lazy()
    is_number = col("price").is_not_null() & col("price").is_not_nan()

    def is_complete(field):
        is_text = is_present(col("price_text") if field == "price" else column(field))
        text = col("price_text") if field == "price" else column(field)
        is_text = is_text & ~text.is_in(PLACEHOLDERS)
        return is_number | is_text.fill_null(False) if field == "price" else is_text

    url = is_present(col("url"))
    rules = {
        "rule price": is_present(col("price_text")).fill_null(False) | (is_number & (col("price") <= 0)).fill_null(False),
        "rule currency": (is_present(col("currency")) & ~col("currency").is_in(CURRENCIES)).fill_null(False),
        "rule url": (url & ~col("url").str.contains(URL)).fill_null(False),
    }
    latest = question.latest.astimezone(ZONE).replace(tzinfo=None)
    scraped = col("scraped_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    frame = frame.with_columns(scraped.alias("scraped"))
    numbers = frame.select(
        polars.len().alias("documents"),
        *(is_complete(field).sum().alias(f"complete {field}") for field in question.fields),
        col("scraped").filter(col("scraped") <= latest).max().alias("newest"),
        url.sum().alias("with key"),
        col("url").filter(url).n_unique().alias("distinct"),
        *(rule.sum().alias(name) for name, rule in rules.items()),
        polars.any_horizontal(*rules.values()).sum().alias("invalid"),
    )
    days = frame.group_by(col("scraped").dt.date().alias("day")).len()
    numbers, days = polars.collect_all([numbers, days])
    numbers = numbers.row(0, named=True)
    answer(
        question,
        numbers["documents"],
        {field: numbers[f"complete {field}"] for field in question.fields},
        numbers["newest"].replace(tzinfo=ZONE),
        numbers["with key"],
        numbers["distinct"],
        [numbers[name] for name in rules],
        numbers["invalid"],
        {str(day): count for day, count in days.iter_rows()},
    )


if __name__ == "__main__":
    main()

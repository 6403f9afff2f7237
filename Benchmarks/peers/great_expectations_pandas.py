"""The numbers by Great Expectations over a pandas data frame, read with pymongo."""

import os

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations
import pandas
import pymongo
from great_expectations import expectations as expect
from great_expectations.data_context.types.base import ProgressBarsConfig
from question import CURRENCIES, PLACEHOLDERS, URL, ZONE, answer, asked


def read(question):
    """One column a field, blank texts as nothing."""
    projection = {"_id": 0, **{field.replace(".", "_"): f"${field}" for field in question.watched}}
    with pymongo.MongoClient(question.source) as client:
        documents = client[question.database][question.collection].find({}, projection)
        frame = pandas.DataFrame(list(documents), dtype=object)
    frame = frame.rename(columns={field.replace(".", "_"): field for field in question.watched})
    for name in frame:
        texts = frame[name].map(lambda value: isinstance(value, str) and (not value or value.isspace()))
        frame[name] = frame[name].mask(texts, None)
    return frame


def derive(frame, question):
    """The columns that expectations look at: each expectation knows one column, and no definition of missing."""
    for field in question.fields:
        frame[f"complete {field}"] = frame[field].mask(frame[field].isin(PLACEHOLDERS), None)
    numbers = frame["price"].map(lambda value: not isinstance(value, str))
    frame["price number"] = pandas.to_numeric(frame["price"].where(numbers, None))
    scraped = pandas.to_datetime(frame["scraped_at"], format="ISO8601", errors="coerce")
    latest = question.latest.astimezone(ZONE).replace(tzinfo=None)
    frame["scraped"] = scraped.where(scraped <= latest)
    frame["day"] = frame["scraped"].dt.strftime("%Y-%m-%d")


def main():
    question = asked()
    frame = read(question)
    derive(frame, question)

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("memory").add_dataframe_asset("documents")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})

    def results(expectations, result_format):
        suite = great_expectations.ExpectationSuite(name="suite", expectations=expectations)
        outcome = batch.validate(suite, result_format={"result_format": result_format})
        for one in outcome.results:
            if one.exception_info.get("raised_exception", False) or not one.result:
                raise SystemExit(f"{one.expectation_config.type}: {one.exception_info}")
        # In the order of the suite, which is not promised for the results.
        def name(kind, settings):
            return kind, settings.get("column"), str(settings.get("row_condition"))

        found = {name(one.expectation_config.type, one.expectation_config.kwargs): one.result for one in outcome.results}
        wanted = [one.configuration for one in expectations]
        return [found[name(one.type, one.kwargs)] for one in wanted]

    rows, newest, unique, key, *others = results(
        [
            expect.ExpectTableRowCountToBeBetween(min_value=1),
            expect.ExpectColumnMaxToBeBetween(column="scraped", min_value=frame["scraped"].min()),
            expect.ExpectColumnUniqueValueCountToBeBetween(column="url", min_value=1),
            expect.ExpectColumnValuesToNotBeNull(column="url"),
            *(expect.ExpectColumnValuesToNotBeNull(column=f"complete {field}") for field in question.fields),
            *(
                expect.ExpectTableRowCountToBeBetween(min_value=1, row_condition=f'day=="{day}"', condition_parser="pandas")
                for day in question.days
            ),
        ],
        "SUMMARY",
    )
    text, number, currency, url = results(
        [
            expect.ExpectColumnValuesToBeInTypeList(column="price", type_list=["int", "float"]),
            expect.ExpectColumnValuesToBeBetween(column="price number", min_value=0, strict_min=True),
            expect.ExpectColumnValuesToBeInSet(column="currency", value_set=CURRENCIES),
            expect.ExpectColumnValuesToMatchRegex(column="url", regex=URL),
        ],
        "COMPLETE",
    )
    broken = [set(result["unexpected_index_list"]) for result in (text, number, currency, url)]
    broken = [broken[0] | broken[1], broken[2], broken[3]]
    complete, days = others[: len(question.fields)], others[len(question.fields) :]
    answer(
        question,
        rows["observed_value"],
        {field: result["element_count"] - result["unexpected_count"] for field, result in zip(question.fields, complete)},
        pandas.Timestamp(newest["observed_value"]).tz_localize(ZONE),
        key["element_count"] - key["unexpected_count"],
        unique["observed_value"],
        [len(documents) for documents in broken],
        len(set.union(*broken)),
        {day: result["observed_value"] for day, result in zip(question.days, days, strict=True)},
    )


if __name__ == "__main__":
    main()

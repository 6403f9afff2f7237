#!/usr/bin/env python3
"""The collections of a price comparison, made up but the same every time, with planted defects.

Three shops sell in Tunisia and France. Day 1 is the first day that can be audited, day 8 the last one: there the
scraper of ldlc is broken, and many of its products vanish while others get prices that are no prices.

    sample-data.py products                           a collection on the evening of day 8, as JSON Lines
    sample-data.py products --through-day 3           the same on the evening of day 3
    sample-data.py --summary                          what was planted, as JSON: the numbers audits have to find
    sample-data.py --uri mongodb://… --through-day 1  fills all collections (what they held before is gone)
    sample-data.py --uri mongodb://… --day 2          what one further day wrote, written into those collections
    sample-data.py --audit-time --through-day 8       when the morning audit that sees day 8 takes place

Writing to MongoDB needs pymongo (scripts/setup has an environment that has it); everything else is plain Python.
"""

import argparse
import datetime
import json
import sys

import sample
from sample.numbers import summary
from sample.writing import advance, fill, write_lines


def parse_arguments() -> argparse.Namespace:
    def day(text: str) -> int:
        value = int(text)
        if not 1 <= value <= sample.DAYS:
            raise argparse.ArgumentTypeError(f"a day is a number from 1 to {sample.DAYS}")
        return value

    def count(text: str) -> int:
        value = int(text)
        if value < sample.DAYS:
            raise argparse.ArgumentTypeError(f"at least {sample.DAYS} products are needed, one a day")
        return value

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "collections", nargs="*", metavar="COLLECTION", help=f"{', '.join(sample.NAMES)}; all when none is named"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--through-day",
        type=day,
        default=sample.DAYS,
        metavar="N",
        help="the collections on the evening of day N, 1 to 8 (default 8)",
    )
    which.add_argument(
        "--day",
        type=day,
        metavar="N",
        help="only with --uri: write what day N wrote into collections that hold day N-1",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--uri", help="write to this MongoDB instead of stdout")
    what.add_argument("--summary", action="store_true", help="print what was planted instead of the documents")
    what.add_argument("--audit-time", action="store_true", help="print the instant of the audit that sees this day")
    parser.add_argument("--database", default="pricechecktn", help="default pricechecktn")
    parser.add_argument(
        "--count",
        type=count,
        default=sample.DEFAULT_COUNT,
        metavar="N",
        help=f"about how many products; the rest grows with them (default {sample.DEFAULT_COUNT:,})",
    )
    parser.add_argument(
        "--last-day",
        type=datetime.date.fromisoformat,
        default=sample.DEFAULT_LAST_DAY,
        metavar="DATE",
        help=f"the date of day 8 (default {sample.DEFAULT_LAST_DAY})",
    )
    parser.add_argument("--seed", default="dqaudit", help="another word gives another sample")
    options = parser.parse_args()
    for name in options.collections:
        if name not in sample.NAMES:
            parser.error(f"there is no collection {name}; there are {', '.join(sample.NAMES)}")
    if options.day is not None and options.uri is None:
        parser.error("--day changes collections that are there: it needs --uri")
    prints_documents = options.uri is None and not options.summary and not options.audit_time
    if prints_documents and len(options.collections) != 1:
        parser.error(f"the lines of which collection? Name one: {', '.join(sample.NAMES)}")
    return options


def main() -> None:
    options = parse_arguments()
    setting = sample.Setting(options.count, options.last_day, options.seed)
    known = sample.collections(setting)
    chosen = [known[name] for name in options.collections or sample.NAMES]
    day = options.through_day
    audit_time = setting.audit_time(day).isoformat() + "Z"
    if options.audit_time:
        print(audit_time)
    elif options.summary:
        told = {collection.name: summary(collection, setting, day) for collection in chosen}
        print(json.dumps({"through_day": day, "audit_time": audit_time, "collections": told}, indent=2))
    elif options.day is not None:
        advance(options.uri, options.database, chosen, options.day)
    elif options.uri is not None:
        fill(options.uri, options.database, chosen, day)
    else:
        try:
            write_lines(chosen[0], day)
        except BrokenPipeError:
            sys.stderr.close()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A sample of a price comparison's `products` collection, made up but the same every time, with planted defects.

Three shops sell in Tunisia and France. Their scrapers visit an eighth of the catalogue each day, so a product is
visited every eighth day and the collection always holds the results of the last eight days. Day 1 is the first day
that can be audited, day 8 the last one: there the scraper of ldlc is broken, and many of its products vanish while
others get prices that are no prices.

    sample-products.py                                   the collection on the evening of day 8, as JSON Lines
    sample-products.py --through-day 3                   the same on the evening of day 3
    sample-products.py --summary                         what was planted, as JSON: the numbers an audit has to find
    sample-products.py --uri mongodb://… --through-day 1 fills a collection (what it held before is gone)
    sample-products.py --uri mongodb://… --day 2         the visits of one further day, written into that collection
    sample-products.py --audit-time --through-day 8      when the morning audit that sees day 8 takes place

Writing to MongoDB needs pymongo (scripts/setup has an environment that has it); everything else is plain Python.
"""

import argparse
import collections
import datetime
import hashlib
import json
import math
import sys

DAYS = 8  # days that can be audited; also the days between two visits of a product
ZONE_OFFSET = datetime.timedelta(hours=1)  # Africa/Tunis, the whole year
AUDIT_HOUR = 6  # local, on the morning after the day
DEFAULT_COUNT = 30_000
DEFAULT_LAST_DAY = datetime.date(2026, 5, 11)
SCRIPT_NAME = "<script>alert(1)</script>"
BLANKS = (None, "", "   ", "Unknown", "N/A")

#            source        country     currency  per mille of the catalogue
SHOPS = (
    ("mytek", "Tunisia", "TND", 380),
    ("tunisianet", "Tunisia", "TND", 330),
    ("ldlc", "France", "EUR", 290),
)
SITES = {"mytek": "https://www.mytek.tn", "tunisianet": "https://www.tunisianet.com.tn", "ldlc": "https://www.ldlc.com"}
PICTURES = {
    "mytek": "https://mk-media.mytek.tn",
    "tunisianet": "https://www.tunisianet.com.tn/img",
    "ldlc": "https://media.ldlc.com",
}

#             id                noun                    price range in EUR, with a processor?
CATEGORIES = (
    ("cat_laptops", "PC portable", 320, 2400, True),
    ("cat_gaming_laptops", "PC portable gamer", 750, 3600, True),
    ("cat_desktops", "PC de bureau", 280, 1900, True),
    ("cat_smartphones", "Smartphone", 90, 1500, True),
    ("cat_tablets", "Tablette tactile", 110, 1300, True),
    ("cat_mini_pc", "Mini PC", 150, 950, True),
    ("cat_monitors", "Écran", 85, 1100, False),
)
BRANDS = {
    "cat_laptops": ("Lenovo", "HP", "Dell", "Asus", "Acer"),
    "cat_gaming_laptops": ("MSI", "Asus", "Lenovo", "Acer"),
    "cat_desktops": ("HP", "Dell", "Lenovo", "MSI"),
    "cat_smartphones": ("Samsung", "Xiaomi", "Apple", "Oppo", "Honor"),
    "cat_tablets": ("Samsung", "Apple", "Lenovo", "Xiaomi"),
    "cat_mini_pc": ("Asus", "MSI", "Beelink"),
    "cat_monitors": ("LG", "Samsung", "Dell", "AOC", "Iiyama"),
}
PROCESSORS = {
    "cat_smartphones": ("Snapdragon 8 Gen 3", "Exynos 2400", "Dimensity 7200", "A17 Pro", "Helio G99"),
    "cat_tablets": ("Snapdragon 8 Gen 2", "M2", "Exynos 1380", "Helio G99"),
}
COMPUTER_PROCESSORS = (
    "Intel Core i3-1215U",
    "Intel Core i5-13420H",
    "Intel Core i7-13700H",
    "AMD Ryzen 5 7530U",
    "AMD Ryzen 7 7840HS",
)
COLOURS = ("Noir", "Gris sidéral", "Argenté", "Bleu nuit", "Édition limitée", "Blanc")
SERIES = ("Pro", "Air", "Essentiel", "Ultra", "Série X", "Élite")

#            where it is planted         per mille of a day's visits
DEFECTS = (
    ("name_blank", 4),
    ("brand_unknown", 35),
    ("category_missing", 10),
    ("image_null", 45),
    ("price_null", 12),
    ("price_nan", 1),
    ("price_negative", 0.3),
    ("price_zero", 0.5),
    ("price_text", 0.4),
    ("currency_wrong", 0.4),
    ("url_bad", 0.4),
    ("url_missing", 1),
    ("url_repeated", 14),
    ("scraped_at_future", 0.1),
    ("scraped_at_unreadable", 0.1),
)
# Of the visits to ldlc on the last day: products that vanished because their page was not found, and, among the
# products that were found, prices that are no prices. The rest comes without a picture and without a price.
BROKEN_SHOP = "ldlc"
BROKEN_VANISHED = 0.55
BROKEN_PRICED = (("price_zero", 0.20), ("price_text", 0.15), ("price_negative", 0.05), ("price_null", 0.25))

INVALID_PRICE_TYPE = {"price_text"}
INVALID_PRICE_RANGE = {"price_negative", "price_zero"}
INVALID = INVALID_PRICE_TYPE | INVALID_PRICE_RANGE | {"currency_wrong", "url_bad"}


class Draw:
    """A stream of numbers that depends on its name alone: on no Python version, no order and no other stream."""

    def __init__(self, *name: object) -> None:
        self._name = "/".join(map(str, name)).encode()
        self._block = 0
        self._words: list[int] = []

    def below(self, bound: int) -> int:
        """A number from 0 to bound - 1."""
        if not self._words:
            digest = hashlib.blake2b(self._name, salt=self._block.to_bytes(8, "big")).digest()
            self._words = [int.from_bytes(digest[i : i + 8], "big") for i in range(0, 64, 8)]
            self._block += 1
        return self._words.pop() % bound

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def pick(self, choices):
        return choices[self.below(len(choices))]


class Sample:
    """The catalogue and its visits. A product is a slot (lane, position); day d visits lane d mod 8."""

    def __init__(self, count: int, last_day: datetime.date, seed: str) -> None:
        self.count = count
        self.last_day = last_day
        self.seed = seed

    def date(self, day: int) -> datetime.date:
        return self.last_day - datetime.timedelta(days=DAYS - day)

    def visited(self, day: int) -> int:
        """How many products the catalogue's lane holds on that day: an eighth, a little more or less each time."""
        lane = day % DAYS
        share = self.count // DAYS + (1 if lane < self.count % DAYS else 0)
        jitter = max(1, min(20, share // 100))
        return max(1, share + Draw(self.seed, "size", day).between(-jitter, jitter))

    # --- products -------------------------------------------------------------------------------------------------

    def shop(self, number: int):
        at = Draw(self.seed, "shop", number).below(1000)
        for shop in SHOPS:
            at -= shop[3]
            if at < 0:
                return shop
        return SHOPS[-1]

    def number(self, day: int, position: int) -> int:
        return position * DAYS + day % DAYS + 1

    def plant(self, day: int, size: int) -> dict[int, set[str]]:
        """Position -> the defects planted there. Fixed shares of each day; one defect about prices at most."""
        planted: dict[int, set[str]] = collections.defaultdict(set)
        for name, per_mille in DEFECTS:
            wanted = math.floor(size * per_mille / 1000 + Draw(self.seed, "quota", day, name).below(1000) / 1000)
            draw = Draw(self.seed, "plant", day, name)
            kind = name.split("_")[0]
            tries = 0
            while wanted > 0 and tries < 50 * size:
                tries += 1
                position = draw.below(size)
                # A repeated url repeats that of the product before it, which therefore must have one of its own.
                if any(other.split("_")[0] == kind for other in planted[position]):
                    continue
                if name == "url_repeated" and not self.can_repeat(planted, day, position):
                    continue
                if kind == "url" and has_repeated_url(planted[min(position + 1, size - 1)]):
                    continue
                planted[position].add(name)
                wanted -= 1
        if day % DAYS == DAYS - 1:  # the product with a script for a name, at a price that lists it among the invalid
            planted[0] = {defect for defect in planted[0] if not defect.startswith(("name", "price"))} | {
                "price_negative"
            }
        return planted

    def can_repeat(self, planted: dict[int, set[str]], day: int, position: int) -> bool:
        """Whether the product before this one is of the same shop and has a url of its own to repeat."""
        if position == 0 or has_url_defect(planted[position - 1]):
            return False
        return self.shop(self.number(day, position))[0] == self.shop(self.number(day, position - 1))[0]

    def visits(self, day: int):
        """Yields (document, defects) for each product that the scrapers brought home on that day."""
        size = self.visited(day)
        planted = self.plant(day, size)
        broken_order = 0
        for position in range(size):
            number = self.number(day, position)
            defects = set(planted.get(position, ()))
            source = self.shop(number)[0]
            if day == DAYS and source == BROKEN_SHOP:
                broken_order += 1
                fate = Draw(self.seed, "broken", number).below(1000) / 1000
                if fate < BROKEN_VANISHED and not self.is_needed(planted, position, size):
                    continue
                defects = {defect for defect in defects if not defect.startswith(("price", "image"))}
                defects.add("image_null")
                at = Draw(self.seed, "broken price", number).below(1000) / 1000
                for name, share in BROKEN_PRICED:
                    at -= share
                    if at < 0:
                        defects.add(name)
                        break
            yield self.document(day, position, number, defects), defects

    def is_needed(self, planted: dict[int, set[str]], position: int, size: int) -> bool:
        """Whether the next product repeats this one's url; then it stays, so that the planted duplicate is one."""
        return position + 1 < size and has_repeated_url(planted.get(position + 1, set()))

    def url(self, number: int) -> str:
        source = self.shop(number)[0]
        category, noun = self.category(number)[:2]
        slug = noun.lower().replace(" ", "-").replace("é", "e")
        if source == "ldlc":
            return f"{SITES[source]}/fiche/PB{number:08d}.html"
        return f"{SITES[source]}/{category[4:].replace('_', '-')}/{number}-{slug}.html"

    def category(self, number: int):
        at = Draw(self.seed, "category", number).below(100)
        return CATEGORIES[-1] if at < 5 else CATEGORIES[at % (len(CATEGORIES) - 1)]

    def document(self, day: int, position: int, number: int, defects: set[str]) -> dict:
        source, country, currency, _ = self.shop(number)
        category, noun, low, high, has_processor = self.category(number)
        stable = Draw(self.seed, "product", number)
        brand = stable.pick(BRANDS[category])
        model = f"{brand[:2].upper()}{stable.between(100, 999)}-{stable.pick(SERIES)[:1]}{stable.between(1, 9)}"
        memory = stable.pick((4, 8, 16, 32))
        storage = stable.pick((128, 256, 512, 1024))
        name = f"{noun} {brand} {model} {stable.pick(SERIES)} {memory} Go {storage} Go {stable.pick(COLOURS)}"
        base = stable.between(low * 100, high * 100)
        model_known = stable.below(10) < 6
        created = self.instant(-DAYS - stable.between(1, 240), stable)
        colour = stable.pick(COLOURS)
        weight = stable.between(180, 3200) / 1000
        processor = stable.pick(PROCESSORS.get(category, COMPUTER_PROCESSORS))
        ports = ["USB-C", "USB-A", "HDMI", "Jack 3,5 mm"][: stable.below(5)]

        visit = Draw(self.seed, "visit", number, day)
        cents = base * visit.between(92, 108) // 100
        # Dinars have three decimals. Some shops write whole amounts, and those arrive as integers.
        price: object = round(cents * 3.38 / 100, 3) if currency == "TND" else cents / 100
        if visit.below(20) == 0:
            price = int(price)
        scraped = self.instant(day, visit)

        if number == DAYS:  # see plant()
            name = SCRIPT_NAME
        specifications: dict[str, object] = {
            "ram": f"{memory} Go",
            "storage": {"capacity_gb": storage, "kind": "SSD" if storage > 128 else "eMMC"},
            "weight_kg": weight,
            "colour": colour,
            "ports": ports,
        }
        if has_processor:
            specifications["cpu"] = processor
        else:
            specifications["screen"] = {
                "size_inches": stable.between(21, 34),
                "refresh_hz": stable.pick((60, 75, 144, 165)),
            }

        document: dict[str, object] = {
            "_id": f"prod_{number:06d}",
            "name": name,
            "name_normalized": normalize(name),
            "brand": brand,
            "model": model if model_known else None,
            "category_id": category,
            "price": price,
            "currency": currency,
            "country": country,
            "source": source,
            "url": self.url(number),
            "image_url": f"{PICTURES[source]}/{number % 97}/{number}.jpg",
            "specifications": specifications,
            "product_signature": hashlib.sha1(normalize(f"{brand} {model} {memory} {storage}").encode()).hexdigest(),
            "in_stock": visit.below(10) < 8,
            "scraped_at": scraped.isoformat(),
            "created_at": created.isoformat(),
            "updated_at": (scraped + datetime.timedelta(seconds=visit.between(1, 90))).isoformat(),
        }
        for defect in sorted(defects):
            self.spoil(document, defect, day, position, visit)
        return document

    def instant(self, day: int, draw: Draw) -> datetime.datetime:
        """Local time without zone, as the scrapers write it: from six in the morning till shortly before midnight."""
        midnight = datetime.datetime.combine(self.date(day), datetime.time())
        seconds = draw.between(6 * 3600, 23 * 3600 + 40 * 60)
        return midnight + datetime.timedelta(seconds=seconds, microseconds=draw.between(1, 999_999))

    def spoil(self, document: dict, defect: str, day: int, position: int, draw: Draw) -> None:
        if defect == "name_blank":
            document["name"] = draw.pick(("", "   ", "\t", None))
            document["name_normalized"] = ""
        elif defect == "brand_unknown":
            document["brand"] = "Unknown"
        elif defect == "category_missing":
            del document["category_id"]
        elif defect == "image_null":
            document["image_url"] = None
        elif defect == "price_null":
            document["price"] = None
        elif defect == "price_nan":
            document["price"] = math.nan
        elif defect == "price_negative":
            document["price"] = -1.0
        elif defect == "price_zero":
            document["price"] = draw.pick((0, 0.0))
        elif defect == "price_text":
            document["price"] = draw.pick(("1 299,00 €", "Prix sur demande", "1,199.000 DT"))
        elif defect == "currency_wrong":
            document["currency"] = draw.pick(("DT", "EURO", "USD"))
        elif defect == "url_bad":
            document["url"] = draw.pick(("/produit/", "www.", "ftp://")) + document["url"].split("//", 1)[1]
        elif defect == "url_missing":
            document["url"] = draw.pick((None, ""))
        elif defect == "url_repeated":
            document["url"] = self.url(self.number(day, position - 1))
        elif defect == "scraped_at_future":  # a scraper whose clock is a year ahead
            document["scraped_at"] = (
                datetime.datetime.fromisoformat(document["scraped_at"]) + datetime.timedelta(days=365)
            ).isoformat()
        elif defect == "scraped_at_unreadable":
            document["scraped_at"] = draw.pick(("il y a 2 heures", "hier"))
        else:
            raise ValueError(defect)

    # --- the collection -------------------------------------------------------------------------------------------

    def state(self, through_day: int):
        """Yields (day, document, defects): the collection as it is on the evening of that day."""
        for day in range(through_day - DAYS + 1, through_day + 1):
            for document, defects in self.visits(day):
                yield day, document, defects

    def audit_time(self, day: int) -> str:
        local = datetime.datetime.combine(self.date(day + 1), datetime.time(AUDIT_HOUR))
        return (local - ZONE_OFFSET).isoformat() + "Z"

    def summary(self, through_day: int) -> dict:
        """What was planted, counted from the defects that were asked for, not from the documents."""
        documents = 0
        missing = collections.Counter(
            {field: 0 for field in ("name", "brand", "category_id", "image_url", "price", "url")}
        )
        invalid = collections.Counter(
            {rule: 0 for rule in ("price_type", "price_range", "currency", "url", "documents")}
        )
        planted: collections.Counter = collections.Counter()
        per_day: collections.Counter = collections.Counter()
        sources: collections.Counter = collections.Counter()
        newest = ""
        blank = {
            "name_blank": "name",
            "brand_unknown": "brand",
            "category_missing": "category_id",
            "image_null": "image_url",
            "price_null": "price",
            "price_nan": "price",
            "url_missing": "url",
        }
        without_processor = 0
        for day, document, defects in self.state(through_day):
            documents += 1
            planted.update(defects)
            sources[document["source"]] += 1
            for defect in defects:
                if defect in blank:
                    missing[blank[defect]] += 1
            without_processor += "cpu" not in document["specifications"]
            invalid["price_type"] += bool(defects & INVALID_PRICE_TYPE)
            invalid["price_range"] += bool(defects & INVALID_PRICE_RANGE)
            invalid["currency"] += "currency_wrong" in defects
            invalid["url"] += "url_bad" in defects
            invalid["documents"] += bool(defects & INVALID)
            if not defects & {"scraped_at_future", "scraped_at_unreadable"}:
                per_day[self.date(day).isoformat()] += 1
                newest = max(newest, document["scraped_at"])
        with_url = documents - missing["url"]
        fields = {**missing, "source": 0, "specifications.cpu": without_processor}
        watched = ("name", "price", "url", "source", "category_id", "image_url", "specifications.cpu")
        absent = sum(fields[field] for field in watched)
        newest_utc = datetime.datetime.fromisoformat(newest) - ZONE_OFFSET
        audit = datetime.datetime.fromisoformat(self.audit_time(through_day).rstrip("Z"))
        return {
            "through_day": through_day,
            "audit_time": self.audit_time(through_day),
            "documents": documents,
            "documents_per_source": dict(sorted(sources.items())),
            "documents_per_day": dict(sorted(per_day.items())),
            "missing": dict(sorted(fields.items())),
            "completeness_percent": 100 * (len(watched) * documents - absent) / (len(watched) * documents),
            "completeness_fields": list(watched),
            "invalid": dict(invalid),
            "duplicates": {
                "with_url": with_url,
                "distinct_urls": with_url - planted["url_repeated"],
                "percent": 100 * planted["url_repeated"] / with_url,
            },
            "freshness": {
                "newest": newest,
                "newest_utc": newest_utc.isoformat() + "Z",
                "seconds": (audit - newest_utc).total_seconds(),
                "future": planted["scraped_at_future"],
                "unreadable": planted["scraped_at_unreadable"],
            },
            "planted": dict(sorted(planted.items())),
        }


def has_url_defect(defects: set[str]) -> bool:
    return any(defect.startswith("url_") for defect in defects)


def has_repeated_url(defects: set[str]) -> bool:
    return "url_repeated" in defects


def normalize(text: str) -> str:
    plain = text.lower().translate(str.maketrans("éèêàâîôûç", "eeeaaiouc"))
    return " ".join("".join(character if character.isalnum() else " " for character in plain).split())


def extended_json(document: dict) -> str:
    """One line of relaxed Extended JSON."""
    price = document["price"]
    if isinstance(price, float) and math.isnan(price):
        document = {**document, "price": {"$numberDouble": "NaN"}}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_lines(sample: Sample, through_day: int) -> None:
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n", closefd=False)
    with out:
        for _, document, _ in sample.state(through_day):
            out.write(extended_json(document))
            out.write("\n")


def write_collection(sample: Sample, options: argparse.Namespace) -> None:
    try:
        import pymongo
    except ImportError:
        sys.exit(
            "sample-products: this Python has no pymongo. Run scripts/setup, then this script with the Python of its "
            "environment (~/.cache/dqaudit/venv/bin/python)."
        )
    try:
        with pymongo.MongoClient(options.uri, serverSelectionTimeoutMS=10_000) as client:
            products = client[options.database][options.collection]
            if options.day is None:
                products.drop()
                insert(products, (document for _, document, _ in sample.state(options.through_day)))
            else:
                documents = [document for document, _ in sample.visits(options.day)]
                before = [document["_id"] for document, _ in sample.visits(options.day - DAYS)]
                now = {document["_id"] for document in documents}
                products.delete_many({"_id": {"$in": [key for key in before if key not in now]}})
                products.bulk_write(
                    [pymongo.ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in documents],
                    ordered=False,
                )
    except pymongo.errors.PyMongoError as error:
        sys.exit(f"sample-products: cannot write to {options.database}.{options.collection}: {str(error)[:200]}")


def insert(products, documents) -> None:
    batch: list[dict] = []
    for document in documents:
        batch.append(document)
        if len(batch) == 5000:
            products.insert_many(batch, ordered=False)
            batch = []
    if batch:
        products.insert_many(batch, ordered=False)


def parse_arguments() -> argparse.Namespace:
    def day(text: str) -> int:
        value = int(text)
        if not 1 <= value <= DAYS:
            raise argparse.ArgumentTypeError(f"a day is a number from 1 to {DAYS}")
        return value

    def count(text: str) -> int:
        value = int(text)
        if value < DAYS:
            raise argparse.ArgumentTypeError(f"at least {DAYS} documents are needed, one a day")
        return value

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--through-day",
        type=day,
        default=DAYS,
        metavar="N",
        help="the collection on the evening of day N, 1 to 8 (default 8)",
    )
    which.add_argument(
        "--day",
        type=day,
        metavar="N",
        help="only with --uri: write the visits of day N into a collection that holds day N-1",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--uri", help="write to this MongoDB instead of stdout")
    what.add_argument("--summary", action="store_true", help="print what was planted instead of the documents")
    what.add_argument("--audit-time", action="store_true", help="print the instant of the audit that sees this day")
    parser.add_argument("--database", default="pricechecktn", help="default pricechecktn")
    parser.add_argument("--collection", default="products", help="default products")
    parser.add_argument(
        "--count",
        type=count,
        default=DEFAULT_COUNT,
        metavar="N",
        help=f"about how many documents (default {DEFAULT_COUNT:,})",
    )
    parser.add_argument(
        "--last-day",
        type=datetime.date.fromisoformat,
        default=DEFAULT_LAST_DAY,
        metavar="DATE",
        help=f"the date of day 8 (default {DEFAULT_LAST_DAY})",
    )
    parser.add_argument("--seed", default="dqaudit", help="another word gives another sample")
    options = parser.parse_args()
    if options.day is not None and options.uri is None:
        parser.error("--day changes a collection that is there: it needs --uri")
    return options


def main() -> None:
    options = parse_arguments()
    sample = Sample(options.count, options.last_day, options.seed)
    if options.summary:
        print(json.dumps(sample.summary(options.through_day), indent=2, ensure_ascii=False))
    elif options.audit_time:
        print(sample.audit_time(options.through_day))
    elif options.uri is not None:
        write_collection(sample, options)
    else:
        try:
            write_lines(sample, options.through_day)
        except BrokenPipeError:
            sys.stderr.close()


if __name__ == "__main__":
    main()

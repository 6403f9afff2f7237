"""The products: what the scrapers brought home.

The scrapers visit an eighth of the catalogue each day, so a product is visited every eighth day and the collection
always holds the results of the last eight days. On the last day the scraper of ldlc is broken: many of its products
vanish while others get prices that are no prices.
"""

import datetime
import functools
import hashlib
import math

from . import numbers
from .draw import DAYS, Draw, Plan, Setting, a_little_more_or_less, kind, plant

SCRIPT_NAME = "<script>alert(1)</script>"

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
    ("category_unknown", 1),
    ("currency_contradicts", 0.4),
)
# Of the visits to ldlc on the last day: products that vanished because their page was not found, and, among the
# products that were found, prices that are no prices. The rest comes without a picture and without a price.
BROKEN_SHOP = "ldlc"
BROKEN_VANISHED = 0.55
BROKEN_PRICED = (("price_zero", 0.20), ("price_text", 0.15), ("price_negative", 0.05), ("price_null", 0.25))

# What leaves each field without a value, and what breaks each rule of the suite.
MISSING = {
    "name": {"name_blank"},
    "price": {"price_null", "price_nan"},
    "url": {"url_missing"},
    "source": set(),
    "category_id": {"category_missing"},
    "image_url": {"image_null"},
    "specifications.cpu": {"processor_none"},
}
RULES = {
    "price type number, greater_than 0": {"price_text", "price_negative", "price_zero"},
    "currency in [TND, EUR]": {"currency_wrong"},
    "url matches ^https?://": {"url_bad"},
    "euro_means_france": {"currency_contradicts"},
    "dinar_means_tunisia": set(),
}


class Products:
    """The catalogue and its visits. A product is a slot (lane, position); day d visits lane d mod 8."""

    name = "products"

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.seed = setting.seed
        # Other collections ask for the same days and products again.
        self.visited = functools.cache(self._visited)
        self.facts = functools.cache(self._facts)
        self.there = functools.cache(self._there)

    def _visited(self, day: int) -> int:
        """How many products the catalogue's lane holds on that day: an eighth, a little more or less each time."""
        lane = day % DAYS
        share = self.setting.count // DAYS + (1 if lane < self.setting.count % DAYS else 0)
        return a_little_more_or_less(self.setting, (), day, share, max(1, min(20, share // 100)))

    def always_there(self) -> int:
        """How many products of each lane are in the catalogue whatever the day."""
        share = self.setting.count // DAYS
        return max(1, share - max(1, min(20, share // 100)))

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

    def plant(self, day: int) -> dict[int, set[str]]:
        """Position -> the defects planted there. Fixed shares of each day; one defect about prices at most."""
        size = self.visited(day)

        def may(planted, name: str, position: int) -> bool:
            # A repeated url repeats that of the product before it, which therefore must have one of its own.
            if name == "url_repeated" and not self.can_repeat(planted, day, position):
                return False
            if name == "currency_contradicts" and self.shop(self.number(day, position))[1] != "Tunisia":
                return False
            return not (kind(name) == "url" and "url_repeated" in planted[min(position + 1, size - 1)])

        planted = plant(self.setting, (), day, size, DEFECTS, may)
        if day % DAYS == DAYS - 1:  # the product with a script for a name, at a price that lists it among the invalid
            kept = {defect for defect in planted[0] if kind(defect) not in ("name", "price")}
            planted[0] = kept | {"price_negative"}
        return planted

    def can_repeat(self, planted: dict[int, set[str]], day: int, position: int) -> bool:
        """Whether the product before this one is of the same shop and has a url of its own to repeat."""
        if position == 0 or any(kind(defect) == "url" for defect in planted[position - 1]):
            return False
        return self.shop(self.number(day, position))[0] == self.shop(self.number(day, position - 1))[0]

    def plans(self, day: int):
        """The products that the scrapers brought home on that day."""
        size = self.visited(day)
        planted = self.plant(day)
        for position in range(size):
            number = self.number(day, position)
            defects = set(planted.get(position, ()))
            source = self.shop(number)[0]
            if day == DAYS and source == BROKEN_SHOP:
                fate = Draw(self.seed, "broken", number).below(1000) / 1000
                # A product whose url the next one repeats stays, so that the planted duplicate is one.
                if fate < BROKEN_VANISHED and "url_repeated" not in planted.get(position + 1, ()):
                    continue
                defects = {defect for defect in defects if kind(defect) not in ("price", "image")}
                defects.add("image_null")
                at = Draw(self.seed, "broken price", number).below(1000) / 1000
                for name, share in BROKEN_PRICED:
                    at -= share
                    if at < 0:
                        defects.add(name)
                        break
            if not self.category(number)[4]:
                defects.add("processor_none")
            yield Plan(day, position, number, defects, source)

    def held(self, through_day: int):
        """The collection as it is on the evening of that day."""
        for day in range(through_day - DAYS + 1, through_day + 1):
            yield from self.plans(day)

    def withdrawn(self, day: int) -> list[str]:
        """The _ids of products that the visit before found and that of this day does not."""
        there = {plan.number for plan in self.plans(day)}
        return [product_id(plan.number) for plan in self.plans(day - DAYS) if plan.number not in there]

    def _there(self, through_day: int) -> set[int]:
        """The numbers of the products that the collection holds on the evening of that day."""
        return {plan.number for plan in self.held(through_day)}

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

    def _facts(self, number: int) -> dict:
        """What does not change from visit to visit. The order of the draws is part of the sample."""
        category, noun, low, high, has_processor = self.category(number)
        draw = Draw(self.seed, "product", number)
        brand = draw.pick(BRANDS[category])
        model = f"{brand[:2].upper()}{draw.between(100, 999)}-{draw.pick(SERIES)[:1]}{draw.between(1, 9)}"
        memory = draw.pick((4, 8, 16, 32))
        storage = draw.pick((128, 256, 512, 1024))
        name = f"{noun} {brand} {model} {draw.pick(SERIES)} {memory} Go {storage} Go {draw.pick(COLOURS)}"
        base = draw.between(low * 100, high * 100)
        model_known = draw.below(10) < 6
        created = self.setting.instant(-DAYS - draw.between(1, 240), draw)
        colour = draw.pick(COLOURS)
        specifications: dict[str, object] = {
            "ram": f"{memory} Go",
            "storage": {"capacity_gb": storage, "kind": "SSD" if storage > 128 else "eMMC"},
            "weight_kg": draw.between(180, 3200) / 1000,
            "colour": colour,
        }
        processor = draw.pick(PROCESSORS.get(category, COMPUTER_PROCESSORS))
        specifications["ports"] = ["USB-C", "USB-A", "HDMI", "Jack 3,5 mm"][: draw.below(5)]
        if has_processor:
            specifications["cpu"] = processor
        else:
            specifications["screen"] = {
                "size_inches": draw.between(21, 34),
                "refresh_hz": draw.pick((60, 75, 144, 165)),
            }
        return {
            "name": SCRIPT_NAME if number == DAYS else name,  # see plant()
            "brand": brand,
            "model": model if model_known else None,
            "category_id": category,
            "base": base,
            "created": created,
            "specifications": specifications,
            "signature": hashlib.sha1(normalize(f"{brand} {model} {memory} {storage}").encode()).hexdigest(),
        }

    def visit(self, plan: Plan):
        """When the product was visited, its price then, and what is left to draw of the visit."""
        draw = Draw(self.seed, "visit", plan.number, plan.day)
        cents = self.facts(plan.number)["base"] * draw.between(92, 108) // 100
        # Dinars have three decimals. Some shops write whole amounts, and those arrive as integers.
        in_dinars = self.shop(plan.number)[2] == "TND"
        price: object = round(cents * 3.38 / 100, 3) if in_dinars else cents / 100
        if draw.below(20) == 0:
            price = int(price)
        return self.setting.instant(plan.day, draw), price, draw

    def sold(self, plan: Plan) -> bool:
        return self.visit(plan)[2].below(10) < 8

    def document(self, plan: Plan) -> dict:
        source, country, currency, _ = self.shop(plan.number)
        facts = self.facts(plan.number)
        scraped, price, draw = self.visit(plan)
        document: dict[str, object] = {
            "_id": product_id(plan.number),
            "name": facts["name"],
            "name_normalized": normalize(facts["name"]),
            "brand": facts["brand"],
            "model": facts["model"],
            "category_id": facts["category_id"],
            "price": price,
            "currency": currency,
            "country": country,
            "source": source,
            "url": self.url(plan.number),
            "image_url": f"{PICTURES[source]}/{plan.number % 97}/{plan.number}.jpg",
            "specifications": facts["specifications"],
            "product_signature": facts["signature"],
            "in_stock": draw.below(10) < 8,  # as sold() says
            "scraped_at": scraped.isoformat(),
            "created_at": facts["created"].isoformat(),
            "updated_at": (scraped + datetime.timedelta(seconds=draw.between(1, 90))).isoformat(),
        }
        for defect in sorted(plan.defects):
            self.spoil(document, defect, plan, draw)
        return document

    def spoil(self, document: dict, defect: str, plan: Plan, draw: Draw) -> None:
        if defect == "name_blank":
            document["name"] = draw.pick(("", "   ", "\t", None))
            document["name_normalized"] = ""
        elif defect == "brand_unknown":
            document["brand"] = "Unknown"
        elif defect == "category_missing":
            del document["category_id"]
        elif defect == "category_unknown":
            document["category_id"] = "cat_" + draw.pick(("pc_portables", "telephones"))
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
        elif defect == "currency_contradicts":
            document["currency"] = "EUR"
        elif defect == "url_bad":
            document["url"] = draw.pick(("/produit/", "www.", "ftp://")) + document["url"].split("//", 1)[1]
        elif defect == "url_missing":
            document["url"] = draw.pick((None, ""))
        elif defect == "url_repeated":
            document["url"] = self.url(self.number(plan.day, plan.position - 1))
        elif defect == "scraped_at_future":  # a scraper whose clock is a year ahead
            document["scraped_at"] = (
                datetime.datetime.fromisoformat(document["scraped_at"]) + datetime.timedelta(days=365)
            ).isoformat()
        elif defect == "scraped_at_unreadable":
            document["scraped_at"] = draw.pick(("il y a 2 heures", "hier"))
        elif defect != "processor_none":  # a monitor has none, and facts() knows
            raise ValueError(defect)

    def numbers(self, plans, through_day: int) -> dict:
        strange = {"scraped_at_future", "scraped_at_unreadable"}
        return {
            "completeness": numbers.completeness(plans, MISSING),
            "in-stock-priced": numbers.completeness(
                [plan for plan in plans if self.sold(plan)], {"price": MISSING["price"]}
            ),
            "freshness": numbers.freshness(
                self.setting,
                through_day,
                plans,
                lambda plan: self.visit(plan)[0],
                future={"scraped_at_future"},
                unreadable={"scraped_at_unreadable"},
            ),
            "duplicates": numbers.duplicates(plans, {"url_repeated"}, {"url_missing"}),
            "invalid_records": numbers.invalid_records(plans, RULES),
            "category": numbers.reference(plans, lambda plan: "category_unknown" in plan.defects, {"category_missing"}),
            "volume-per-run": numbers.volume_per_run(plans),
            "volume-per-day": numbers.volume_per_day(self.setting, through_day, plans, strange),
        }


def product_id(number: int) -> str:
    return f"prod_{number:06d}"


def normalize(text: str) -> str:
    plain = text.lower().translate(str.maketrans("éèêàâîôûç", "eeeaaiouc"))
    return " ".join("".join(character if character.isalnum() else " " for character in plain).split())



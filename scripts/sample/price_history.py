"""The price history: one document for each price that a visit found, kept for good.

On the last day the file of ldlc is never written. Long before, on one day, that of tunisianet was not written either.
"""

import datetime

from . import numbers
from .draw import DAYS, Draw, Plan, Setting, kind, plant
from .products import BROKEN_SHOP, Products, product_id

FIRST_DAY = -6  # so that the audit of day 1 has seven days to compare with
# Days on which nothing of a shop was written.
GAPS = {("tunisianet", -2), (BROKEN_SHOP, DAYS)}

#            where it is planted         per mille of a day's prices
DEFECTS = (
    ("again_by_second_run", 3),
    ("product_unknown", 0.8),
    ("price_absurd", 0.4),
    ("date_unreadable", 0.2),
    ("date_missing", 0.3),
)
# What a product's price had and its history therefore has; a price that was not found leaves no history at all.
INHERITED = {"price_text", "price_negative", "price_zero", "currency_wrong", "currency_contradicts"}
NOT_FOUND = {"price_null", "price_nan"}

MISSING = {"product_id": set(), "price": set(), "currency": set(), "source": set(), "date": {"date_missing"}}
RULES = {
    "price_is_a_price": {"price_text", "price_negative", "price_zero", "price_absurd"},
    "currency in [TND, EUR]": {"currency_wrong"},
    "euro_shop": set(),
    "dinar_shop": {"currency_contradicts"},
    "date format date": {"date_unreadable"},
}


class PriceHistory:
    name = "price_history"

    def __init__(self, setting: Setting, products: Products) -> None:
        self.setting = setting
        self.products = products

    def plans(self, day: int):
        visits = [
            visit
            for visit in self.products.plans(day)
            if not visit.defects & NOT_FOUND and (visit.segment, day) not in GAPS
        ]

        def may(planted, name: str, position: int) -> bool:
            own = planted[position] | (visits[position].defects & INHERITED)
            if "again_by_second_run" in own:  # what is written twice has a key to repeat
                return kind(name) == "price" and not any(kind(defect) == "price" for defect in own)
            return not any(kind(defect) == kind(name) for defect in own)

        planted = plant(self.setting, ("price_history",), day, len(visits), DEFECTS, may)
        for index, visit in enumerate(visits):
            defects = planted.get(index, set()) | (visit.defects & INHERITED)
            once = defects - {"again_by_second_run"}
            yield Plan(day, visit.position, visit.number, once, visit.segment)
            if once != defects:
                yield Plan(day, visit.position, visit.number, defects, visit.segment)

    def withdrawn(self, day: int) -> list[str]:
        return []

    def held(self, through_day: int):
        for day in range(FIRST_DAY, through_day + 1):
            yield from self.plans(day)

    def written(self, plan: Plan) -> datetime.datetime:
        """Some seconds after the visit."""
        later = 2 + plan.number % 60 + (3600 if "again_by_second_run" in plan.defects else 0)
        return self.products.visit(plan)[0] + datetime.timedelta(seconds=later)

    def document(self, plan: Plan) -> dict:
        product = self.products.document(Plan(plan.day, plan.position, plan.number, plan.defects & INHERITED))
        date = self.setting.date(plan.day)
        again = "_2" if "again_by_second_run" in plan.defects else ""
        document: dict[str, object] = {
            "_id": f"price_{plan.number:06d}_{date:%Y%m%d}{again}",
            "product_id": product["_id"],
            "price": product["price"],
            "currency": product["currency"],
            "source": product["source"],
            "date": date.isoformat(),
            "created_at": self.written(plan).isoformat(),
        }
        draw = Draw(self.setting.seed, "price_history", "spoil", plan.day, plan.number)
        if "product_unknown" in plan.defects:
            document["product_id"] = product_id(900_000 + draw.below(90_000))
        if "price_absurd" in plan.defects:  # a decimal point that was taken for one of thousands
            document["price"] = int(product["price"] * 1000)
        if "date_unreadable" in plan.defects:
            document["date"] = date.strftime(draw.pick(("%d/%m/%Y", "%d-%m-%y")))
        if "date_missing" in plan.defects:
            document["date"] = draw.pick((None, ""))
        return document

    def numbers(self, plans, through_day: int) -> dict:
        there = self.products.there(through_day)
        return {
            "completeness": numbers.completeness(plans, MISSING),
            "freshness": numbers.freshness(self.setting, through_day, plans, self.written),
            "duplicates": numbers.duplicates(plans, {"again_by_second_run"}, {"date_missing"}),
            "invalid_records": numbers.invalid_records(plans, RULES),
            "product": numbers.reference(
                plans, lambda plan: "product_unknown" in plan.defects or plan.number not in there
            ),
            "volume-per-day": numbers.volume_per_day(
                self.setting, through_day, plans, {"date_missing", "date_unreadable"}
            ),
        }

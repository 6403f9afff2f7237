"""The reviews, with what a model for fake ones said of them in the night after."""

import datetime

from . import numbers
from .draw import DAYS, Draw, Plan, Setting, a_little_more_or_less, kind, plant
from .products import Products, product_id

FIRST_DAY = -20
A_DAY = 60  # products for one review a day
ROOM = 100_000  # numbers for the reviews of one day

TEXTS = {
    "fr": ("Très bon produit", "Livraison rapide", "Écran décevant", "Batterie qui tient deux jours", "À éviter"),
    "ar": ("منتج ممتاز", "التوصيل سريع", "الشاشة ضعيفة", "سعر مناسب جدا"),
    "en": ("Works as described", "Great value", "Stopped working after a week", "Fast delivery"),
}
ENDINGS = ("!", ".", " 👍", " …", "")
PEOPLE = ("amira", "youssef", "sarra", "mehdi", "ines", "karim", "lea", "hugo", "nour", "olfa")

#            where it is planted         per mille of a day's reviews
DEFECTS = (
    ("again_in_capitals", 5),
    ("rating_zero", 2),
    ("rating_six", 1),
    ("rating_text", 2),
    ("rating_missing", 4),
    ("text_blank", 6),
    ("author_missing", 30),
    ("language_wrong", 4),
    ("language_unknown", 12),
    ("product_unknown", 3),
    ("prediction_none", 8),
    ("prediction_above", 1),
    ("prediction_negative", 1),
    ("prediction_called_fake", 1.5),
    ("prediction_called_genuine", 1.5),
    ("prediction_confidence", 2),
    ("created_at_future", 0.2),
)
MISSING = {
    "product_id": set(),
    "text": {"text_blank"},
    "rating": {"rating_missing"},
    "author": {"author_missing"},
    "language": {"language_unknown"},
    "is_fake": {"prediction_none"},
    "fake_probability": {"prediction_none"},
}
SCORES = ("is_fake", "fake_probability", "xgboost_score", "bert_score", "ensemble_score", "confidence")
RULES = {
    "rating_1_to_5": {"rating_zero", "rating_six", "rating_text"},
    "probability_0_to_1": {"prediction_above", "prediction_negative"},
    "known_language": {"language_wrong"},
    "known_confidence": {"prediction_confidence"},
    "known_sentiment": set(),
    "fake_from_half_on": {"prediction_called_genuine"},
    "genuine_below_half": {"prediction_called_fake"},
}


class Reviews:
    name = "reviews"

    def __init__(self, setting: Setting, products: Products) -> None:
        self.setting = setting
        self.products = products

    def plans(self, day: int):
        usual = max(4, self.setting.count // A_DAY)
        size = a_little_more_or_less(self.setting, ("reviews",), day, usual, usual // 20)

        def may(planted, name: str, position: int) -> bool:
            # A repeated review repeats the one before it: both need a product, an author and a text of their own.
            key = ("again", "product", "author", "text")
            if name == "again_in_capitals":
                return position > 0 and not any(kind(defect) in key for defect in planted[position - 1])
            after = planted[min(position + 1, size - 1)]
            return kind(name) not in key or "again_in_capitals" not in planted[position] | after

        planted = plant(self.setting, ("reviews",), day, size, DEFECTS, may)
        for position in range(size):
            number = (day - FIRST_DAY) * ROOM + position
            yield Plan(day, position, number, planted.get(position, set()))

    def withdrawn(self, day: int) -> list[str]:
        return []

    def held(self, through_day: int):
        for day in range(FIRST_DAY, through_day + 1):
            yield from self.plans(day)

    def product(self, plan: Plan) -> int:
        """The number of the product that is reviewed: any that is in the catalogue the whole time."""
        draw = Draw(self.setting.seed, "reviews", "product", self.original(plan))
        return self.products.number(draw.below(DAYS), draw.below(self.products.always_there()))

    def original(self, plan: Plan) -> int:
        """The number of the review whose words these are."""
        return plan.number - 1 if "again_in_capitals" in plan.defects else plan.number

    def written(self, plan: Plan) -> datetime.datetime:
        return self.setting.instant(plan.day, Draw(self.setting.seed, "reviews", "time", plan.number))

    def predicted(self, plan: Plan) -> datetime.datetime:
        """Between three and four in the night after."""
        night = datetime.datetime.combine(self.setting.date(plan.day + 1), datetime.time(3))
        draw = Draw(self.setting.seed, "reviews", "prediction", plan.number)
        return night + datetime.timedelta(seconds=draw.below(3600), microseconds=draw.between(1, 999_999))

    def document(self, plan: Plan) -> dict:
        words = Draw(self.setting.seed, "reviews", "words", self.original(plan))
        language = words.pick(("fr", "fr", "fr", "ar", "ar", "en"))
        text = ", ".join(words.pick(TEXTS[language]) for _ in range(words.between(1, 3))) + words.pick(ENDINGS)
        author = f"{words.pick(PEOPLE)}_{self.original(plan):07d}"
        rating = words.between(1, 5)
        if "again_in_capitals" in plan.defects:  # sent twice, from two devices
            text, author = f"  {text.upper()} ", author.upper()
        document: dict[str, object] = {
            "_id": f"rev_{plan.number:07d}",
            "product_id": product_id(self.product(plan)),
            "text": text,
            "rating": rating,
            "author": author,
            "language": language,
            **self.prediction(plan),
            "sentiment": "positive" if rating > 3 else "neutral" if rating == 3 else "negative",
            "created_at": self.written(plan).isoformat(),
        }
        draw = Draw(self.setting.seed, "reviews", "spoil", plan.number)
        for defect in sorted(plan.defects):
            self.spoil(document, defect, draw)
        return document

    def prediction(self, plan: Plan) -> dict:
        draw = Draw(self.setting.seed, "reviews", "scores", plan.number)
        if "prediction_none" in plan.defects:
            return {**dict.fromkeys(SCORES), "predicted_at": None}
        scores = [draw.between(20, 440) if draw.below(10) else draw.between(560, 990) for _ in range(2)]
        if "prediction_called_fake" in plan.defects:  # what is called fake must have been found genuine
            scores = [draw.between(20, 440), draw.between(20, 440)]
        if "prediction_called_genuine" in plan.defects:
            scores = [draw.between(560, 990), draw.between(560, 990)]
        mean = sum(scores) / 2000
        distance = abs(mean - 0.5)
        return {
            "is_fake": mean >= 0.5,
            "fake_probability": mean,
            "xgboost_score": scores[0] / 1000,
            "bert_score": scores[1] / 1000,
            "ensemble_score": mean,
            "confidence": "low" if distance < 0.1 else "medium" if distance < 0.3 else "high",
            "predicted_at": self.predicted(plan).isoformat(),
        }

    def spoil(self, document: dict, defect: str, draw: Draw) -> None:
        if defect == "rating_zero":
            document["rating"] = 0
        elif defect == "rating_six":
            document["rating"] = 6
        elif defect == "rating_text":
            document["rating"] = draw.pick(("5/5", "4 étoiles", "3"))
        elif defect == "rating_missing":
            document["rating"] = None
        elif defect == "text_blank":
            document["text"] = draw.pick(("", "  ", "\u00a0", None))
        elif defect == "author_missing":
            document["author"] = draw.pick((None, "Unknown"))
        elif defect == "language_wrong":
            document["language"] = draw.pick(("FR", "français", "xx"))
        elif defect == "language_unknown":
            document["language"] = "Unknown"
        elif defect == "product_unknown":
            document["product_id"] = product_id(900_000 + draw.below(90_000))
        elif defect == "prediction_above":  # a percentage where a share is meant
            document["fake_probability"] = draw.between(101, 9900) / 100
            document["is_fake"] = True
        elif defect == "prediction_negative":
            document["fake_probability"] = -1.0
            document["is_fake"] = False
        elif defect == "prediction_called_fake":
            document["is_fake"] = True
        elif defect == "prediction_called_genuine":
            document["is_fake"] = False
        elif defect == "prediction_confidence":
            document["confidence"] = draw.pick(("élevée", "HIGH"))
        elif defect == "created_at_future":
            later = datetime.datetime.fromisoformat(document["created_at"]) + datetime.timedelta(days=365)
            document["created_at"] = later.isoformat()
        elif defect not in ("again_in_capitals", "prediction_none"):  # which document() saw to
            raise ValueError(defect)

    def numbers(self, plans, through_day: int) -> dict:
        there = self.products.there(through_day)
        future = {"created_at_future"}
        return {
            "completeness": numbers.completeness(plans, MISSING),
            "predictions": numbers.completeness(
                [plan for plan in plans if "prediction_none" not in plan.defects],
                dict.fromkeys(SCORES, set()),
            ),
            "reviews-arrive": numbers.freshness(self.setting, through_day, plans, self.written, future=future),
            "model-runs": numbers.freshness(
                self.setting, through_day, plans, self.predicted, missing={"prediction_none"}
            ),
            "duplicates": numbers.duplicates(plans, {"again_in_capitals"}, {"author_missing", "text_blank"}),
            "invalid_records": numbers.invalid_records(plans, RULES),
            "product": numbers.reference(
                plans, lambda plan: "product_unknown" in plan.defects or self.product(plan) not in there
            ),
            "volume-per-day": numbers.volume_per_day(self.setting, through_day, plans, future),
        }

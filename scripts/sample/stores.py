"""The shops' branches, which the exporter writes anew every evening."""

import datetime

from . import numbers
from .draw import Draw, Plan, Setting

#         source        country    currency  site                            cities
CHAINS = (
    (
        "mytek",
        "Tunisia",
        "TND",
        "https://www.mytek.tn",
        ("Tunis", "Ariana", "Ben Arous", "La Marsa", "Sousse", "Monastir", "Sfax", "Nabeul", "Bizerte", "Gabès")
        + ("Kairouan", "Gafsa", "Médenine", "Djerba", "Béja", "Mahdia", "Hammamet", "Le Bardo"),
    ),
    (
        "tunisianet",
        "Tunisia",
        "TND",
        "https://www.tunisianet.com.tn",
        ("Tunis", "Ariana", "Sousse", "Sfax", "Nabeul", "Bizerte", "Monastir", "Gabès", "Kairouan", "Le Bardo"),
    ),
    (
        "ldlc",
        "France",
        "EUR",
        "https://www.ldlc.com",
        ("Lyon", "Paris", "Bordeaux", "Lille", "Marseille", "Nantes", "Strasbourg", "Toulouse", "Rennes", "Nice")
        + ("Dijon", "Grenoble"),
    ),
)
BRANCHES = tuple((chain, city) for chain in CHAINS for city in chain[4])
DEFECTS = {4: "url_bad", 9: "city_unknown", 15: "phone_bad", 22: "slug_again", 31: "url_bad", 36: "phone_missing"}

MISSING = {
    "name": set(),
    "slug": set(),
    "url": set(),
    "city": {"city_unknown"},
    "phone": {"phone_missing"},
}
RULES = {
    "url format url": {"url_bad"},
    "phone_with_country_code": {"phone_bad"},
    "currency format iso4217": set(),
    "euro_means_france": set(),
}


class Stores:
    name = "stores"

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def plans(self, day: int):
        """All of them: the evening's export replaces what was there."""
        for number, (chain, _) in enumerate(BRANCHES):
            yield Plan(day, number, number, {DEFECTS[number]} if number in DEFECTS else set(), chain[0])

    def withdrawn(self, day: int) -> list[str]:
        return []

    def held(self, through_day: int):
        return self.plans(through_day)

    def written(self, plan: Plan) -> datetime.datetime:
        evening = datetime.datetime.combine(self.setting.date(plan.day), datetime.time(23, 50))
        return evening + datetime.timedelta(milliseconds=7 * plan.number)

    def document(self, plan: Plan) -> dict:
        (source, country, currency, site, _), city = BRANCHES[plan.number]
        draw = Draw(self.setting.seed, "stores", plan.number)
        prefix = "+216 7" if country == "Tunisia" else "+33 4"
        slug = slug_of(source, city)
        document: dict[str, object] = {
            "_id": f"store_{plan.number:03d}",
            "name": f"{source} {city}",
            "slug": slug,
            "source": source,
            "country": country,
            "currency": currency,
            "city": city,
            "phone": f"{prefix}{draw.below(10)} {draw.between(100, 999)} {draw.between(100, 999)}",
            "url": f"{site}/magasins/{slug}",
            "created_at": self.setting.instant(-draw.between(100, 400), draw).isoformat(),
            "updated_at": self.written(plan).isoformat(),
        }
        if "url_bad" in plan.defects:
            document["url"] = draw.pick(("magasins/", "http:/")) + slug
        if "city_unknown" in plan.defects:
            document["city"] = "Unknown"
        if "phone_bad" in plan.defects:
            document["phone"] = "71 000 000"
        if "phone_missing" in plan.defects:
            document["phone"] = None
        if "slug_again" in plan.defects:
            document["slug"] = slug_of(source, BRANCHES[plan.number - 1][1]).title()
        return document

    def numbers(self, plans, through_day: int) -> dict:
        return {
            "completeness": numbers.completeness(plans, MISSING),
            "freshness": numbers.freshness(self.setting, through_day, plans, self.written),
            "duplicates": numbers.duplicates(plans, {"slug_again"}),
            "invalid_records": numbers.invalid_records(plans, RULES),
            "volume": numbers.volume_per_run(plans),
        }


def slug_of(source: str, city: str) -> str:
    plain = city.lower().translate(str.maketrans("éèêàâîôûç ", "eeeaaiouc-"))
    return f"{source}-{plain}"

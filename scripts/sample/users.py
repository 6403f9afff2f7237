"""The site's accounts: a few new ones every day."""

import datetime

from . import numbers
from .draw import Draw, Plan, Setting, a_little_more_or_less, kind, plant

FIRST_DAY = -120
A_DAY = 1000  # products for one new account a day
ROOM = 1000  # numbers for the accounts of one day

FIRST = ("Amira", "Youssef", "Sarra", "Mehdi", "Inès", "Karim", "Léa", "Hugo", "Nour", "Olfa")
LAST = ("Ben Ali", "Trabelsi", "Gharbi", "Jaziri", "Martin", "Bernard", "Petit", "Durand")
MAIL = ("gmail.com", "yahoo.fr", "topnet.tn", "outlook.com")

#            where it is planted         per mille of a day's accounts
DEFECTS = (
    ("email_again", 4),
    ("email_broken", 4),
    ("email_missing", 5),
    ("username_blank", 3),
    ("country_unknown", 40),
    ("created_at_unreadable", 0.5),
)
MISSING = {"username": {"username_blank"}, "email": {"email_missing"}, "country": {"country_unknown"}}
RULES = {"email format email": {"email_broken"}, "role in [user, moderator, admin]": set()}


class Users:
    name = "users"

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def plans(self, day: int):
        usual = max(3, self.setting.count // A_DAY)
        size = a_little_more_or_less(self.setting, ("users",), day, usual, max(1, usual // 10))

        def may(planted, name: str, position: int) -> bool:
            # A repeated address repeats that of the account before it, which therefore must have a good one of its own.
            if name == "email_again":
                return position > 0 and not any(kind(defect) == "email" for defect in planted[position - 1])
            return kind(name) != "email" or "email_again" not in planted[min(position + 1, size - 1)]

        planted = plant(self.setting, ("users",), day, size, DEFECTS, may)
        for position in range(size):
            number = (day - FIRST_DAY) * ROOM + position
            yield Plan(day, position, number, planted.get(position, set()))

    def withdrawn(self, day: int) -> list[str]:
        return []

    def held(self, through_day: int):
        for day in range(FIRST_DAY, through_day + 1):
            yield from self.plans(day)

    def written(self, plan: Plan) -> datetime.datetime:
        return self.setting.instant(plan.day, Draw(self.setting.seed, "users", "time", plan.number))

    def address(self, number: int) -> str:
        draw = Draw(self.setting.seed, "users", "address", number)
        return f"{draw.pick(FIRST).lower().translate(str.maketrans('éè', 'ee'))}.{number}@{draw.pick(MAIL)}"

    def document(self, plan: Plan) -> dict:
        draw = Draw(self.setting.seed, "users", plan.number)
        created = self.written(plan)
        document: dict[str, object] = {
            "_id": f"user_{plan.number:06d}",
            "username": f"client{plan.number}",
            "full_name": f"{draw.pick(FIRST)} {draw.pick(LAST)}",
            "email": self.address(plan.number),
            "country": draw.pick(("Tunisia", "Tunisia", "France")),
            "role": "admin" if draw.below(500) == 0 else "user",
            "last_login": created.isoformat() if draw.below(10) < 7 else None,
            "created_at": created.isoformat(),
            "updated_at": created.isoformat(),
        }
        if "email_again" in plan.defects:
            document["email"] = self.address(plan.number - 1).title()
        if "email_broken" in plan.defects:
            who = f"client{plan.number}"
            document["email"] = draw.pick((f"{who}@", f"{who}(at)gmail.com", f"le {who}@yahoo.fr", f"{who}@@topnet.tn"))
        if "email_missing" in plan.defects:
            document["email"] = None
        if "username_blank" in plan.defects:
            document["username"] = ""
        if "country_unknown" in plan.defects:
            document["country"] = "Unknown"
        if "created_at_unreadable" in plan.defects:
            document["created_at"] = "hier"
        return document

    def numbers(self, plans, through_day: int) -> dict:
        unreadable = {"created_at_unreadable"}
        return {
            "completeness": numbers.completeness(plans, MISSING),
            "freshness": numbers.freshness(self.setting, through_day, plans, self.written, unreadable=unreadable),
            "duplicates": numbers.duplicates(plans, {"email_again"}, {"email_missing"}),
            "invalid_records": numbers.invalid_records(plans, RULES),
            "volume-per-run": numbers.volume_per_run(plans),
            "volume-per-day": numbers.volume_per_day(self.setting, through_day, plans, unreadable),
        }

"""Numbers that are the same every time, the calendar of the sample, and where defects are planted."""

import collections
import dataclasses
import datetime
import hashlib
import math

DAYS = 8  # days that can be audited; also the days between two visits of a product
ZONE_OFFSET = datetime.timedelta(hours=1)  # Africa/Tunis, the whole year
AUDIT_HOUR = 6  # local, on the morning after the day
DEFAULT_COUNT = 30_000
DEFAULT_LAST_DAY = datetime.date(2026, 5, 11)


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


@dataclasses.dataclass(frozen=True)
class Setting:
    """What a whole sample depends on."""

    count: int = DEFAULT_COUNT  # about how many products; the other collections grow with it
    last_day: datetime.date = DEFAULT_LAST_DAY  # the date of day 8
    seed: str = "dqaudit"

    def date(self, day: int) -> datetime.date:
        return self.last_day - datetime.timedelta(days=DAYS - day)

    def instant(self, day: int, draw: Draw) -> datetime.datetime:
        """Local time without zone, as the scrapers write it: from six in the morning till shortly before midnight."""
        midnight = datetime.datetime.combine(self.date(day), datetime.time())
        seconds = draw.between(6 * 3600, 23 * 3600 + 40 * 60)
        return midnight + datetime.timedelta(seconds=seconds, microseconds=draw.between(1, 999_999))

    def audit_time(self, day: int) -> datetime.datetime:
        """The instant, in UTC, of the audit that sees this day."""
        return datetime.datetime.combine(self.date(day + 1), datetime.time(AUDIT_HOUR)) - ZONE_OFFSET


@dataclasses.dataclass(slots=True)
class Plan:
    """One document before it is made."""

    day: int
    position: int  # among the documents of that day
    number: int  # what its _id is made of
    defects: set[str]
    segment: str | None = None


def plant(setting: Setting, what: tuple, day: int, size: int, rates, may=None) -> dict[int, set[str]]:
    """Position -> the defects planted there: of each rate (name, per mille) its share of the day's documents.

    What stands before the first underscore of a name is its kind; no document has two defects of one kind. `may` is
    asked besides, with what is planted so far, a name and a position.
    """
    planted: dict[int, set[str]] = collections.defaultdict(set)
    for name, per_mille in rates:
        wanted = math.floor(size * per_mille / 1000 + Draw(setting.seed, *what, "quota", day, name).below(1000) / 1000)
        draw = Draw(setting.seed, *what, "plant", day, name)
        tries = 0
        while wanted > 0 and tries < 50 * size:
            tries += 1
            position = draw.below(size)
            if any(kind(other) == kind(name) for other in planted[position]):
                continue
            if may is not None and not may(planted, name, position):
                continue
            planted[position].add(name)
            wanted -= 1
    return planted


def kind(defect: str) -> str:
    return defect.split("_")[0]


def a_little_more_or_less(setting: Setting, what: tuple, day: int, usual: int, most: int) -> int:
    """How many documents a day writes: as many as usual, give or take, and at least one."""
    return max(1, usual + Draw(setting.seed, *what, "size", day).between(-most, most))

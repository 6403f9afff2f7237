"""The collections of a price comparison, made up but the same every time, with planted defects.

Three shops sell in Tunisia and France. Day 1 is the first day that can be audited, day 8 the last one: there the
scraper of ldlc is broken. Each collection is one module and one class:

    name                 of the collection
    plans(day)           the documents that day wrote, as plans: what stands where, and what is wrong with it
    document(plan)       the document itself
    withdrawn(day)       the _ids of documents that day took away
    held(day)            the plans of all documents that are there on the evening of that day
    numbers(plans, day)  what an audit has to find, counted from the plans and never from the documents
"""

from .categories import Categories
from .draw import DAYS, DEFAULT_COUNT, DEFAULT_LAST_DAY, Setting
from .price_history import PriceHistory
from .products import Products
from .reviews import Reviews
from .stores import Stores
from .users import Users

NAMES = ("products", "price_history", "reviews", "categories", "stores", "users")


def collections(setting: Setting) -> dict:
    """Every collection by its name."""
    products = Products(setting)
    made = (
        products,
        PriceHistory(setting, products),
        Reviews(setting, products),
        Categories(setting),
        Stores(setting),
        Users(setting),
    )
    return {collection.name: collection for collection in made}


__all__ = ["DAYS", "DEFAULT_COUNT", "DEFAULT_LAST_DAY", "NAMES", "Setting", "collections"]

"""The tree of categories, which somebody keeps by hand and which hardly ever changes."""

import datetime

from . import numbers
from .draw import Draw, Plan, Setting

#             id                     name                        slug                  parent            defects
TABLE = (
    ("cat_computers", "Informatique", "informatique", None, ()),
    ("cat_telephony", "Téléphonie & tablettes", "telephonie-tablettes", None, ()),
    ("cat_image_sound", "Image & son", "image-son", None, ()),
    ("cat_home", "Électroménager", "electromenager", None, ()),
    ("cat_gaming", "Jeux vidéo", "jeux-video", None, ()),
    ("cat_laptops", "PC portables", "pc-portables", "cat_computers", ()),
    ("cat_gaming_laptops", "PC portables gamer", "pc-portables-gamer", "cat_laptops", ()),
    ("cat_desktops", "PC de bureau", "pc-de-bureau", "cat_computers", ()),
    ("cat_mini_pc", "Mini PC", "mini-pc", "cat_computers", ()),
    ("cat_monitors", "Écrans", "ecrans", "cat_computers", ()),
    ("cat_printers", "Imprimantes", "imprimantes", "cat_computers", ()),
    ("cat_scanners", "Scanners", "scanners", "cat_printers", ()),
    ("cat_storage", "Stockage", "stockage", "cat_computers", ()),
    ("cat_ssd", "SSD", "ssd", "cat_storage", ()),
    ("cat_hard_disks", "Disques durs", "disques-durs", "cat_storage", ()),
    ("cat_usb_keys", "Clés USB", "cles-usb", "cat_storage", ()),
    ("cat_keyboards", "Claviers", "claviers", "cat_computers", ()),
    ("cat_mice", "Souris", "souris", "cat_computers", ()),
    ("cat_networks", "Réseau & connectique", "reseau-connectique", "cat_computers", ()),
    ("cat_routers", "Routeurs", "routeurs", "cat_networks", ()),
    ("cat_cables", "Câbles", "cables", "cat_networks", ()),
    ("cat_smartphones", "Smartphones", "smartphones", "cat_telephony", ()),
    ("cat_tablets", "Tablettes", "tablettes", "cat_telephony", ()),
    ("cat_phone_cases", "Coques & étuis", "coques-etuis", "cat_smartphones", ()),
    ("cat_chargers", "Chargeurs", "chargeurs", "cat_telephony", ()),
    ("cat_watches", "Montres connectées", "montres-connectees", "cat_telephony", ()),
    ("cat_televisions", "Téléviseurs", "televiseurs", "cat_image_sound", ()),
    ("cat_headphones", "Casques & écouteurs", "casques-ecouteurs", "cat_image_sound", ()),
    ("cat_speakers", "Enceintes", "enceintes", "cat_image_sound", ()),
    ("cat_cameras", "Appareils photo", "appareils-photo", "cat_image_sound", ()),
    ("cat_fridges", "Réfrigérateurs", "refrigerateurs", "cat_home", ()),
    ("cat_washing_machines", "Lave-linge", "lave-linge", "cat_home", ()),
    ("cat_consoles", "Consoles", "consoles", "cat_gaming", ()),
    ("cat_controllers", "Manettes", "manettes", "cat_gaming", ()),
    # What an import of the year before left behind.
    ("cat_0036", "Smartphones", "Smartphones ", "cat_telephony", ("slug_again",)),
    ("cat_0037", "Écrans PC", "écrans pc", "cat_computers", ("slug_bad",)),
    ("cat_0038", "Ventilateurs", "ventilateurs", "cat_heating", ("parent_unknown",)),
    ("cat_0039", "Climatiseurs", "climatiseurs", "cat_heating", ("parent_unknown",)),
    ("cat_0040", "", "divers", "cat_home", ("name_blank",)),
    ("cat_0041", "Housses", "housses", "cat_0041", ("parent_is_itself",)),
)
MISSING = {"name": {"name_blank"}, "slug": set(), "created_at": set()}
RULES = {"slug_of_an_address": {"slug_again", "slug_bad"}, "not_its_own_parent": {"parent_is_itself"}}


class Categories:
    name = "categories"

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def plans(self, day: int):
        """Every day holds the same: none is written but on the first."""
        for number, row in enumerate(TABLE):
            yield Plan(day, number, number, set(row[4]) | ({"parent_none"} if row[3] is None else set()))

    def withdrawn(self, day: int) -> list[str]:
        return []

    def held(self, through_day: int):
        return self.plans(through_day)

    def document(self, plan: Plan) -> dict:
        identity, name, slug, parent, _ = TABLE[plan.number]
        draw = Draw(self.setting.seed, "categories", plan.number)
        created = self.setting.instant(-draw.between(300, 400), draw)
        return {
            "_id": identity,
            "name": name,
            "slug": slug,
            "parent_id": parent,
            "created_at": created.isoformat(),
            "updated_at": (created + datetime.timedelta(days=draw.below(200))).isoformat(),
        }

    def numbers(self, plans, through_day: int) -> dict:
        return {
            "completeness": numbers.completeness(plans, MISSING),
            "duplicates": numbers.duplicates(plans, {"slug_again"}),
            "invalid_records": numbers.invalid_records(plans, RULES),
            "parent": numbers.reference(plans, lambda plan: "parent_unknown" in plan.defects, {"parent_none"}),
            "volume": numbers.volume_per_run(plans),
        }

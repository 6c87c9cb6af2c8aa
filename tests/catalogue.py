"""The catalogue that we ship, read once for all tests of a process: it never changes."""

from bot.providers.catalog import SHIPPED, Catalog, load_catalog
from bot.providers.discovery import protocols

CATALOG: Catalog = load_catalog(SHIPPED, protocols=protocols())
OFFERS = [offer for model in CATALOG.models.values() for offer in model.offers]

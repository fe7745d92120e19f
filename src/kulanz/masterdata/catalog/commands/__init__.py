from kulanz.masterdata.catalog.commands.articles import change_article, create_article
from kulanz.masterdata.catalog.commands.groups import change_product_group, create_product_group
from kulanz.masterdata.catalog.commands.importing import ImportedArticles, import_articles

__all__ = [
    "ImportedArticles",
    "change_article",
    "change_product_group",
    "create_article",
    "create_product_group",
    "import_articles",
]

from kulanz.masterdata.catalog.queries.articles import (
    article_of_number,
    article_typed,
    articles_after,
    find_articles,
    product_groups,
)

__all__ = ["article_of_number", "article_typed", "articles_after", "find_articles", "product_groups"]

"""Sitio: what every page needs to know about the whole database."""

from server.tables.editions import EditionRow


async def holds_synthetic_data() -> bool:
    """Whether any edition holds invented data."""
    return await EditionRow.exists().where(EditionRow.synthetic.eq(True))


async def has_editions() -> bool:
    """Whether there is any edition at all."""
    return await EditionRow.exists()


async def is_reachable() -> bool:
    """Whether the database answers."""
    await EditionRow.select(EditionRow.code).limit(1)
    return True

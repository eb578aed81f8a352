"""Sitio: what every page needs to know about the whole database."""

from server.tables.editions import EditionRow


async def holds_synthetic_data() -> bool:
    """Whether any edition holds invented data."""
    return await EditionRow.exists().where(EditionRow.synthetic.eq(True))


async def edition_codes() -> tuple[str, ...]:
    """The codes of all editions, in order."""
    return tuple(
        await EditionRow.select(EditionRow.code).order_by(EditionRow.code).output(as_list=True)
    )


async def is_reachable() -> bool:
    """Whether the database answers."""
    await EditionRow.select(EditionRow.code).limit(1)
    return True

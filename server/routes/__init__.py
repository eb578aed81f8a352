"""Rutas: every router of the house. Those that take files may receive larger bodies."""

from litestar import Router

from server.routes import (
    accounts,
    answers,
    assets,
    boards,
    commitments,
    coordination,
    documents,
    editions,
    exports,
    governments,
    health,
    home,
    levels,
    method,
    profile,
    ranking,
    recommendations,
    reviews,
    sessions,
)

ROUTERS: tuple[Router, ...] = (
    home.router,
    health.router,
    assets.router,
    sessions.router,
    accounts.router,
    ranking.router,
    governments.router,
    profile.router,
    method.router,
    levels.router,
    answers.router,
    documents.router,
    boards.router,
    coordination.router,
    reviews.router,
    editions.router,
    exports.router,
    commitments.router,
    recommendations.router,
)

UPLOADS: tuple[Router, ...] = (answers.uploads, commitments.uploads)

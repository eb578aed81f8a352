"""Rutas: every router of the house. Those that take files may receive larger bodies."""

from litestar import Router

from server.routes import (
    accounts,
    answers,
    assets,
    assignments,
    boards,
    burden,
    commitments,
    coordination,
    copying,
    documents,
    editions,
    exports,
    governments,
    handovers,
    health,
    home,
    levels,
    mail,
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
    mail.router,
    ranking.router,
    governments.router,
    profile.router,
    method.router,
    levels.router,
    answers.router,
    copying.router,
    assignments.router,
    handovers.router,
    documents.router,
    boards.router,
    coordination.router,
    burden.router,
    reviews.router,
    editions.router,
    exports.router,
    commitments.router,
    recommendations.router,
)

UPLOADS: tuple[Router, ...] = (answers.uploads, commitments.uploads)

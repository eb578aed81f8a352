"""The tables and migrations of the house, as Piccolo wants them listed."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from server.tables import ALL

APP_CONFIG = AppConfig(
    app_name="server",
    migrations_folder_path=Path(__file__).parent / "migrations",
    table_classes=list(ALL),
)

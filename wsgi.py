"""Creates the app, nothing else."""

from backend import create_app

app = create_app()

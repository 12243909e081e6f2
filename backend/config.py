"""Settings, read once from the environment."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Where things lie and how strict the house is.

    ``environment`` is ``production``, ``demo`` or ``test``. Paths are folders of
    this host; ``keys`` must lie outside database, file store and backups.
    """

    environment: str = "production"
    instance: Path = Path("instance")
    database_url: str | None = None
    keys_folder: Path | None = None
    postgres_tools: Path | None = None
    public_url: str = "http://127.0.0.1:8000"
    pwa_folder: Path = Path(__file__).resolve().parent.parent / "pwa" / "dist"
    demo_lan: bool = False
    https: bool = False
    trusted_proxies: int = 0
    max_streams: int = 64
    file_quota: int = 2 * 1024**3
    idle_minutes: int = 30
    second_factor: bool | None = None
    scan_command: tuple[str, ...] = ()
    witness: str | None = None
    witness_key: str | None = None
    flask: dict = field(default_factory=dict)

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the ``DUKAO_*`` variables and ``DATABASE_URL``."""
        env = os.environ
        keys = env.get("DUKAO_KEYS")
        tools = env.get("DUKAO_PG_BIN")
        public = env.get("DUKAO_PUBLIC_URL", "http://127.0.0.1:8000")
        return cls(
            environment=env.get("DUKAO_ENV", "production"),
            instance=Path(env.get("DUKAO_INSTANCE", "instance")).resolve(),
            database_url=env.get("DATABASE_URL"),
            keys_folder=Path(keys).resolve() if keys else None,
            postgres_tools=Path(tools).resolve() if tools else None,
            public_url=public,
            demo_lan=env.get("DUKAO_DEMO_LAN") == "1",
            https=public.startswith("https://"),
            trusted_proxies=int(env.get("DUKAO_TRUSTED_PROXIES", "0")),
            max_streams=int(env.get("DUKAO_MAX_STREAMS", "64")),
            second_factor={"1": True, "0": False}.get(env.get("DUKAO_SECOND_FACTOR", "")),
            scan_command=tuple(shlex.split(env.get("DUKAO_SCAN_COMMAND", ""))),
            # Without a fingerprint anybody's list would do: then there is no witness.
            witness=env.get("DUKAO_WITNESS") if env.get("DUKAO_WITNESS_KEY") else None,
            witness_key=env.get("DUKAO_WITNESS_KEY") or None,
        )

    @property
    def keys(self) -> Path:
        """Folder of private keys and secrets, owner-only."""
        return self.keys_folder or self.instance / "keys"

    @property
    def files(self) -> Path:
        """Folder of encrypted files, by journal and hash."""
        return self.instance / "files"

    @property
    def jobs_file(self) -> Path:
        """The queue's own file; never the domain database."""
        return self.instance / "jobs.sqlite"

    @property
    def url(self) -> str:
        """SQLAlchemy address of the database, SQLite in the instance folder by default."""
        if self.database_url:
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1).replace(
                "postgres://", "postgresql+psycopg://", 1
            )
        return f"sqlite:///{self.instance / 'dukao.sqlite'}"

    @property
    def needs_second_factor(self) -> bool:
        """Whether administrators must enrol one (S-5): in production unless it is switched off."""
        return self.is_production if self.second_factor is None else self.second_factor

    @property
    def is_production(self) -> bool:
        """Whether demo rows and default secrets must keep the server from starting."""
        return self.environment == "production"

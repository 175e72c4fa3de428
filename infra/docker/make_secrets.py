"""Make the passwords and the signing keys that docker-compose.yml expects in `.secrets/`. Standard library only.

What is there stays, so that a second run changes nothing and a new service gets what it lacks. The directory is for
its owner alone; the files in it can be read by whoever they are given to, because the containers' users have other ids.
"""

import base64
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registry", "scoring", "ranking", "awards")
# The head of an Ed25519 private key in PKCS8 (RFC 8410); the seed, any 32 random bytes, follows.
PKCS8_ED25519 = bytes.fromhex("302e020100300506032b657004220420")


def signing_key() -> str:
    """Return a new Ed25519 private key, PKCS8 in PEM."""
    text = base64.b64encode(PKCS8_ED25519 + secrets.token_bytes(32)).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"


def make(directory: Path) -> list[str]:
    """Write what is missing; return its names."""
    directory.mkdir(mode=0o700, exist_ok=True)
    directory.chmod(0o700)
    made: list[str] = []

    def ensure(name: str, content: str) -> str:
        path = directory / name
        if not path.exists():
            fresh = directory / f"{name}.new"
            fresh.write_text(content)
            fresh.chmod(0o444)
            fresh.replace(path)
            made.append(name)
        return path.read_text()

    ensure("postgres_password", secrets.token_urlsafe(24))
    for service in SERVICES:
        password = ensure(f"{service}_password", secrets.token_urlsafe(24))
        url = f"postgresql://thidua_{service}:{password}@postgres:5432/thidua_{service}"
        ensure(f"{service}_database_url", url)
        ensure(f"{service}_head_key", signing_key())
    return made


def main(arguments: list[str]) -> int:
    directory = Path(arguments[0]) if arguments else ROOT / ".secrets"
    made = make(directory)
    sys.stdout.write(f"{directory}: {', '.join(made) or 'đã có đủ · everything was there'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A certificate for this machine that nobody else believes, made anew for a test run."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import missing


@dataclass(frozen=True, slots=True)
class Certificate:
    """The two files, and a client that believes this certificate only."""

    cert: Path
    key: Path

    def client(self) -> ssl.SSLContext:
        """A client's TLS that checks the server's name against this certificate."""
        return ssl.create_default_context(cafile=str(self.cert))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for localhost and 127.0.0.1; needs openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        missing("openssl is not installed: no certificate to try TLS with")
    folder = tmp_path_factory.mktemp("tls")
    made = Certificate(folder / "cert.pem", folder / "key.pem")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", made.key, "-out", made.cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return made

"""Write a service account that no Google knows; its token comes from the front door. Runs in the proxy's venv."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

path, upstream = sys.argv[1:]
pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
account = {
    "type": "service_account",
    "project_id": "p",
    "private_key_id": "x",
    "private_key": pem.decode(),
    "client_id": "1",
    "client_email": "nobody@p.iam.gserviceaccount.com",
    "token_uri": f"{upstream}/google/token",
}
Path(path).write_text(json.dumps(account))

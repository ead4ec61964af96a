"""Certificates, good and bad, made on the spot."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)
Key = ec.EllipticCurvePrivateKey

_NOTHING_ELSE = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "encipher_only", "decipher_only"),
)
SIGNS = x509.KeyUsage(key_cert_sign=True, crl_sign=True, **dict.fromkeys(_NOTHING_ELSE, False))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """A certificate authority that nobody knows."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = self._signed(
            _name("An authority"),
            self._key,
            x509.BasicConstraints(ca=True, path_length=None),
            SIGNS,
        )

    def file(self, folder: Path, name: str = "authority.pem") -> Path:
        """A file with its certificate, as a school gives it out."""
        path = folder / name
        path.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def server(
        self,
        folder: Path,
        *,
        host: str = "localhost",
        starts: timedelta = -DAY,
        ends: timedelta = DAY,
        usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
        self_signed: bool = False,
    ) -> ssl.SSLContext:
        """A server's context with a certificate for ``host``, valid from and to now plus."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(
            _name(host),
            key,
            x509.SubjectAlternativeName([x509.DNSName(host)]),
            x509.ExtendedKeyUsage([usage]),
            validity=(starts, ends),
            signer=key if self_signed else None,
        )
        path = folder / "server.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _signed(
        self,
        subject: x509.Name,
        key: Key,
        *extensions: x509.ExtensionType,
        validity: tuple[timedelta, timedelta] = (-10 * DAY, 10 * DAY),
        signer: Key | None = None,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if signer else _name("An authority"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + validity[0])
            .not_valid_after(now + validity[1])
        )
        identified = (
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
            x509.AuthorityKeyIdentifier.from_issuer_public_key((signer or self._key).public_key()),
        )
        for extension in (*extensions, *identified):
            critical = isinstance(extension, x509.BasicConstraints | x509.KeyUsage)
            builder = builder.add_extension(extension, critical)
        return builder.sign(signer or self._key, hashes.SHA256())

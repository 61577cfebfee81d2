from pathlib import Path

import pytest

from portal.errors import PortalError
from portal.settings import load_settings
from tests.support import CHECKOUT


def test_defaults_work_on_a_laptop() -> None:
    settings = load_settings({})
    assert settings.database == CHECKOUT / "words.db"
    assert settings.bind == ("127.0.0.1:5000",)
    assert (settings.workers, settings.trusted_proxies, settings.public_url) == (1, 0, None)
    assert settings.max_body_bytes == 1024 * 1024


def test_empty_variable_counts_as_absent() -> None:
    assert load_settings({"PORTAL_WORKERS": " ", "PORTAL_PUBLIC_URL": ""}) == load_settings({})


def test_settings_are_read_from_their_variables() -> None:
    settings = load_settings(
        {
            "PORTAL_DATABASE": "/srv/other.db",
            "PORTAL_BIND": "[::1]:80, unix:/run/portal.sock",
            "PORTAL_WORKERS": "4",
            "PORTAL_TIMEZONE": "Europe/Berlin",
            "PORTAL_PUBLIC_URL": "https://portal.example/",
        }
    )
    assert settings.database == Path("/srv/other.db")
    assert settings.bind == ("[::1]:80", "unix:/run/portal.sock")
    assert (settings.workers, settings.timezone.key) == (4, "Europe/Berlin")
    assert settings.public_url == "https://portal.example"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTAL_DATABASE", "a\0b"),
        ("PORTAL_BIND", "127.0.0.1:65536"),
        ("PORTAL_BIND", "a:1,,b:2"),
        ("PORTAL_WORKERS", "0"),
        ("PORTAL_WORKERS", "٣"),
        ("PORTAL_TIMEZONE", "../etc/passwd"),
        ("PORTAL_TIMEZONE", "Europe"),
        ("PORTAL_DAY_STARTS", "4"),
        ("PORTAL_DESIRED_RETENTION", "0.69"),
        ("PORTAL_DESIRED_RETENTION", "1"),
        ("PORTAL_DESIRED_RETENTION", "nan"),
        ("PORTAL_DAY_STARTS", "24:00"),
        ("PORTAL_DAY_STARTS", "04:60"),
        ("PORTAL_DAY_STARTS", "٠٤:00"),
        ("PORTAL_PUBLIC_URL", "ftp://portal.example"),
        ("PORTAL_PUBLIC_URL", "https://portal.example:port"),
        ("PORTAL_PUBLIC_URL", "https://portal.example/?a"),
        ("PORTAL_PUBLIC_URL", "https://portal_école.example"),
        ("PORTAL_TRUSTED_PROXIES", "-1"),
        ("PORTAL_ALLOWED_ORIGINS", "app.example"),
        ("PORTAL_ALLOWED_ORIGINS", "https://app.example/"),
        ("PORTAL_ALLOWED_ORIGINS", "*"),
        ("PORTAL_ALLOWED_ORIGINS", "https://a.example,"),
        ("PORTAL_TRUSTED_HOSTS", "localhost:5000"),
        ("PORTAL_TRUSTED_HOSTS", "a/b"),
        ("PORTAL_TRUSTED_HOSTS", "::1"),
        ("PORTAL_MAX_BODY_BYTES", "1 MiB"),
        ("PORTAL_LOG_LEVEL", "loud"),
    ],
)
def test_bad_value_is_refused_and_its_variable_named(variable: str, value: str) -> None:
    with pytest.raises(PortalError, match=f"^{variable} is "):
        load_settings({variable: value})

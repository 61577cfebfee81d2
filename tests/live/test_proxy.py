"""The README's own nginx configuration, with a real nginx that holds the certificate."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import trustme

from portal.settings import CHECKOUT
from tests.live.server import STOP_S, Server, until

HOST = "portal.example"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx-light")


@contextmanager
def nginx(folder: Path, upstream: str) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Run nginx before `upstream`; yield its port and how a client trusts it."""
    assert NGINX
    authority = trustme.CA()
    certificate = authority.issue_cert(HOST)
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    with (folder / "chain.pem").open("wb") as chain:
        for part in certificate.cert_chain_pems:
            chain.write(part.bytes())
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = (CHECKOUT / "README.md").read_text().split("```nginx\n")[1].split("```")[0]
    for shown, real in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/portal.example.pem", str(folder / "chain.pem")),
        ("/etc/ssl/portal.example.key", str(folder / "key.pem")),
        ("http://127.0.0.1:5000", upstream),
    ):
        assert shown in server
        server = server.replace(shown, real)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;\n"
        "events {}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body;"
        f" proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;"
        f" uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;\n{server} }}\n"
    )
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder])
    try:
        yield port, trusting
    finally:
        process.terminate()
        process.wait(STOP_S)


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    "environ",
    [
        {"PORTAL_PUBLIC_URL": f"https://{HOST}", "PORTAL_TRUSTED_PROXIES": "1"},
        {"PORTAL_TRUSTED_HOSTS": HOST, "PORTAL_TRUSTED_PROXIES": "1"},
        {"PORTAL_PUBLIC_URL": f"https://{HOST}"},
    ],
)
async def test_portal_behind_a_tls_proxy_is_its_public_self(
    serve: Callable[..., Server], tmp_path: Path, environ: dict[str, str]
) -> None:
    server = serve(**environ)
    with nginx(tmp_path, server.url) as (port, trusting):
        await until(lambda: listens(port))
        async with httpx.AsyncClient(verify=trusting, timeout=STOP_S) as client:

            async def post(host: str, origin: str | None) -> httpx.Response:
                return await client.post(
                    f"https://127.0.0.1:{port}/api/study_activities",
                    json={"group_id": 1, "study_activity_id": 1},
                    headers={"Host": host} | ({"Origin": origin} if origin else {}),
                    extensions={"sni_hostname": HOST},
                )

            for origin in (None, f"https://{HOST}"):
                answer = await post(HOST, origin)
                assert answer.status_code == 201, answer.text
                url = httpx.URL(answer.json()["launch_url"])
                assert (url.scheme, url.host, url.port) == ("https", HOST, None)
                assert url.params["api"] == f"https://{HOST}/api"
            assert answer.headers["Access-Control-Allow-Origin"] == f"https://{HOST}"
            assert (await post(HOST, "https://evil.example")).status_code == 403
            assert (await post("evil.example", None)).status_code == 400

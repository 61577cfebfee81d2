"""The nginx configurations in portal/serving/README.md, with a real nginx and a certificate."""

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

from portal.paths import PACKAGE
from tests.live.server import STOP_S, Server, until

HOST = "portal.example"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx-light")


@contextmanager
def nginx(
    folder: Path, block: int, *hosts: str, **upstreams: str
) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Run nginx with a block of the README; yield its port and an SSL context for clients.

    `upstreams` replace the ports that the block has, given as `p5000`.
    """
    assert NGINX
    authority = trustme.CA()
    certificate = authority.issue_cert(*hosts)
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    with (folder / "chain.pem").open("wb") as chain:
        for part in certificate.cert_chain_pems:
            chain.write(part.bytes())
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = (
        (PACKAGE / "serving" / "README.md")
        .read_text(encoding="utf-8")
        .split("```nginx\n")[block]
        .split("```")[0]
    )
    for shown, real in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/portal.example.pem", str(folder / "chain.pem")),
        ("/etc/ssl/portal.example.key", str(folder / "key.pem")),
        *((f"127.0.0.1:{p[1:]}", url.removeprefix("http://")) for p, url in upstreams.items()),
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
async def test_portal_behind_a_tls_proxy_uses_its_public_url(
    serve: Callable[..., Server], tmp_path: Path, environ: dict[str, str]
) -> None:
    server = serve(**environ)
    with nginx(tmp_path, 1, HOST, p5000=server.url) as (port, trusting):
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


async def test_router_gives_each_learner_a_portal_of_their_own(
    serve: Callable[..., Server], tmp_path: Path, seeded: Path
) -> None:
    hosts = [f"learner{n}.{HOST}" for n in (1, 2)]
    other = tmp_path / "other.db"
    shutil.copy(seeded, other)
    urls = [f"https://{host}" for host in hosts]
    with Server(other, PORTAL_PUBLIC_URL=urls[1], PORTAL_TRUSTED_PROXIES="1") as second:
        first = serve(PORTAL_PUBLIC_URL=urls[0], PORTAL_TRUSTED_PROXIES="1")
        with nginx(tmp_path, 2, *hosts, p5001=first.url, p5002=second.url) as (port, trusting):
            await until(lambda: listens(port))
            async with httpx.AsyncClient(verify=trusting, timeout=STOP_S) as client:

                async def ask(method: str, host: str, path: str) -> httpx.Response:
                    return await client.request(
                        method,
                        f"https://127.0.0.1:{port}{path}",
                        json={"group_id": 1, "study_activity_id": 1},
                        headers={"Host": host},
                        extensions={"sni_hostname": hosts[0]},
                    )

                launched = await ask("POST", hosts[1], "/api/study_activities")
                assert launched.json()["launch_url"].startswith(f"https://{hosts[1]}/")
                sessions = [
                    (await ask("GET", host, "/api/study_sessions")).json()["pagination"]
                    for host in hosts
                ]
                assert [page["total_items"] for page in sessions] == [0, 1]
                assert (await ask("GET", f"learner3.{HOST}", "/api/words")).status_code == 404

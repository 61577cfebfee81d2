"""The launchpad and the learning apps that come with it: files for browsers, from `portal/web/`.

The URL of a file is its path below `web`. The launchpad is one page at many paths, named as the
records below `/api` are: which view a path means is decided in the browser.
"""

from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from portal.http.problems import http_error

WEB = Path(__file__).parent.parent / "web"

blueprint = Blueprint("launchpad", __name__)


@blueprint.get("/")
@blueprint.get("/study_activities")
@blueprint.get("/study_activities/<id:id_>")
@blueprint.get("/words")
@blueprint.get("/words/<id:id_>")
@blueprint.get("/groups")
@blueprint.get("/groups/<id:id_>")
@blueprint.get("/study_sessions")
@blueprint.get("/study_sessions/<id:id_>")
@blueprint.get("/settings")
def page(id_: int = 0) -> Response:
    """Show the launchpad; its scripts look at the path."""
    return _file("index.html")


@blueprint.get("/apps/<name>")
def app_page(name: str) -> Response:
    """Show a learning app."""
    return _file(f"apps/{name}/index.html")


@blueprint.get("/<any(apps, launchpad, theme):folder>/<path:name>")
def file(folder: str, name: str) -> Response:
    """Give a script, a style or a picture."""
    return _file(f"{folder}/{name}")


@blueprint.app_errorhandler(NotFound)
def nowhere(error: NotFound) -> Response:
    """Show a page that says so to whoever follows a link to nowhere; programs get a problem."""
    below_api = request.path.split("/")[1] == "api"
    if below_api or not request.accept_mimetypes.accept_html:
        return http_error(error)
    response = _file("index.html")
    response.status_code = HTTPStatus.NOT_FOUND
    return response


def _file(name: str) -> Response:
    # Asked for anew each time, and answered with 304 while it hasn't changed.
    return send_from_directory(WEB, name, max_age=0)

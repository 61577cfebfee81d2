"""The launchpad and the learning apps: static files for browsers, from `portal/web/`.

The URL of a file is its path below `web`. The launchpad is one page that is served at several
paths, named like the records below `/api`. Its router decides in the browser which view to show.
"""

from http import HTTPStatus

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from portal.http.problems import http_error
from portal.paths import WEB

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
@blueprint.get("/manage")
@blueprint.get("/manage/words/<id:id_>")
@blueprint.get("/settings")
def launchpad(id_: int = 0) -> Response:
    """Send the launchpad, whatever the id."""
    return _send("index.html")


@blueprint.get("/apps/<name>")
def app_page(name: str) -> Response:
    """Send the page of a learning app."""
    return _send(f"apps/{name}/index.html")


@blueprint.get("/<any(apps, common, launchpad, manage, theme):folder>/<path:name>")
def static_file(folder: str, name: str) -> Response:
    """Send a script, a style sheet or an image."""
    return _send(f"{folder}/{name}")


@blueprint.app_errorhandler(NotFound)
def not_found(error: NotFound) -> Response:
    """Answer 404 with a page for browsers, and with a problem for programs and below /api."""
    below_api = request.path.split("/")[1] == "api"
    if below_api or not request.accept_mimetypes.accept_html:
        return http_error(error)
    response = _send("index.html")
    response.status_code = HTTPStatus.NOT_FOUND
    return response


def _send(name: str) -> Response:
    # Browsers revalidate each time, and get 304 if the file hasn't changed.
    return send_from_directory(WEB, name, max_age=0)

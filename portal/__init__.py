"""The portal of a language-learning school: vocabulary, record store and launchpad."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.http.application import Portal
    from portal.settings import Settings


def create_app(settings: "Settings") -> "Portal":
    """Return the wired application. `Portal.open` opens its database; the server calls it."""
    # Imported when it is called, because tasks and the supervisor need no Flask.
    from portal.api import docs, resources
    from portal.http import openapi, problems, web_pages
    from portal.http.access import Access
    from portal.http.admission import Admission
    from portal.http.application import Portal
    from portal.http.endpoints import Endpoint
    from portal.http.request_log import RequestLog

    app = Portal(settings)
    problems.register(app)
    endpoints: dict[str, Endpoint] = {}
    for resource in resources:
        app.register_blueprint(resource.blueprint)
        endpoints |= resource.endpoints
    app.register_blueprint(docs)
    app.register_blueprint(web_pages.blueprint)
    app.upload_paths = frozenset(
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint in endpoints and endpoints[rule.endpoint].uploads
    )
    app.describe = lambda: openapi.document(
        app.url_map.iter_rules(), resources, settings.public_url
    )
    # Flask documents `wsgi_app` as the attribute to wrap. A request passes the request log, then
    # the admission checks, then Flask.
    access = Access(settings.trusted_hosts, settings.allowed_origins)
    admission = Admission(app.wsgi_app, access, app.max_body_bytes)
    app.wsgi_app = RequestLog(admission)  # type: ignore[method-assign]
    return app

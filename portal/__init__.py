"""The portal of a language-learning school: vocabulary, record store and launchpad."""

from flask import request

from portal import problems
from portal.api import blueprints
from portal.application import Portal
from portal.settings import Settings


def create_app(settings: Settings) -> Portal:
    """Wire up the portal; its database is opened by whoever serves it, see `Portal.open`."""
    app = Portal(settings)
    problems.register(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint, url_prefix=f"/api{blueprint.url_prefix or ''}")

    @app.before_request
    def refuse_large_body() -> None:
        # The bridge has stopped reading already; nothing may be done for such a request.
        if int(request.environ.get("CONTENT_LENGTH") or 0) > settings.max_body_bytes:
            raise problems.body_too_large(settings.max_body_bytes)

    return app

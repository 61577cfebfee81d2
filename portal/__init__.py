"""The portal of a language-learning school: vocabulary, record store and launchpad."""

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
    return app

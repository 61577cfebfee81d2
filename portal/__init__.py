"""The portal of a language-learning school: vocabulary, record store and launchpad."""

from portal import problems
from portal.api import resources
from portal.application import Portal
from portal.settings import Settings


def create_app(settings: Settings) -> Portal:
    """Wire up the portal; its database is opened by whoever serves it, see `Portal.open`."""
    app = Portal(settings)
    problems.register(app)
    for resource in resources:
        app.register_blueprint(resource.blueprint)
    return app

"""Reading the seed list, and loading it into a database."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from portal.errors import PortalError
from portal.http.application import Portal
from portal.word_lists.seeds import Seeds, load_seeds, read_seeds


@pytest.fixture
def seeds(tmp_path: Path) -> Callable[[str], Seeds]:
    """Return a function that reads a seed list with one app at the given launch URL."""

    def read(launch_url: str) -> Seeds:
        app = """
            groups = []
            [[study_activities]]
            name = "Own"
            description = "An app"
            thumbnail_url = "/own.svg"
        """
        (tmp_path / "seeds.toml").write_text(f'{app}launch_url = "{launch_url}"')
        return read_seeds(tmp_path)

    return read


async def test_app_is_updated_to_the_seed_list(
    portal: Portal, seeds: Callable[[str], Seeds]
) -> None:
    await portal.database.open()
    try:
        for port, added in ((8000, 1), (9000, 0), (9000, 0)):
            listed = seeds(f"http://localhost:{port}/")
            async with portal.database.staging:
                counts = await portal.database.write(partial(load_seeds, seeds=listed))
            assert counts.activities == added
            rows = await portal.database.fetch_all(
                "SELECT launch_url FROM study_activities WHERE name = 'Own'"
            )
            assert [row["launch_url"] for row in rows] == [f"http://localhost:{port}/"]
    finally:
        await portal.database.close()


@pytest.mark.parametrize("url", ["", "localhost:8000", "javascript:alert(1)", "http://a b/"])
def test_app_without_a_valid_launch_url_is_refused(seeds: Callable[[str], Seeds], url: str) -> None:
    with pytest.raises(PortalError, match="launch_url"):
        seeds(url)


@pytest.mark.parametrize("name", ["", " ", "x" * 501])
def test_group_without_a_valid_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "words.json").write_text("[]")
    (tmp_path / "seeds.toml").write_text(
        f'study_activities = []\n[[groups]]\nname = "{name}"\nfile = "words.json"\n'
    )
    with pytest.raises(PortalError, match=r"seeds\.toml: the group of words\.json needs a name"):
        read_seeds(tmp_path)


@pytest.mark.parametrize("name", ["", " "])
def test_app_without_a_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "seeds.toml").write_text(
        f"""
        groups = []
        [[study_activities]]
        name = "{name}"
        description = "An app"
        thumbnail_url = "/own.svg"
        launch_url = "/own/"
        """
    )
    with pytest.raises(PortalError, match="name"):
        read_seeds(tmp_path)

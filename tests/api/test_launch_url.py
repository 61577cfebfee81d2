from urllib.parse import parse_qs, urlsplit

import pytest

from portal.api.launch_url import launch_url

PARAMETERS = "api=http%3A%2F%2Fhost%2Fapi&session_id=7&group_id=3&return_url=http%3A%2F%2Fhost%2F"


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        ("/apps/typing/", f"http://host/apps/typing/?{PARAMETERS}"),
        ("https://app.example/x", f"https://app.example/x?{PARAMETERS}"),
        (
            "https://app.example/x?a=1&b=%C3%BC#top",
            f"https://app.example/x?a=1&b=%C3%BC&{PARAMETERS}#top",
        ),
    ],
)
def test_launch_url_is_absolute_and_has_the_parameters_of_the_session(
    activity: str, expected: str
) -> None:
    assert launch_url(activity, "http://host", study_session_id=7, group_id=3) == expected
    assert parse_qs(urlsplit(expected).query)["return_url"] == ["http://host/"]

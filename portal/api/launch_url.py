"""Where a launch sends the learner (contract 4)."""

from urllib.parse import quote, urlencode, urljoin, urlsplit


def launch_url(activity_url: str, base_url: str, *, study_session_id: int, group_id: int) -> str:
    """Return `activity_url` absolute, with what the app needs added to its query.

    `activity_url` is an absolute http(s) URL or a path on the portal, whose own address without a
    closing slash is `base_url`. Added are `api`, `session_id`, `group_id` and `return_url`,
    percent-encoded (RFC 3986, 2.1); a fragment stays at the end.
    """
    url = urlsplit(urljoin(f"{base_url}/", activity_url))
    added = urlencode(
        {
            "api": f"{base_url}/api",
            "session_id": study_session_id,
            "group_id": group_id,
            "return_url": f"{base_url}/",
        },
        quote_via=quote,
        safe="",
    )
    return url._replace(query=f"{url.query}&{added}".lstrip("&")).geturl()

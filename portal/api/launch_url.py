"""The URL that opens a learning app for a study session."""

from urllib.parse import quote, urlencode, urljoin, urlsplit


def launch_url(activity_url: str, base_url: str, *, study_session_id: int, group_id: int) -> str:
    """Return the absolute URL of an app, with the parameters of a study session.

    `activity_url` is an http(s) URL, or a path of the portal, whose URL without a trailing slash
    is `base_url`. The parameters `api`, `session_id`, `group_id` and `return_url` are appended to
    the query, percent-encoded (RFC 3986, section 2.1). A fragment stays at the end of the URL.
    """
    url = urlsplit(urljoin(f"{base_url}/", activity_url))
    parameters = urlencode(
        {
            "api": f"{base_url}/api",
            "session_id": study_session_id,
            "group_id": group_id,
            "return_url": f"{base_url}/",
        },
        quote_via=quote,
        safe="",
    )
    return url._replace(query=f"{url.query}&{parameters}".lstrip("&")).geturl()

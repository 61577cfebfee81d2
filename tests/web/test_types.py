"""The ES modules of `portal/web` have no type errors, and stay small."""

from pathlib import Path

from portal.paths import WEB
from tests.web.node import TSC, needs_packages, node

FOLDER = Path(__file__).parent
MAX_BYTES = 110 * 1024  # of what learners load
MAX_BYTES_FOR_TEACHERS = 40 * 1024


@needs_packages
def test_modules_have_no_type_errors() -> None:
    result = node(TSC, "--project", FOLDER, "--pretty", "false")
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_module_turns_the_type_checker_off() -> None:
    switches = ("@ts-ignore", "@ts-expect-error", "@ts-nocheck", "{any}", "<any>")
    found = [
        f"{path.relative_to(WEB)}: {switch}"
        for path in WEB.rglob("*.js")
        for switch in switches
        if switch in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_pages_scripts_and_styles_stay_below_110_kb() -> None:
    files = [
        path
        for path in WEB.rglob("*")
        if path.suffix in {".html", ".css", ".js"} and path.parent.name != "manage"
    ]
    assert files
    assert sum(path.stat().st_size for path in files) < MAX_BYTES


def test_page_for_teachers_is_small_and_no_other_page_loads_it() -> None:
    files = [*(WEB / "manage").iterdir()]
    assert 0 < sum(path.stat().st_size for path in files) < MAX_BYTES_FOR_TEACHERS
    static = [path for path in WEB.rglob("*.js") if 'from "../manage' in path.read_text("utf-8")]
    assert static == []

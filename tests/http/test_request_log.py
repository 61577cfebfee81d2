"""A log that can't be written loses lines, and nothing else."""

import json
import os
from collections.abc import Iterator

import pytest

from portal.http.request_log import LogStream


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """The reading and the writing end of a pipe that holds little, and that never blocks."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    yield reader, writer
    os.close(reader)
    os.close(writer)


def fill(writer: int) -> None:
    try:
        while True:
            os.write(writer, b"x")
    except BlockingIOError:
        pass


def test_lines_are_written_as_they_come(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    stream = LogStream(writer)
    stream.write("one ü\n")
    stream.write(b"two\n")
    stream.flush()
    assert os.read(reader, 100).decode() == "one ü\ntwo\n"


def test_line_that_can_not_be_written_is_counted_and_reported_later(
    pipe: tuple[int, int],
) -> None:
    reader, writer = pipe
    stream = LogStream(writer)
    fill(writer)
    for _ in range(3):
        stream.write("lost\n")
    os.read(reader, 2**20)
    stream.write("written\n")
    stream.write("next\n")
    _, notice, *lines = os.read(reader, 2**20).decode().split("\n")
    assert "3 log lines could not be written" in json.loads(notice)["message"]
    assert json.loads(notice)["level"] == "WARNING"
    assert lines == ["written", "next", ""]


def test_closed_descriptor_raises_nothing() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    os.close(writer)
    LogStream(writer).write("lost\n")


def test_text_that_is_no_unicode_is_escaped(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    LogStream(writer).write("\udcff\n")
    assert os.read(reader, 100) == b"\\udcff\n"

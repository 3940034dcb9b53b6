"""The archive that holds itself is one."""

import io
import zipfile

from bench.bombs.quine import quine_zip


def test_it_unpacks_to_itself_and_nothing_else() -> None:
    whole = quine_zip()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        (member,) = archive.infolist()
        assert archive.read(member) == whole  # its checksum was right: the library looks
        assert archive.testzip() is None
    assert len(whole) < 500

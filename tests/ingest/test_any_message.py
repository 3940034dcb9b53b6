"""Any message: what Python's email package can write comes back leaf by leaf; any bytes end in an answer."""

import random
import tempfile
from collections import Counter
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fuzz.mutation import mutated
from bench.fuzz.seeds import seeds
from bench.fuzz.targets import TARGETS, read
from dossier.settings import Limits
from ingest.unfold import UnfoldedFile, unfold

NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40)
FILES = st.binary(min_size=1, max_size=120).map(lambda content: b"\x00\x01" + content)  # no text, message or archive
LEAVES = st.tuples(NAMES | st.just(""), FILES, st.sampled_from(["base64", "quoted-printable"]))
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=8)
Leaf = tuple[str, bytes, str]
Tree = Leaf | list["Tree"]


def _written(tree: Tree) -> EmailMessage:
    """The tree as a message: a list is a message attached as a message, with its leaves as attachments."""
    message = EmailMessage(policy=SMTPUTF8 if isinstance(tree, list) and len(tree) % 2 else SMTP)
    message["From"], message["Subject"], message["Date"] = "a@x.fr", "Demande é", "Mon, 2 Mar 2026 10:12:00 +0100"
    message.set_content("Bonjour")
    for branch in tree if isinstance(tree, list) else [tree]:
        if isinstance(branch, list):
            message.add_attachment(_written(branch))
        else:
            name, content, encoding = branch
            message.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name or None, cte=encoding
            )
    return message


def _leaves(tree: Tree) -> Counter[bytes]:
    if isinstance(tree, tuple):
        return Counter([tree[1]])
    return sum((_leaves(branch) for branch in tree), Counter())


def _unfolded(content: bytes, limits: Limits) -> list[tuple[UnfoldedFile, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input"
        path.write_bytes(content)
        found = unfold(path, "entrée", Path(folder) / "w", limits)
        return [(file, file.path.read_bytes()) for file in found]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TREES)
def test_every_leaf_of_any_tree_comes_out_exactly_once_under_a_name_of_its_own(tree: Tree) -> None:
    files = _unfolded(bytes(_written(tree)), Limits(archive_depth=20))
    found = Counter(content for file, content in files if content.startswith(b"\x00\x01"))
    assert found == _leaves(tree)
    names = [file.name.casefold() for file, _ in files]
    assert len(set(names)) == len(names)
    assert all(name and name.isprintable() and not name.startswith(("/", "..")) for name in names)


@settings(max_examples=60, deadline=None)
@given(TREES, st.integers(min_value=1, max_value=4), st.integers(min_value=1, max_value=300))
def test_limits_hold_for_any_tree_and_say_so(tree: Tree, members: int, size: int) -> None:
    files = _unfolded(bytes(_written(tree)), Limits(archive_members=members, archive_bytes=size, archive_depth=2))
    assert len(files) <= members + 1
    assert sum(len(content) for _, content in files[1:]) <= size
    if len(files) - 1 < sum(_leaves(tree).values()):
        assert any(file.fault and file.fault.code.startswith("archive_trop") for file, _ in files)


@settings(max_examples=240, deadline=None)
@given(st.sampled_from(TARGETS), st.randoms(use_true_random=False))
def test_any_damage_to_any_kind_of_file_is_an_answer(target: str, chance: random.Random) -> None:
    start = seeds(target)
    read(target, mutated(chance.choice(start), start, chance))

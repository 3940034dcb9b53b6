"""What the containers are told is what the program understands, and what the tests' own servers are told."""

import re
from pathlib import Path

import pytest

from pli.embedded.seaweedfs import SeaweedFS
from pli.settings import Settings
from tests.servers.rabbitmq import CONFIGURATION

DOCKER = Path(__file__).parent.parent.parent / "docker"
OF_COMPOSE = {"PLI_SCAN_FOLDER"}  # a folder of the host, named in its own file of variables


@pytest.mark.parametrize("file", ["compose.yaml", "kubernetes.yaml", "env.example", "Dockerfile"])
def test_every_setting_that_is_given_exists(file: str) -> None:
    named = set(re.findall(r"\bPLI_[A-Z0-9_]+\b", (DOCKER / file).read_text(encoding="utf-8"))) - OF_COMPOSE
    assert named
    assert named <= {f"PLI_{name.upper()}" for name in Settings.model_fields}


def test_seaweedfs_is_started_as_the_embedded_one(tmp_path: Path) -> None:
    compose = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    server = SeaweedFS(tmp_path, access_key="pli", secret_key="secret", bucket="pli")
    flags = [flag for flag in server._command()[2:] if (flag.startswith("-") and "=" in flag) or flag == "-disableHttp"]
    its_own = {flag for flag in flags if not re.match(r"-(dir|ip|ip\.bind|logtostderr)=", flag)}
    assert "-disableHttp" in its_own
    assert {flag for flag in its_own if flag not in compose} == set()
    assert set(server._environment()) <= set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", compose))


def test_rabbitmq_gives_no_long_job_to_a_second_worker() -> None:
    wanted = re.findall(r"^consumer_timeout = .*$", CONFIGURATION, re.MULTILINE)
    assert wanted
    assert wanted[0] in (DOCKER / "rabbitmq.conf").read_text(encoding="utf-8")


def test_clamd_takes_the_largest_file_that_we_take() -> None:
    said = dict(line.split(" ", 1) for line in (DOCKER / "clamd.conf").read_text().splitlines() if line[0] != "#")
    largest = Settings().limits.file_bytes // (1024 * 1024)
    assert {said["StreamMaxLength"], said["MaxFileSize"]} == {f"{largest}M"}
    assert (said["AlertExceedsMax"], said["AlertEncrypted"]) == ("yes", "no")


def test_nothing_runs_as_root_or_writes_where_it_should_not() -> None:
    assert "\nUSER 10001\n" in (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    assert "read_only: true" in (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    for promise in ("runAsNonRoot: true", "readOnlyRootFilesystem: true"):
        assert promise in (DOCKER / "kubernetes.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["compose.yaml", "kubernetes.yaml", "Dockerfile"])
def test_every_foreign_image_says_which_version(file: str) -> None:
    text = (DOCKER / file).read_text(encoding="utf-8")
    images = set(re.findall(r"^\s*(?:-\s*)?image: *(\S+)|^FROM (\S+)", text, re.MULTILINE))
    named = {one or other for one, other in images} - {"pli"}
    assert named
    assert [image for image in named if not re.search(r":v?\d[\w.-]*$", image)] == []


def test_programs_of_ours_have_bounds_and_no_rights() -> None:
    compose, kubernetes = ((DOCKER / name).read_text(encoding="utf-8") for name in ("compose.yaml", "kubernetes.yaml"))
    ours = compose.partition("x-pli: &pli")[2].partition("services:")[0]
    for promise in (
        "read_only: true",
        "cap_drop: [ALL]",
        "no-new-privileges:true",
        "mem_limit:",
        "pids_limit:",
        "tmpfs:",
    ):
        assert promise in ours
    programs = re.split(r"\n(?=  [a-z]+:)", compose.partition("\nservices:\n")[2])
    assert [one.split(":")[0].strip() for one in programs if "<<: *pli" not in one and "image:" not in one] == []
    assert "privileged" not in compose + kubernetes
    assert re.findall(r'ports: \["(?!127\.0\.0\.1:)', compose) == []
    containers = len(re.findall(r"^ +- name: \w+\n +image:", kubernetes, re.MULTILINE))
    assert containers
    for promise in (
        "readOnlyRootFilesystem: true",
        "allowPrivilegeEscalation: false",
        "drop: [ALL]",
        "limits: {memory:",
    ):
        assert kubernetes.count(promise) == containers


def test_what_grows_is_the_deployment_that_is_there() -> None:
    documents = (DOCKER / "kubernetes.yaml").read_text(encoding="utf-8").split("\n---\n")
    deployment = next(one for one in documents if "kind: Deployment" in one)
    scaled = next(one for one in documents if "kind: ScaledObject" in one)
    name = re.search(r"metadata: {name: ([\w-]+)}", deployment)
    target = re.search(r"scaleTargetRef: {name: ([\w-]+)}", scaled)
    assert name and target and name[1] == target[1]
    least, most = (int(re.findall(rf"{word}ReplicaCount: (\d+)", scaled)[0]) for word in ("min", "max"))
    assert 1 <= least < most
    assert re.findall(r"query: .*\b(pli_\w+)\{", scaled) == ["pli_queue_oldest_seconds"]

"""What docker/ holds is what hadolint, Compose, Kubernetes and Prometheus take; what they would refuse is refused."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import promql_parser as promql
import pytest
import yaml

from pli.metrics import read_metrics
from storage.register.ledger import take_mailbox
from workers.queues import OWN_QUEUES

ROOT = Path(__file__).parent.parent.parent
DOCKER = ROOT / "docker"
OF_PROMETHEUS = {"up": {"job", "instance"}}  # what it tells by itself of what it scrapes


def _lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([ROOT / "scripts" / "lint_docker.sh", folder], capture_output=True, text=True, check=False)


def test_the_linters_find_nothing() -> None:
    done = _lint(DOCKER)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("Dockerfile", "FROM debian:12-slim AS build", "FROM debian AS build"),
        ("Dockerfile", "WORKDIR /opt/pli", "WORKDIR opt/pli"),
        ("Dockerfile", "rm -rf /var/lib/apt/lists/*", "cd $HOME/*"),
        ("compose.yaml", "read_only:", "readonly:"),
        ("compose.yaml", "pids_limit: 1024", "pids_limit: [1024]"),
        ("kubernetes.yaml", "containerPort:", "port:"),
        ("kubernetes.yaml", "runAsUser: 10001", "runAsUser: pli"),
        ("kubernetes.yaml", "kind: Deployment", "kind: Deploiement"),
    ],
)
def test_the_linters_find_what_is_wrong(file: str, right: str, wrong: str, tmp_path: Path) -> None:
    shutil.copytree(DOCKER, tmp_path / "docker")
    changed = tmp_path / "docker" / file
    text = changed.read_text(encoding="utf-8")
    assert right in text
    changed.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    done = _lint(tmp_path / "docker")
    assert done.returncode == 1
    assert file in done.stdout + done.stderr


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A query, and the labels that the words beside it fill in."""

    query: str
    filled_in: frozenset[str]


def _rules() -> "list[dict[str, object]]":
    groups = yaml.safe_load((DOCKER / "alertes.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def _asked() -> Iterator[Asked]:
    """Every query of the alerts, the dashboard and the autoscaler."""
    for rule in _rules():
        filled_in = re.findall(r"\$labels\.(\w+)", json.dumps(rule["annotations"]))
        yield Asked(query=str(rule["expr"]), filled_in=frozenset(filled_in))
    for panel in json.loads((DOCKER / "grafana.json").read_text(encoding="utf-8"))["panels"]:
        for target in panel["targets"]:
            filled_in = re.findall(r"{{(\w+)}}", target["legendFormat"])
            yield Asked(query=target["expr"], filled_in=frozenset(filled_in))
    for document in yaml.safe_load_all((DOCKER / "kubernetes.yaml").read_text(encoding="utf-8")):
        for trigger in document.get("spec", {}).get("triggers", []):
            yield Asked(query=trigger["metadata"]["query"], filled_in=frozenset())


def _selectors(expression: object) -> Iterator[promql.VectorSelector]:
    """The metrics that a query reads, wherever in it they stand."""
    match expression:
        case promql.VectorSelector():
            yield expression
        case promql.MatrixSelector():
            yield expression.vector_selector
        case promql.BinaryExpr():
            yield from _selectors(expression.lhs)
            yield from _selectors(expression.rhs)
        case promql.Call():
            for argument in expression.args:
                yield from _selectors(argument)
        case promql.AggregateExpr() | promql.ParenExpr() | promql.UnaryExpr() | promql.SubqueryExpr():
            yield from _selectors(expression.expr)
        case promql.NumberLiteral() | promql.StringLiteral():
            return
        case _:
            raise AssertionError(f"unknown: {expression}")


@pytest.fixture
def told(register: str) -> dict[str, dict[str, set[str]]]:
    """Every metric of a register with a mailbox, with its labels and their values."""
    from datetime import timedelta

    take_mailbox("depot@mail", "INBOX", holder="one", lease=timedelta(minutes=1))
    metrics: dict[str, dict[str, set[str]]] = {}
    for metric in read_metrics(lambda: dict.fromkeys(OWN_QUEUES, 1)):
        labels = metrics.setdefault(metric.name, {})
        for sample in metric.samples:
            for name, value in sample.labels.items():
                labels.setdefault(name, set()).add(value)
    return metrics


@pytest.mark.parametrize("asked", list(_asked()), ids=lambda asked: asked.query)
def test_every_query_reads_what_is_told(asked: Asked, told: dict[str, dict[str, set[str]]]) -> None:
    selectors = list(_selectors(promql.parse(asked.query)))
    assert selectors
    for selector in selectors:
        if selector.name in OF_PROMETHEUS:
            assert {one.name for one in selector.matchers.matchers} <= OF_PROMETHEUS[selector.name]
            continue
        labels = told[str(selector.name)]
        assert asked.filled_in <= set(labels)
        for one in selector.matchers.matchers:
            assert set(one.value.split("|")) <= labels[one.name]


def test_every_alert_says_how_grave_it_is_and_what_has_happened() -> None:
    rules = _rules()
    assert len({rule["alert"] for rule in rules}) == len(rules) > 5
    for rule in rules:
        assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}
        assert rule["labels"] in ({"severity": "warning"}, {"severity": "critical"})
        assert re.search(r"\w+ \w+", str(rule["annotations"]))
        assert re.fullmatch(r"\d+[smhd]", str(rule.get("for", "1m")))


def test_the_panels_have_numbers_of_their_own_and_do_not_overlap() -> None:
    panels = json.loads((DOCKER / "grafana.json").read_text(encoding="utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    covered = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(covered)) == len(covered)
    assert max(x for x, _ in covered) < 24

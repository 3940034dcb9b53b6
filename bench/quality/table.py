"""The figures as people read them: one table, a row a figure, a column a set."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from bench.quality.failures import Failure
from bench.quality.figures import Figures
from bench.quality.share import Share

_Cell = Share | float | int | None

_ROWS: tuple[tuple[str, str, Callable[[Figures], _Cell]], ...] = (
    ("plis", "", lambda f: f.plis),
    ("pages", "", lambda f: f.pages),
    ("false recevable", "0", lambda f: f.recevabilite.false_recevables),
    ("false irrecevable", "", lambda f: f.recevabilite.false_irrecevables),
    ("recall of recevable", "0.97 / 0.90", lambda f: f.recevabilite.recall),
    ("outcome accepted", "", lambda f: f.recevabilite.accepted),
    ("fondement right", "0.99", lambda f: f.recevabilite.fondement),
    ("evidence from the right document", "0.98", lambda f: f.recevabilite.evidence),
    ("sent to a_verifier", "", lambda f: f.recevabilite.to_agents),
    ("— needlessly", "", lambda f: f.recevabilite.needless),
    ("— weighed to 8 % that belong there", "≤ 0.25", lambda f: f.recevabilite.weighed),
    ("first reason right", "", lambda f: f.recevabilite.first_reason),
    ("calibration error", "", lambda f: f.calibration_error),
    ("boundary precision, inside files", "", lambda f: f.cutting.precision),
    ("boundary recall, inside files", "", lambda f: f.cutting.recall),
    ("boundary F1, inside files", "0.96", lambda f: f.cutting.f1),
    ("boundary F1, files' borders too", "", lambda f: f.cutting.f1_all),
    ("dossiers cut without an error", "0.82", lambda f: f.cutting.perfect),
    ("— those with a bundle in one file", "0.82", lambda f: f.cutting.perfect_bundles),
    ("type by page", "0.95 / 0.88", lambda f: f.types.accuracy),
    ("type macro-F1", "0.90", lambda f: f.types.macro_f1),
    ("nature right", "", lambda f: f.nature.right),
    ("unreadable files in quarantine", "1", lambda f: f.nature.quarantine),
    ("readable mail not in quarantine", "1", lambda f: f.nature.kept_out),
    ("alertes raised", "", lambda f: f.nature.alertes),
    ("depose_par right", "", lambda f: f.nature.depose_par),
    ("pages accounted for once", "1", lambda f: f.accounts.once),
    ("text pages skipped as blank", "0", lambda f: f.accounts.as_blank),
    ("blank pages skipped", "", lambda f: f.accounts.blank_found),
    ("pages unknown to the truth", "0", lambda f: f.accounts.untold),
    ("reading, seconds a page", "", lambda f: f.read_seconds),
)


def table(groups: Mapping[str, Figures]) -> str:
    """Every figure of every set, in Markdown; a share with its counts."""
    rows = [[name, target, *(_text(cell(figures)) for figures in groups.values())] for name, target, cell in _ROWS]
    for index, field in enumerate(next(iter(groups.values())).person):
        rows.append([f"demandeur: {field.field}", "0.93", *(_text(f.person[index].right) for f in groups.values())])
        rows.append(["— wrong", "", *(_text(f.person[index].wrong) for f in groups.values())])
        rows.append(["— invented", "0", *(_text(f.person[index].invented) for f in groups.values())])
    return _aligned([["figure", "target", *groups], *rows])


def details(figures: Figures) -> str:
    """Of one set: outcomes, natures, confusions of types, the weakest types, reliability."""
    return "\n\n".join(
        [
            "Outcomes (true → ended):\n" + _counted(figures.recevabilite.confusion),
            "Natures (true → ended):\n" + _counted(figures.nature.confusion),
            "Types most often confused, in pages:\n" + _counted(figures.types.confusions, 25),
            "Weakest types (F1, pages):\n" + "\n".join(_weakest(figures)),
            "Reliability (confidence said → share right):\n" + "\n".join(_reliability(figures)),
        ]
    )


def failure_list(found: Sequence[Failure], most: int) -> str:
    """The ``most`` worst, three lines each."""
    lines = [f"{len(found)} failures; the worst:"]
    for each in found[:most]:
        lines.append(f"[{each.what}] {each.scenario}, {each.group}: wanted {each.wanted}, ended {each.ended}")
        lines.append(f"    {each.file}   {', '.join(each.templates)}")
        if each.said:
            lines.append(f"    {each.said}")
    return "\n".join(lines)


def _text(cell: _Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _counted(counts: Counter[tuple[str, str]], most: int | None = None) -> str:
    return "\n".join(f"  {count:4}  {true} → {found}" for (true, found), count in counts.most_common(most))


def _weakest(figures: Figures) -> Iterator[str]:
    weak = sorted(figures.types.f1_of.items(), key=lambda item: item[1])
    for type_, (score, pages) in islice(weak, 12):
        yield f"  {score:.2f}  {type_} ({pages})"


def _reliability(figures: Figures) -> Iterator[str]:
    for each in figures.reliability:
        span = f"{each.low:.1f}–{each.low + 0.1:.1f}"
        yield f"  {span}  {each.count:4}  said {each.confidence:.2f}  right {each.right:.2f}"

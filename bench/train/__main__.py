"""``python -m bench.train NAME``: learns a model from its examples and writes it where the program reads it."""

from collections.abc import Callable, Mapping
from importlib import import_module
from io import BytesIO
from pathlib import Path
from time import process_time

import click

from classify.linear import LinearModel, write

ROOT = Path(__file__).resolve().parent.parent.parent
# Each model: the module whose ``train()`` gives it, and the file it is shipped as.
MODELS: Mapping[str, tuple[str, str]] = {
    "letters": ("bench.train.standing", "classify/data/letters.npz"),
    "sentences": ("bench.train.sentences", "classify/data/sentences.npz"),
    "types": ("bench.train.types", "classify/data/types.npz"),
}


@click.command()
@click.argument("name", type=click.Choice(sorted(MODELS)))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Elsewhere than where it is shipped.")
@click.option("--corrections", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="A store whose agents' corrections teach too (types only).")  # fmt: skip
def main(*, name: str, out: Path | None, corrections: Path | None) -> None:
    """Learn one model anew. The same examples give the same file, byte for byte."""
    if corrections and name != "types":
        raise click.UsageError("--corrections teach the types only")
    module, shipped = MODELS[name]
    train: Callable[..., LinearModel] = import_module(module).train
    model = train(corrections) if corrections else train()
    buffer = BytesIO()
    write(model, buffer)
    path = out or ROOT / shipped
    path.write_bytes(buffer.getvalue())
    size = len(buffer.getvalue()) / 1e6
    print(f"{path}: {len(model.classes)} classes, {len(model.vocabulary)} features, {size:.2f} MB, "
          f"{process_time():.0f} CPU s")  # fmt: skip


if __name__ == "__main__":
    main()

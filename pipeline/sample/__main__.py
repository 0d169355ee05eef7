"""``python -m pipeline.sample OUT``: write the sample exports into the folder OUT."""

import argparse
from pathlib import Path

from pipeline.sample import generate


def main() -> None:
    """Read the arguments and write the folder."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.sample", description="Write synthetic sample exports, e.g. into data/raw/_sample."
    )
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--seed", type=int, default=2024, help="another seed invents another company (default: 2024)")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="multiplies homes, complaints and responses (default: 1.0)"
    )
    arguments = parser.parse_args()
    generate(arguments.out, seed=arguments.seed, scale=arguments.scale)


if __name__ == "__main__":
    main()

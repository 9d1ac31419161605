"""Look into a file of vectors: one HTML page that opens from disk, with no kernel and no network.

python -m utils.explorer vectors.tsv --table metadata.tsv -o space.html
"""

import argparse
import sys
from pathlib import Path

from utils.explorer.description import MOST_BYTES, Description
from utils.explorer.page import to_html
from utils.space.clusters import clusters
from utils.space.embedding_space import open_space
from utils.space.maps import MAPS


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.explorer", description=__doc__.split("\n")[0]
    )
    parser.add_argument("source", help="file of vectors, or the folder of the Projector's files")
    parser.add_argument("--table", help="file with a row for each vector: TSV, CSV or Parquet")
    parser.add_argument("--vectors", help="which matrix, column or layer, where there are several")
    parser.add_argument("--label", help="the column that says what a row is")
    parser.add_argument("--noun", default="rows", help="what the rows are, in the plural")
    parser.add_argument("--map", choices=MAPS, help="make this map, and show it first")
    parser.add_argument("--clusters", action="store_true", help="find clusters, and list them")
    parser.add_argument("-o", "--output", help="the page; else beside the file, as NAME.html")
    parser.add_argument(
        "--most-mb", type=int, default=MOST_BYTES // 2**20, help="of vectors in the page"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Write the page that the command line asks for; returns the exit code."""
    options = parse(arguments)
    source = Path(options.source)
    output = Path(options.output or source.resolve().with_suffix(".html"))
    try:
        space = open_space(source, options.vectors, options.label, options.table, options.noun)
        if options.map:
            space.map(options.map)
        described = Description(
            {source.stem or "space": space},
            clusters=clusters(space) if options.clusters else None,
            most_bytes=options.most_mb * 2**20,
        )
        to_html(described, output)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    megabytes = output.stat().st_size / 1e6
    print(f"{len(space):,} {space.noun}, {megabytes:.1f} MB: open {output} in a browser")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

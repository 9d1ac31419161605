"""Recommend over HTTP: python -m utils.serving FOLDER --port 8000

FOLDER holds the versions that utils.serving.pair.publish writes. utils/serving/server.py tells what
can be asked.
"""

import argparse
import asyncio
import sys

from threadpoolctl import threadpool_limits

from utils.serving.pair import Refused
from utils.serving.server import serve


def main() -> int:
    """Serve as the command line says; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m utils.serving", description=__doc__)
    parser.add_argument("folder", help="of the versions")
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--while-stdin", action="store_true", help="end when stdin is closed")
    options = parser.parse_args()
    try:
        with threadpool_limits(1):  # a request is small: its threads would wait for each other
            asyncio.run(serve(options.folder, options.port, options.while_stdin))
    except (Refused, OSError, OverflowError) as error:
        print(f"python -m utils.serving: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())

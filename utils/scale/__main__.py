"""Training on the machines that a list names, the same command on each of them.

    python -m utils.scale train --events DIR --checkpoint DIR --hosts hosts.txt --model towers

It starts the processes that the list gives to this machine. If one dies, the run ends; the same
command goes on from the last checkpoint, also with another list. utils/scale/CLUSTER.md tells what
a cluster needs.
"""

import argparse
import json
import sys

from utils.scale.events import Shards
from utils.scale.processes import (
    how_it_ended,
    is_here,
    read_hosts,
    start,
    wait_for,
    worker_environment,
)


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m utils.scale", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, or go on")
    train.add_argument("--events", required=True, metavar="DIR", help="shards and catalog.json")
    train.add_argument("--checkpoint", metavar="DIR", help="on a disk that all hosts see")
    train.add_argument("--hosts", metavar="FILE", help="one host a line; none: this machine")
    train.add_argument("--model", choices=("towers", "softmax"), default="towers")
    train.add_argument("--steps", type=int, default=100, help="in all, earlier runs included")
    train.add_argument("--batch-size", type=int, default=256, help="of all processes together")
    train.add_argument("--every", type=int, default=20, help="steps between checkpoints")
    train.add_argument(
        "--sharded", action="store_true", help="each device keeps a part of the rows"
    )
    train.add_argument("--dim", type=int, default=32)
    train.add_argument("--learning-rate", type=float, default=0.01)
    train.add_argument(
        "--optimizer",
        choices=("adam", "rowwise"),
        default="adam",
        help="rowwise: Adagrad with one number a row, and no l2",
    )
    train.add_argument("--devices", type=int, default=1, help="that each process simulates")
    train.add_argument("--patience", type=int, default=120, help="seconds to wait for other hosts")
    train.add_argument("--dump", metavar="DIR", help="write there what XLA compiled")
    train.add_argument("--rank", type=int, help=argparse.SUPPRESS)  # given to the workers
    return parser.parse_args()


def run_command() -> int:
    """Returns the exit code."""
    options = _arguments()
    try:
        hosts, coordinator = read_hosts(options.hosts) if options.hosts else (["127.0.0.1"], "")
        if options.rank is not None:
            return _work(options, coordinator, hosts)
        return _start_all(options, hosts)
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"python -m utils.scale: {error}", file=sys.stderr)
        return 2


def _start_all(options, hosts):
    Shards.open(options.events)  # what is wrong with them is told once, before anything starts
    ranks = [rank for rank, host in enumerate(hosts) if is_here(host)]
    if not ranks:
        raise ValueError(f"none of the hosts {', '.join(hosts)} is this machine")
    environment = worker_environment(len(ranks), options.devices, options.dump)
    workers = {rank: start([*sys.argv[1:], "--rank", rank], environment) for rank in ranks}
    failed = wait_for(workers)
    if failed is None:
        return 0
    rank, code = failed
    print(
        f"python -m utils.scale: the process of rank {rank} on {hosts[rank]} {how_it_ended(code)}. "
        "The same command goes on from the last checkpoint",
        file=sys.stderr,
    )
    return 1


def _work(options, coordinator, hosts):
    from utils.scale.mesh import connect  # here, because only a worker computes
    from utils.scale.training import Plan, train_on_mesh

    if len(hosts) > 1:
        connect(coordinator, hosts, options.rank, options.patience)
    plan = Plan(
        **{
            name: getattr(options, name)
            for name in Plan.__dataclass_fields__
            if hasattr(options, name)
        }
    )
    train_on_mesh(
        plan, options.rank, len(hosts), _tell if options.rank == 0 else lambda record: None
    )
    return 0


def _tell(record):
    print(json.dumps(record), flush=True)


if __name__ == "__main__":
    sys.exit(run_command())

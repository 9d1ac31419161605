"""The simulated service's log as questions: what did this person watch next, knowing what?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from utils.base.seed import SEED
from utils.data.histories import as_watched
from utils.simulation.service import Service


@dataclass(frozen=True)
class Queries:
    """Watches of a log, each with what was known just before it.

    Attributes:
        users: (B,) int user indices.
        histories: (B, n_items) CSR, 1 for what the user watched before, the target excepted.
        table: DataFrame of B rows: age, country, log_gap, log_watch (log(1 + hours since) and
            log(1 + seconds of the last watch)), gap, previous_watch_time, day.
        targets: (B, n_items) CSR, 1 for what was watched.
    """

    users: np.ndarray
    histories: csr_array
    table: pd.DataFrame
    targets: csr_array

    def truth(self, service: Service) -> np.ndarray:
        """(B, n_items) float32, the true expected watch time of every video, in seconds."""
        context = {name: self.table[name].to_numpy()[:, None] for name in ("day", "gap")}
        before = self.table["previous_watch_time"].to_numpy()[:, None]
        every = np.arange(self.targets.shape[1])
        return service.expected_watch_time(
            self.users[:, None], every, **context, previous_watch_time=before
        )


def split_log(
    service: Service, n_train: int, share: float = 0.2, seed: int = SEED
) -> tuple[np.ndarray, np.ndarray]:
    """Divide by users: some watches of most, and the last watch of those kept apart.

    Args:
        service: streaming.Service.
        n_train: how many watches to draw; nobody's first one, for nothing is known before it.
        share: of the users that are kept apart.
        seed: int.

    Returns:
        (train, test): row numbers of service.log.

    Raises:
        ValueError: if there are fewer than n_train watches to draw from.
    """
    rng = np.random.default_rng(seed)
    n_users = len(service.users)
    apart = np.zeros(n_users, bool)
    apart[rng.permutation(n_users)[: round(share * n_users)]] = True
    theirs = apart[service.log["user"]]
    later = service.log["gap"].notna().to_numpy()
    pool = np.flatnonzero(later & ~theirs)
    if n_train > len(pool):
        raise ValueError(f"n_train is {n_train}, but there are {len(pool)} watches to draw from")
    last = ~service.log.duplicated("user", keep="last").to_numpy()
    return rng.choice(pool, n_train, replace=False), np.flatnonzero(last & later & theirs)


def next_watch_queries(service: Service, rows: np.ndarray, n_back: int = 20) -> Queries:
    """The questions that these watches answer.

    Args:
        service: streaming.Service.
        rows: (B,) row numbers of service.log.
        n_back: how many earlier watches make the history.

    Returns:
        Queries, in the order of rows.
    """
    users, items = service.log["user"].to_numpy(), service.log["item"].to_numpy()
    by_user = np.argsort(users, kind="stable")  # the log is in the order of time
    place = np.empty(len(users), int)
    place[by_user] = np.arange(len(users))
    earlier = place[rows][:, None] - np.arange(1, n_back + 1)
    earlier_rows = by_user[np.maximum(earlier, 0)]
    theirs = (earlier >= 0) & (users[earlier_rows] == users[rows][:, None])
    watched = items[earlier_rows]
    query, back = np.nonzero(theirs & (watched != items[rows][:, None]))
    shape = len(rows), len(service.videos)
    histories = csr_array((np.ones(len(query)), (query, watched[query, back])), shape=shape)
    targets = csr_array((np.ones(len(rows)), (np.arange(len(rows)), items[rows])), shape=shape)
    known, asked = as_watched(histories), as_watched(targets)
    return Queries(users[rows], known, _table(service, rows), asked)


def _table(service, rows):
    log = service.log.iloc[rows].reset_index(drop=True)
    people = service.users.iloc[log["user"]].reset_index(drop=True)
    return people.assign(
        log_gap=np.log1p(log["gap"]),
        log_watch=np.log1p(log["previous_watch_time"]),
        gap=log["gap"],
        previous_watch_time=log["previous_watch_time"],
        day=log["timestamp"] // 86_400,
    )

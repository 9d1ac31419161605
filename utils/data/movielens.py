"""MovieLens in its editions: found on disk or downloaded once, checked, given as DataFrames."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from utils.base.paths import DATA, DOWNLOADS
from utils.data.archives import Archive, open_archive
from utils.data.checked import require, require_once
from utils.data.tables import plain_encoding, read_csv, read_plain

NO_GENRES = "(no genres listed)"

RATINGS = {"user_id": "int64", "item_id": "int64", "rating": "float32", "timestamp": "int64"}
MOVIES = {"item_id": "int64", "title": "str", "genres": "str"}

# The occupations of the 1M edition by their code, as its README lists them.
OCCUPATIONS = (
    "other",
    "academic/educator",
    "artist",
    "clerical/admin",
    "college/grad student",
    "customer service",
    "doctor/health care",
    "executive/managerial",
    "farmer",
    "homemaker",
    "K-12 student",
    "lawyer",
    "programmer",
    "retired",
    "sales/marketing",
    "scientist",
    "self-employed",
    "technician/engineer",
    "tradesman/craftsman",
    "unemployed",
    "writer",
)


@dataclass(frozen=True)
class MovieLens:
    """One edition, as three tables.

    Attributes:
        ratings: user_id int64, item_id int64, rating float32 (stars), timestamp int64 (Unix
            seconds), one row for each rating, in the order of the file.
        movies: item_id int64, title str (as in the file, or "(untitled movie 108548)"),
            year Int16 (missing where the title states none), genres tuple of str, () where none
            is listed.
        users: user_id int64, age int64 (years; in the 1M edition the lower end of a range, and 1
            for under 18), gender str, occupation str, zip_code str; None where the edition has
            no such table.
    """

    ratings: pd.DataFrame
    movies: pd.DataFrame
    users: pd.DataFrame | None = None

    def movies_of(self, item_ids: ArrayLike) -> pd.DataFrame:
        """The rows of `movies` in the order of the ids, as of Interactions.item_ids.

        Args:
            item_ids: (n,) ints.

        Returns:
            DataFrame of n rows, numbered from 0.

        Raises:
            KeyError: naming the first id that no movie has.
        """
        rows = pd.Index(self.movies["item_id"]).get_indexer(item_ids)
        if (rows < 0).any():
            unknown = np.asarray(item_ids)[rows < 0][0]
            raise KeyError(f"no movie with id {unknown}: {len(self.movies)} movies are known")
        return self.movies.iloc[rows].reset_index(drop=True)


@dataclass(frozen=True)
class Edition:
    """What there is to know to read one edition.

    Attributes:
        archive: where it comes from, and its files, of which the first two are ratings and movies.
        read: takes the path of the files and returns the tables (ratings, movies, users).
        rating_step: ratings are the multiples of this, up to 5 stars.
        home: the folder where it lies unless told otherwise.
    """

    archive: Archive
    read: Callable
    rating_step: float
    home: Path = DOWNLOADS


def load_movielens(edition: str | Edition = "small", folder: Path | None = None) -> MovieLens:
    """Give one edition of MovieLens; "small" comes with the course and needs no network.

    Args:
        edition: a name in `EDITIONS`, or a description of an edition that is not there.
        folder: where the zip or the unpacked folder lies, or will be downloaded to, once. By
            default data/downloads/, and for "small" data/.

    Returns:
        The tables, with every value checked.

    Raises:
        ValueError: if the name is unknown, or a value is missing, malformed, out of range or
            twice there; says the file, the line and the value.
        ArchiveError: if the data cannot be had or trusted; says what to do by hand.

    Source: Harper, Konstan 2015, "The MovieLens datasets: history and context".
    """
    if isinstance(edition, str):
        if edition not in EDITIONS:
            raise ValueError(f"unknown edition {edition!r}: choose one of {', '.join(EDITIONS)}")
        edition = EDITIONS[edition]
    with open_archive(edition.archive, Path(folder or edition.home)) as root:
        ratings, movies, users = edition.read(root)
        ratings_path, movies_path = (root / name for name in edition.archive.files[:2])
        _check_movies(movies, movies_path)
        _check_ratings(ratings, movies, ratings_path, edition.rating_step)
    movies = movies.assign(title=_titles(movies), year=_years(movies["title"]))
    movies = movies[["item_id", "title", "year", "genres"]]
    tables = (ratings, movies, users)
    return MovieLens(*(t if t is None else t.reset_index(drop=True) for t in tables))


# The formats. Each reader gives tables whose index is the line number in the file.


def _read_csv_edition(root):
    ratings = read_csv(root / "ratings.csv", _csv_names(RATINGS)).set_axis(list(RATINGS), axis=1)
    movies = read_csv(root / "movies.csv", _csv_names(MOVIES)).set_axis(list(MOVIES), axis=1)
    return ratings, movies.assign(genres=_split_genres(movies["genres"])), None


def _csv_names(columns):
    names = {"user_id": "userId", "item_id": "movieId"}
    return {names.get(column, column): dtype for column, dtype in columns.items()}


def _read_100k(root):
    ratings = read_plain(root / "u.data", RATINGS, "\t")
    genre_file = root / "u.genre"
    lines = genre_file.read_text(plain_encoding(genre_file)).split()
    genres = [line.split("|")[0] for line in lines]
    unused = dict.fromkeys(["release_date", "video_date", "address"])
    columns = {"item_id": "int64", "title": "str", **unused, **dict.fromkeys(genres, "int64")}
    movies = read_plain(root / "u.item", columns, "|")
    flags = movies[genres].assign(unknown=0).to_numpy(dtype=bool)  # "unknown" is no genre
    movies["genres"] = pd.Series([tuple(compress(genres, row)) for row in flags], movies.index)
    users = {"user_id": "int64", "age": "int64", "gender": "str", "occupation": "str"}
    return ratings, movies, read_plain(root / "u.user", users | {"zip_code": "str"}, "|")


def _read_1m(root):
    ratings = read_plain(root / "ratings.dat", RATINGS, "::")
    movies = read_plain(root / "movies.dat", MOVIES, "::")
    columns = {"user_id": "int64", "gender": "str", "age": "int64", "occupation": "int64"}
    users = read_plain(root / "users.dat", columns | {"zip_code": "str"}, "::")
    code = users["occupation"]
    require(
        code.between(0, len(OCCUPATIONS) - 1),
        root / "users.dat",
        lambda line: f"occupation is {code[line]}, not a code from 0 to {len(OCCUPATIONS) - 1}",
    )
    users["occupation"] = code.map(dict(enumerate(OCCUPATIONS)))
    users = users[["user_id", "age", "gender", "occupation", "zip_code"]]
    return ratings, movies.assign(genres=_split_genres(movies["genres"])), users


def _check_movies(movies, path):
    require_once(movies, ["item_id"], path, lambda row: f"movie {row['item_id']} is there")


def _check_ratings(ratings, movies, path, step):
    rating, item = ratings["rating"], ratings["item_id"]
    require(
        rating.between(step, 5) & (rating % step == 0),
        path,
        lambda line: f"rating is {rating[line]:g}, not one of {step}, {2 * step}, … 5",
    )
    require_once(
        ratings,
        ["user_id", "item_id"],
        path,
        lambda row: f"user {row['user_id']} rates movie {row['item_id']}",
    )
    require(
        item.isin(movies["item_id"]),
        path,
        lambda line: f"movie {item[line]} is not in the table of movies",
    )


def _titles(movies):
    return movies["title"].fillna("(untitled movie " + movies["item_id"].astype("str") + ")")


def _years(titles):
    # Some series state a range, "(1975-1979)": the year is the first.
    years = titles.str.extract(r"\((\d{4})(?:[-–]\d{0,4})?\)\s*$", expand=False)
    return pd.to_numeric(years).astype("Int16")


def _split_genres(genres):
    return genres.map(lambda text: () if text == NO_GENRES else tuple(text.split("|")))


GROUPLENS = "https://files.grouplens.org/datasets/movielens"
FILES_CSV = ("ratings.csv", "movies.csv")
FILES_100K = ("u.data", "u.item", "u.user", "u.genre")
FILES_1M = ("ratings.dat", "movies.dat", "users.dat")


def _grouplens(name, files, md5=None):
    return Archive(f"ml-{name}", f"{GROUPLENS}/ml-{name}.zip", files, md5)


EDITIONS = {
    "small": Edition(Archive("movielens-small", None, FILES_CSV), _read_csv_edition, 0.5, DATA),
    "latest-small": Edition(_grouplens("latest-small", FILES_CSV), _read_csv_edition, 0.5),
    "100k": Edition(
        _grouplens("100k", FILES_100K, "0e33842e24a9c977be4e0107933c0723"), _read_100k, 1
    ),
    "1m": Edition(_grouplens("1m", FILES_1M, "c4d9eecfca2ab87c1945afe126590906"), _read_1m, 1),
    "25m": Edition(
        _grouplens("25m", FILES_CSV, "6b51fb2759a8657d3bfcbfc42b592ada"), _read_csv_edition, 0.5
    ),
    "32m": Edition(
        _grouplens("32m", FILES_CSV, "d472be332d4daa821edc399621853b57"), _read_csv_edition, 0.5
    ),
}

"""MovieLens: the edition that comes with the course, the formats of the others, bad values."""

import hashlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.archives import CSV, FILES, LATEST, ML_1M, ML_100K, MOVIES_CSV, unpack
from utils.base.paths import DATA
from utils.data.archives import ArchiveError
from utils.data.movielens import EDITIONS, load_movielens

# The edition that comes with the course


def test_small_has_the_stated_columns_dtypes_and_size():
    data = load_movielens()
    assert {name: str(dtype) for name, dtype in data.ratings.dtypes.items()} == {
        "user_id": "int64",
        "item_id": "int64",
        "rating": "float32",
        "timestamp": "int64",
    }
    assert list(data.movies) == ["item_id", "title", "year", "genres"]
    assert data.movies["year"].dtype == "Int16"
    assert (len(data.ratings), data.ratings["user_id"].nunique()) == (100_004, 671)
    assert len(data.movies) == data.ratings["item_id"].nunique() == 9_066
    assert data.users is None


def test_small_reads_the_first_movie_and_rating():
    data = load_movielens()
    assert data.ratings.iloc[0].tolist() == [1, 31, 2.5, 1260759144]
    first = data.movies.iloc[0]
    assert (first["item_id"], first["title"], first["year"]) == (1, "Toy Story (1995)", 1995)
    assert first["genres"] == ("Adventure", "Animation", "Children", "Comedy", "Fantasy")


def test_small_has_the_oddities_that_its_readme_lists():
    movies = load_movielens().movies
    untitled = movies[movies["title"].str.startswith("(untitled")]
    assert untitled["title"].tolist() == [f"(untitled movie {i})" for i in untitled["item_id"]]
    assert untitled["item_id"].tolist() == [108548, 108583, 143410, 151307, 162376]
    assert movies.loc[movies["year"].isna(), "item_id"].tolist() == untitled["item_id"].tolist()
    twice = movies.loc[movies["title"].duplicated(keep=False), "title"].value_counts()
    assert twice.to_dict() == {"Hamlet (2000)": 2, "War of the Worlds (2005)": 2}
    assert (movies["genres"] == ()).sum() == 17


def test_readme_states_every_checksum():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for file in ("movies.csv", "ratings.csv"):
        assert hashlib.sha256((DATA / "movielens-small" / file).read_bytes()).hexdigest() in readme
    for edition in EDITIONS.values():
        assert (edition.archive.md5 or "") in readme


def test_small_that_was_deleted_says_how_to_get_it_back(tmp_path):
    with pytest.raises(ArchiveError, match="movielens-small is missing.*git checkout"):
        load_movielens("small", tmp_path)


def test_unknown_edition_lists_the_names():
    with pytest.raises(ValueError, match="'10m'.*small, latest-small, 100k, 1m, 25m, 32m"):
        load_movielens("10m")


@pytest.mark.parametrize("name", FILES)
def test_editions_come_from_grouplens(name):
    url = f"https://files.grouplens.org/datasets/movielens/ml-{name}.zip"
    assert EDITIONS[name].archive.url == url
    assert (EDITIONS[name].archive.md5 is None) == (name == LATEST)


# The formats, unpacked by hand (test_archives downloads the same files)


@pytest.mark.parametrize("name", [LATEST, "25m", "32m"])
def test_csv_edition(name, tmp_path):
    unpack(tmp_path / f"ml-{name}", CSV)
    data = load_movielens(name, tmp_path)
    assert data.ratings.values.tolist() == [
        [1, 10, 4.5, 1000000000],
        [1, 30, 0.5, 1000000060],
        [2, 10, 5.0, 1000000120],
    ]
    assert data.movies["title"].tolist() == [
        "Amélie (Fabuleux destin d'Amélie Poulain, Le) (2001)",
        "(untitled movie 20)",
        "NA",
    ]
    assert data.movies["genres"].tolist() == [("Comedy", "Romance"), ("Drama",), ()]
    assert data.movies["year"].tolist() == [2001, pd.NA, pd.NA]
    assert data.users is None


def test_100k_is_latin_1_with_genre_flags_and_users(tmp_path):
    unpack(tmp_path / "ml-100k", ML_100K)
    data = load_movielens("100k", tmp_path)
    assert data.ratings["rating"].tolist() == [4, 1, 5]
    assert data.ratings["rating"].dtype == np.float32
    titles = ["Misérables, Les (1995)", "unknown", '"Quoted" Film (1994)']
    assert data.movies["title"].tolist() == titles
    assert data.movies["year"].tolist() == [1995, pd.NA, 1994]
    assert data.movies["genres"].tolist() == [("Drama", "Musical"), (), ("Musical",)]
    assert list(data.users) == ["user_id", "age", "gender", "occupation", "zip_code"]
    assert data.users.values.tolist() == [
        [1, 24, "M", "technician", "05711"],
        [2, 53, "F", "other", "T8H1N"],
    ]


def test_1m_is_latin_1_and_names_the_occupations(tmp_path):
    unpack(tmp_path / "ml-1m", ML_1M)
    data = load_movielens("1m", tmp_path)
    assert data.ratings.iloc[2].tolist() == [2, 10, 5, 978300762]
    assert data.movies["title"].tolist() == [
        "Mission: Impossible (1996)",
        "Á köldum klaka (Cold Fever) (1994)",
        '"Quoted" Film (1994)',
    ]
    assert data.movies["genres"].tolist() == [("Action", "Drama"), ("Comedy",), ("Drama",)]
    assert data.users.values.tolist() == [
        [1, 1, "F", "K-12 student", "05711"],
        [2, 56, "M", "self-employed", "70072"],
    ]


def test_year_of_a_series_is_its_first(tmp_path):
    titles = [
        "A (1975-1979)",
        "B (2006–2007)",
        "C (1996-)",
        "D (1999) ",
        "E (1968) (again)",
        "2012",
    ]
    rows = "".join(f"{i},{title},Drama\n" for i, title in enumerate(titles))
    place(tmp_path, movies="movieId,title,genres\n" + rows, ratings="1,1,5,0\n")
    years = load_movielens(LATEST, tmp_path).movies["year"]
    assert years.tolist() == [1975, 2006, 1996, 1999, pd.NA, pd.NA]


# Bad values: the error tells the file, the line and the value


def place(folder, ratings="1,10,4.5,1000000000\n", movies=MOVIES_CSV):
    files = {"ratings.csv": "userId,movieId,rating,timestamp\n" + ratings, "movies.csv": movies}
    unpack(
        folder / f"ml-{LATEST}",
        {name: text.encode(errors="surrogateescape") for name, text in files.items()},
    )


BAD_RATINGS = {
    "NaN": ("1,10,4,9\n1,20,NaN,9\n", "line 3: rating is 'NaN'"),
    "infinite": ("1,10,inf,9\n", "line 2: rating is inf"),
    "too high": ("1,10,4,9\n1,20,5.5,9\n", "line 3: rating is 5.5, not one of 0.5, 1.0, … 5"),
    "too low": ("1,10,0,9\n", "line 2: rating is 0"),
    "off the half stars": ("1,10,4.2,9\n", "line 2: rating is 4.2"),
    "pair twice": (
        "1,10,4,9\n2,10,4,9\n1,10,3,8\n",
        "line 4: user 1 rates movie 10 for the second time, after line 2",
    ),
    "unknown movie": ("1,99,4,9\n", "line 2: movie 99 is not in the table of movies"),
}


@pytest.mark.parametrize(("ratings", "words"), BAD_RATINGS.values(), ids=BAD_RATINGS)
def test_bad_rating(ratings, words, tmp_path):
    place(tmp_path, ratings)
    with pytest.raises(ValueError) as caught:
        load_movielens(LATEST, tmp_path)
    assert words in str(caught.value)
    assert str(tmp_path / f"ml-{LATEST}" / "ratings.csv") in str(caught.value)


BAD_MOVIES = {
    "missing column": (
        "movieId,title\n10,A\n",
        "line 1: there is no column genres in 'movieId,title'",
    ),
    "id twice": (
        "movieId,title,genres\n10,A,B\n10,C,D\n",
        "line 3: movie 10 is there for the second time, after line 2",
    ),
    "title twice": ("movieId,title,title,genres\n10,A,B,C\n", "has the column title twice"),
    "open quotation": (
        'movieId,title,genres\n10,"A,Drama\n20,"B,Drama\n',
        "line 2: a value opens with a quotation mark",
    ),
    "swallowed rows": (
        'movieId,title,genres\n5,Z,Drama\n10,"A,Drama\n20,B",Drama\n',
        "line 3: a value opens with a quotation mark",
    ),
    "latin-1": ("movieId,title,genres\n10,Am\udce9lie,Drama\n", "line 2: the byte 0xe9 in 'Amé"),
    "no genres": ("movieId,title,genres\n10,A,\n", "line 2: genres is empty"),
}


@pytest.mark.parametrize(("movies", "words"), BAD_MOVIES.values(), ids=BAD_MOVIES)
def test_bad_movie(movies, words, tmp_path):
    place(tmp_path, movies=movies)
    with pytest.raises(ValueError) as caught:
        load_movielens(LATEST, tmp_path)
    assert words in str(caught.value)
    assert str(tmp_path / f"ml-{LATEST}" / "movies.csv") in str(caught.value)


BAD_PLAIN = {
    "100k half star": ("100k", "u.data", b"1\t10\t4\t9\n1\t20\t3.5\t9\n", "line 2: rating is 3.5"),
    "100k no separator": ("100k", "u.data", b"1 10 4 9\n", "line 1: user_id is '1 10 4 9'"),
    "100k genre lost": ("100k", "u.genre", b"unknown|0\nDrama|1\n", "more than the 7 values"),
    "100k genre extra": ("100k", "u.genre", b"a|0\nb|1\nc|2\nd|3\n", "line 1: d is empty"),
    "1m zero": ("1m", "ratings.dat", b"1::10::0::9\n", "line 1: rating is 0"),
    "1m occupation": ("1m", "users.dat", b"1::F::1::21::05711\n", "line 1: occupation is 21"),
}


@pytest.mark.parametrize(("name", "file", "content", "words"), BAD_PLAIN.values(), ids=BAD_PLAIN)
def test_bad_value_in_an_older_format(name, file, content, words, tmp_path):
    unpack(tmp_path / f"ml-{name}", FILES[name] | {file: content})
    with pytest.raises(ValueError, match=words):
        load_movielens(name, tmp_path)


pairs = st.tuples(st.integers(1, 2**53), st.sampled_from([10, 20, 30]))
values = st.tuples(st.integers(1, 10), st.integers(0, 2**31))


@settings(max_examples=30)
@given(ratings=st.dictionaries(pairs, values, min_size=1, max_size=20))
def test_any_ratings_are_read_as_written(tmp_path_factory, ratings):
    rows = [[user, item, half / 2, when] for (user, item), (half, when) in ratings.items()]
    folder = tmp_path_factory.mktemp("written")
    place(folder, "".join(",".join(map(str, row)) + "\n" for row in rows))
    assert load_movielens(LATEST, folder).ratings.values.tolist() == rows

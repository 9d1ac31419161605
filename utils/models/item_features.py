"""What a network is told about an item: genres, year and title words, as a bag of tokens."""

import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd

YEARS_AROUND = 2  # a movie also counts, in part, as one of the years next to its own
LEAST = 2  # a token that one movie alone has would be its id in disguise


def item_tokens(title, year, genres):
    """What one item is told by, as "genre Comedy", "year 1995" and "word toy".

    Args:
        title: str; a year in parentheses at its end is no word.
        year: int, or missing. The years up to YEARS_AROUND away are tokens too, so that what is
            learned of one year helps the next.
        genres: sequence of str.

    Returns:
        List of different str.
    """
    name = re.sub(r"\(\d{4}[^()]*\)\s*$", "", title)
    around = range(-YEARS_AROUND, YEARS_AROUND + 1)
    tokens = [f"genre {genre}" for genre in genres]
    tokens += [] if pd.isna(year) else [f"year {year + step}" for step in around]
    tokens += [f"word {word}" for word in re.findall(r"\w+", name.lower())]
    return list(dict.fromkeys(tokens))


@dataclass(frozen=True)
class ItemFeatures:
    """The tokens that movies of the training data share, and the catalog in their terms.

    Attributes:
        vocabulary: list of str; the code of a token is its place.
        catalog: for each item the ascending list of the codes of its tokens.
    """

    vocabulary: list
    catalog: list

    @classmethod
    def fit(cls, movies, known):
        """Learn the vocabulary from the movies that training may look at.

        Args:
            movies: DataFrame of n_items rows in the order of the item index, with title, year
                and genres.
            known: (n_items,) bool, False for a movie that is kept for a test.

        Raises:
            ValueError: if there is not one `known` for each movie, or a column is missing.
        """
        tokens = _tokens(movies)
        if len(tokens) != len(known):
            raise ValueError(f"{len(tokens)} movies, but {len(known)} counts: give one for each")
        counts = Counter(t for row, seen in zip(tokens, known, strict=True) if seen for t in row)
        vocabulary = sorted(token for token, n in counts.items() if n >= LEAST)
        return cls(vocabulary, _codes(tokens, vocabulary))

    def encode(self, movies):
        """The codes of any movies, in the catalog or not.

        Args:
            movies: DataFrame with title, year and genres.

        Returns:
            List of ascending lists of int; tokens that the vocabulary lacks say nothing.

        Raises:
            ValueError: if a column is missing.
        """
        return _codes(_tokens(movies), self.vocabulary)


def _tokens(movies):
    columns = ["title", "year", "genres"]
    missing = [name for name in columns if name not in movies]
    if missing:
        raise ValueError(f"the table of movies lacks {missing[0]!r}: it needs {', '.join(columns)}")
    return [item_tokens(*row) for row in zip(*(movies[name] for name in columns), strict=True)]


def _codes(tokens, vocabulary):
    code = {token: place for place, token in enumerate(vocabulary)}
    return [sorted(code[token] for token in row if token in code) for row in tokens]

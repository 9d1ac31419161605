"""The table of lesson 09: `python -m benchmarks.comparison` brings its stored lists up to date.

Only what is stale is trained; `make bench` starts from nothing.
"""

from utils.data.interactions import Interactions
from utils.data.movielens import load_movielens
from utils.evaluation.comparison import LISTS, RERUNS, K, compare_models, costs_table
from utils.evaluation.lists import results_table


def course_data():
    """(Interactions, DataFrame of its movies in the order of the item index)."""
    movielens = load_movielens()
    data = Interactions.from_ratings(movielens.ratings)
    return data, movielens.movies_of(data.item_ids)


def stored_comparison():
    """Dict of name → Result, with the data that comes with the course."""
    data = course_data()
    results = compare_models(*data)
    compare_models(*data, RERUNS)
    return results


def comparison_tables():
    """Markdown lines, everything trained anew: the lists on each split, and the costs."""
    for path in LISTS.glob("*.npz"):
        path.unlink()
    results = stored_comparison()
    lines = []
    for split in next(iter(results.values())).evaluations:
        on_split = {name: result.evaluations[split] for name, result in results.items()}
        lines += ["", f"### Lists of {K}: {split}", "", *_markdown(results_table(on_split))]
    return [*lines, "", "### Costs", "", *_markdown(costs_table(results))]


def section():
    """Markdown lines."""
    return ["## Every model of the course", *comparison_tables()]


def _markdown(table):
    rows = [[table.columns.name or "", *table.columns], ["---"] * (1 + table.shape[1])]
    rows += [[name, *cells] for name, cells in zip(table.index, table.to_numpy(), strict=True)]
    return [f"| {' | '.join(map(str, row))} |" for row in rows]


if __name__ == "__main__":
    stored_comparison()

"""What is handed over: vectors, maps, popularity."""

import numpy as np
import pandas as pd

from tests.tools.blocks import array
from tests.tools.spaces import make_space
from utils.explorer.description import Description
from utils.explorer.payload import pack
from utils.space.embedding_space import EmbeddingSpace


def test_popularity_is_a_number_however_few_values_it_has():
    table = pd.DataFrame({"title": ["a", "b"], "ratings": [1, 2], "fame": ["x", "y"]})
    space = EmbeddingSpace(np.eye(2), table)
    meta, _ = pack(Description(space))
    assert [column["kind"] for column in meta["columns"]] == ["number", "levels"]


def test_vectors_and_maps_arrive_as_they_are():
    space = make_space()
    meta, data = pack(Description(space))
    given = meta["spaces"][0]
    np.testing.assert_array_equal(array(data, given["vectors"]), space.vectors.ravel())
    np.testing.assert_array_equal(array(data, given["maps"]["pca"]), space.map().ravel())


def test_over_time_the_points_move_and_the_map_stays():
    space = make_space()
    shifted = EmbeddingSpace(space.vectors + np.float32(1), space.table)
    meta, data = pack(Description({"early": shifted, "late": space}, epochs=True))
    early, late = (array(data, s["maps"]["pca"]).reshape(-1, 2) for s in meta["spaces"])
    np.testing.assert_allclose(late, space.map(), atol=1e-4)
    np.testing.assert_allclose(np.ptp(early - late, axis=0), 0, atol=1e-4)
    assert np.abs(early - late).max() > 0.1

"""Pictures on disk become cells of a table; what is none, or too large, is refused by name."""

import base64

import matplotlib.image
import numpy as np
import pytest

from utils.explorer.thumbnails import MOST_BYTES, thumbnails


def picture(folder, name="dot.png"):
    path = folder / name
    matplotlib.image.imsave(path, np.zeros((4, 6, 3)))
    return path


@pytest.mark.parametrize(("name", "kind"), [("dot.png", "png"), ("dot.jpg", "jpeg")])
def test_a_file_travels_whole(tmp_path, name, kind):
    path = picture(tmp_path, name)
    cell, none = thumbnails([path, None])
    head, content = cell.split(",")
    assert head == f"data:image/{kind};base64"
    assert base64.b64decode(content) == path.read_bytes()
    assert none is None


def test_what_is_no_small_picture_is_refused_by_name(tmp_path):
    other = tmp_path / "drawing.svg"
    other.write_text("<svg onload='alert(1)'/>")
    with pytest.raises(ValueError, match="drawing.svg is no PNG"):
        thumbnails([other])
    large = tmp_path / "large.png"
    large.write_bytes(picture(tmp_path).read_bytes() + bytes(MOST_BYTES))
    with pytest.raises(ValueError, match="large.png is larger than 140,000 bytes"):
        thumbnails([large])
    with pytest.raises(FileNotFoundError, match="nowhere.png"):
        thumbnails([tmp_path / "nowhere.png"])

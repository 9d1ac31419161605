"""The check that lesson 00 begins with."""

from utils.base.setup import data_problem, package_problem, problems, python_problem


def test_this_environment_is_in_order():
    assert problems() == []


def test_an_old_python_is_named():
    assert python_problem((3, 11, 9)) is None
    assert python_problem((3, 8, 18)).startswith("Python is 3.8;")


def test_a_missing_or_other_package_is_named():
    assert package_problem("no-such-package==1.0") == "no-such-package is not installed"
    assert package_problem("numpy==0.1").endswith("the lessons were run with 0.1")


def test_a_missing_or_altered_file_is_named(tmp_path):
    path = tmp_path / "ratings.csv"
    assert data_problem(path, "0" * 64).startswith("ratings.csv is not in")
    path.write_text("altered")
    assert "not the file" in data_problem(path, "0" * 64)

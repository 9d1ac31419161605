"""A lesson taken apart into its sections and blocks."""


def test_a_lesson_is_taken_apart(small):
    assert [s.title for s in small.sections] == ["02 · How?", "1 · What is $x$?", "Recap"]
    kinds = [(b.kind, b.cell) for b in small.sections[1].blocks]
    assert kinds == [
        ("text", 1), ("question", 1), ("code", 2), ("answer", 3), ("question", 3), ("answer", 3),
        ("exercise", 4),
    ]  # fmt: skip

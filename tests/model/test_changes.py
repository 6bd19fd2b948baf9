from evidence_app.model.changes import label


def test_one_exhibit_is_not_called_exhibits():
    action = "Tag {exhibits} exhibits as “{tag}” ({pages} pages)"
    assert label(action, {"exhibits": 1, "tag": "1 exhibits", "pages": 1}) == "Tag 1 exhibit as “1 exhibits” (1 page)"
    assert label(action, {"exhibits": 11, "tag": "hot", "pages": 0}) == "Tag 11 exhibits as “hot” (0 pages)"

"""Files of ballots are read as they are, or refused with the line (R6.3)."""

import io
import tracemalloc

import pytest
from tests.ballots.elections import file_of, text

from wardmote.modules.ballots.rules.pabulib import UnreadableBallots, read

PROJECTS = [("1", 100), ("2", 200), ("10", 300)]


@pytest.mark.parametrize(
    ("spoil", "line", "says"),
    [
        (lambda t: t.replace("key;value", "key,value"), 2, "parted by “,”"),
        (lambda t: t.replace("key;value", "name;value"), 2, "META begins with the columns key;value"),
        (lambda t: t.replace("project_id;cost", "project_id;price"), 7, "PROJECTS begins with"),
        (lambda t: t.replace("voter_id;vote", "voter_id,vote"), 12, "parted by “,”"),
        (lambda t: t.replace("2;200", "2;-200"), 9, "less than nothing"),
        (lambda t: t.replace("2;200", "2;free"), 9, "not a number"),
        (lambda t: t.replace("2;200", "2;NaN"), 9, "not a number"),
        (lambda t: t.replace("v0;1,2", "v0;1,77"), 13, "77, which is no project"),
        (lambda t: t.replace("v0;1,2", "v0;1|2"), 13, "parted by commas"),
        (lambda t: t.replace("v0;1,2", "v0;1,1"), 13, "names 1 twice"),
        (lambda t: t.replace("v1;", "v0;"), 14, "has voted already, on line 13"),
        (lambda t: t.replace("v0;1,2", "v0;1;2"), 13, "3 values for 2 columns"),
        (lambda t: t.replace("10;300", "1;300"), 10, "is there twice"),
        (lambda t: t.replace("budget;1000", "budget;plenty"), 3, "not a number"),
        (lambda t: t.replace("approval", "shouting"), 4, "Known are"),
        (lambda t: t.replace("PROJECTS\n", ""), 10, "here should stand PROJECTS"),
        (lambda t: t.split("VOTES")[0], 0, "VOTES is missing"),
        (lambda t: t.replace("2;200", '2;"200'), 15, "quotation mark"),
        (lambda t: t.replace("v0", "v\0"), 13, "null"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_line(spoil, line, says):
    with pytest.raises(UnreadableBallots) as refused:
        file_of(spoil(text(PROJECTS, ["1,2", "10", ""])))
    assert (refused.value.faults[0].line, says in str(refused.value)) == (line, True), str(refused.value)


def test_other_encodings_are_refused_with_the_line():
    with pytest.raises(UnreadableBallots, match="line 8: this is not UTF-8"):
        file_of(text([("ż", 1)], ["ż"]).encode("iso-8859-2"))
    with pytest.raises(UnreadableBallots, match=r"line 1: .* saved as UTF-16"):
        file_of(text(PROJECTS, ["1"]).encode("utf-16"))


def test_blanks_marks_and_any_script_are_read():
    words = "\ufeff" + text(
        [("\u200fحديقة", " 1500.50 "), ("ქუჩა", 2)], ["\u200eحديقة , ქუჩა", " ქუჩა"], budget=" 2000 "
    )
    election = file_of(words.replace("\n", "\r\n")).election
    assert [(p.id, election.money(p.cost)) for p in election.projects] == [("حديقة", 1500.5), ("ქუჩა", 2)]
    assert election.votes == [1, 2]


def test_points_and_defaults_are_summed_exactly():
    assert file_of(text(PROJECTS, ["1,2;0.1,0.2", "2;0.1"], kind="cumulative")).election.scores == [1, 3, 0]
    scored = file_of(text(PROJECTS, ["1;4", "2;-1"], kind="scoring", meta=["default_score;1"])).election
    assert scored.scores == [5, 0, 2]


@pytest.mark.parametrize("scores", [[6, 2, 0], [3, 1, 0]])
def test_ranks_become_points_in_the_way_that_gives_the_files_own_scores(scores):
    """Length 3 for both ballots, or each ballot's own length."""
    projects = [(*row, score) for row, score in zip(PROJECTS, scores, strict=True)]
    words = text(
        projects, ["1,2", "1"], kind="ordinal", meta=["max_length;3"], columns="project_id;cost;score"
    )
    assert file_of(words).election.scores == scores


def test_many_equal_ballots_take_little_memory():
    head = text(PROJECTS, []).encode() + b"\n"

    class Lines(io.RawIOBase):
        number, rest = 0, head

        def readable(self):
            return True

        def readinto(self, into):
            while len(self.rest) < len(into) and self.number < 60_000:
                self.rest += b"".join(
                    b"v%d;%d\n" % (n, n % 2 + 1) for n in range(self.number, self.number + 1000)
                )
                self.number += 1000
            taken, self.rest = self.rest[: len(into)], self.rest[len(into) :]
            into[: len(taken)] = taken
            return len(taken)

    tracemalloc.start()
    found = read(Lines)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.election.votes == [30_000, 30_000, 0]
    assert peak < 60_000 * 50

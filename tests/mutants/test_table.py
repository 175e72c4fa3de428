"""The mutants still fit the code, every promise has one, and the README says which test noticed it."""

import pytest

from tests.mutants import readme
from tests.mutants.promises import ROOT, Mutant, row_of, rows, shown_by
from tests.mutants.table import MUTANTS, WITHOUT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.mechanism)
def test_a_mutant_changes_one_place(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old


def test_every_promise_has_a_mutant_or_a_reason() -> None:
    taken_out = {row_of(mutant.promise) for mutant in MUTANTS}
    assert taken_out | WITHOUT.keys() == rows().keys()
    assert taken_out & WITHOUT.keys() == set()


def test_the_readme_says_by_which_test_of_its_promise_each_was_noticed() -> None:
    """In their order, so that each stands there once; `make mutants NEW=1 README=1` runs what is missing."""
    noticed = readme.written()
    assert list(noticed) == [mutant.mechanism for mutant in MUTANTS]
    assert [m.mechanism for m in MUTANTS if noticed[m.mechanism].killer not in shown_by(m.promise)] == []

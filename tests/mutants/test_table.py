"""The mutants still fit the code, and promises name tests that could notice them."""

import pytest

from tests.mutants.table import MUTANTS, ROOT, Mutant, shown_by


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.mechanism)
def test_a_mutant_changes_one_place(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert shown_by(mutant.promise)

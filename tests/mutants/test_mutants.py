"""The list of faults is about the code as it is, and a fault is noticed; all of them: `make mutants`."""

from tests.mutants.__main__ import ROOT, copied, is_noticed
from tests.mutants.faults import FAULTS


def test_every_fault_is_a_change_of_one_place_of_the_code_as_it_is():
    places = {fault.name: (ROOT / fault.file).read_text().count(fault.old) for fault in FAULTS}
    assert {name: count for name, count in places.items() if count != 1} == {}
    assert len(places) == len(FAULTS) >= 20
    assert all(fault.old != fault.new for fault in FAULTS)


def test_a_planted_fault_is_noticed_and_without_it_the_same_tests_are_content(tmp_path):
    tree = copied(tmp_path)
    tests = ("tests/storage/test_ledger.py::test_a_hold_sets_aside_and_a_capture_gives_back_the_rest",)
    assert not is_noticed(tree, None, tests)
    assert is_noticed(tree, FAULTS[0], tests)

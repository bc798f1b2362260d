"""What `unittest` found. Tests that are run by it raise nothing when they fail, and end the interpreter when they do not."""

_results = []


class TestsEnded(SystemExit):
    """By `unittest.main`, in place of the exception that anybody could raise."""


def watch(tests):
    """From here on, results are kept; only where the tests use unittest, which is large."""
    _results.clear()
    if 'unittest' not in tests:
        return
    from unittest import TextTestRunner
    from unittest.main import TestProgram

    if getattr(TestProgram.runTests, '__module__', None) != __name__:
        TestProgram.runTests = _running(TestProgram.runTests)
        TextTestRunner.run = _keeping(TextTestRunner.run)


def first_failure():
    """A sentence; None where nothing failed."""
    for result in _results:
        for test, traceback in (*result.errors, *result.failures):
            return f'{test.id()}: {traceback.strip().splitlines()[-1]}'
        if not result.wasSuccessful():
            return 'a test passed that was to fail'
    return None


def ended_well(error):
    """Whether `unittest.main` ended the tests after some had been run."""
    return type(error) is TestsEnded and first_failure() is None and any(each.testsRun > len(each.skipped) for each in _results)


def _keeping(run):
    def run_and_keep(self, test):
        result = run(self, test)
        _results.append(result)
        return result

    return run_and_keep


def _running(run_tests):
    def run_and_end(self):
        ends, self.exit = self.exit, False
        run_tests(self)
        if ends:
            raise TestsEnded(not self.result.wasSuccessful())

    return run_and_end

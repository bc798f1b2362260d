"""Runs in the trusted interpreter: holds the tests, calls the candidate through a stub, and alone decides the verdict.

A verdict is one letter and a text: P passed, F an assertion failed, U an answer that was not plain data, E an exception, X no answer.
"""
import builtins
import json
import random
import re
import sys
import types

from _evalkit_channel import ask_host
from _evalkit_describe import compiled, name_of, traceback_of
from _evalkit_global_names import global_names, names_in
from _evalkit_judge import Judge, NamesOfProgram, Namespace
from _evalkit_side_effects import has_side_effects
from _evalkit_solution_module import SolutionModule
from _evalkit_unittest_results import TestsEnded, ended_well, first_failure, watch
from _evalkit_wire import limit, probe  # noqa: F401 (the host calls probe)

ask = ask_host
"""The candidate's answer; see candidate.py for both. An engine that has another way puts it here."""

_LOOKS_UP = re.compile(r'\b(?:globals|eval|exec)\(')
"""Of names that stand in no code."""

_BUILTINS = frozenset(dir(builtins))

_MAIN = sys.modules['__main__']
"""Kept, as the host may hold on to what is in it."""

_judge = None
_ran = []
"""Code of the tests, and of the prompt that they share with the program."""


def check(request):
    global _judge
    _ran.clear()
    prompt, entry_point, tests, size, seed = json.loads(request)
    limit(size)
    random.seed(seed)  # some tests draw their inputs: nobody can know them, and a verdict does not depend on the one before
    _judge = judge = Judge(lambda text: ask(text))
    tested = sys.modules['tests'] = sys.modules['__main__'] = types.ModuleType('tests')
    sys.modules['solution'] = SolutionModule(judge, NamesOfProgram(judge))
    namespace = tested.__dict__
    try:
        _define_helpers(prompt, namespace, judge)
        namespace['__name__'] = '__main__'
        namespace[entry_point] = judge.subject(entry_point)
        watch(tests)
        code = _noted(compiled(tests, 'tests.py'))
        exec(code, _with_names_of_program(code, tests, namespace, judge))
        verdict, error = 'P', None
    except BaseException as raised:
        if ended_well(raised):
            verdict, error = 'P', None
        else:
            verdict, error = ('F' if isinstance(raised, (AssertionError, TestsEnded)) else 'E'), raised
    if (failure := first_failure()) is not None and (verdict == 'P' or isinstance(error, TestsEnded)):
        verdict, error = 'F', AssertionError(failure)
    if judge.unencodable is not None:
        return 'U' + json.dumps(['', judge.unencodable])
    if judge.stopped:
        return 'X' + json.dumps(['', 'its interpreter answered with nothing'])
    if judge.failure is not None:
        verdict, error = 'F', judge.failure
    if error is None:
        swallowed = judge.swallowed()
        return verdict if swallowed is None else 'E' + json.dumps([*swallowed[1:]])
    if judge.raised is not None and error is judge.raised[0]:
        return 'E' + json.dumps([*judge.raised[1:]])
    return verdict + json.dumps([name_of(error), traceback_of(error)])


def leavings(_request):
    """Whether the tests may have left something behind that others would notice: V for no, C for perhaps."""
    return 'C' if any(map(has_side_effects, _ran)) else 'V'


def serve(request):
    """Answers the program about what the tests have lent it."""
    return 'X' if _judge is None else _judge.serve(request)


def _define_helpers(prompt, namespace, judge):
    """The prompt may define helpers that the tests call. Its last function has no body, or its docstring alone."""
    for source in (prompt, prompt + '    pass\n'):
        try:
            exec(_noted(compiled(source, 'prompt.py')), namespace)
            break
        except SyntaxError:
            continue
        except Exception:  # which the candidate has met as well
            return
    *others, _unfinished = [*namespace] or ['']
    classes = {name: kind for name in others if isinstance(kind := namespace[name], type) and kind.__module__ == 'tests'}
    if classes:
        judge.shared.update(classes)
        judge.ask('share', None, *classes)


def _noted(code):
    _ran.append(code)
    return code


def _with_names_of_program(code, tests, namespace, judge):
    """The namespace, and behind it what tests use that neither they nor the prompt nor Python define."""
    if not _LOOKS_UP.search(tests) and all(name in namespace or name in _BUILTINS or f'def {name}(' in tests or f'\n{name} = ' in tests for name in names_in(code)):
        return namespace
    used, defined = global_names(code)
    missing = used - defined - {*namespace} - _BUILTINS
    if _LOOKS_UP.search(tests):
        names = {*judge.ask('names', None)} - {*namespace} - _BUILTINS
    else:
        names = missing.intersection(judge.ask('names', None)) if missing else ()
    return Namespace(judge, names, namespace) if names else namespace

"""What went wrong, in a few lines, asking nothing of the exception itself that a program could have prepared."""
import types
from collections import deque
from itertools import takewhile

MAX_FRAMES = 4
MAX_MESSAGE = 500

_sources = {}

_PLAIN = (str, int, float, bool, type(None))
_C_CODE = (types.WrapperDescriptorType, types.MethodDescriptorType)


def run(source, name, namespace):
    """Executes a program under a file name by which its tracebacks are told."""
    exec(compiled(source, name), namespace)


def compiled(source, name):
    source = source.removeprefix('\ufeff')
    _sources[name] = source
    return compile(source, name, 'exec', dont_inherit=True)


def name_of(error):
    return type.__getattribute__(type(error), '__name__')


def traceback_of(error):
    """The last lines of the traceback: frames of the program only, then the exception."""
    frames = deque(maxlen=MAX_FRAMES)
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in _sources:
            frames.append((code.co_filename, traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    return '\n'.join([*[_frame(*frame) for frame in frames], _last_line(error)])


def rest_of_block(file, line):
    """Of a program's source: this line and those after it, as far as they are indented like it. Of a `with` in one line, itself alone."""
    first, *others = _sources.get(file, '').splitlines()[line - 1:] or ['']
    if first.lstrip().startswith(('with ', 'async with ')):
        return [first]
    depth = _depth(first)
    return [first, *takewhile(lambda other: not other.strip() or _depth(other) >= depth, others)]


def _depth(line):
    return len(line) - len(line.lstrip())


def _frame(file, line, function):
    lines = _sources[file].splitlines()
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ''
    return f'{file}:{line}, in {function}\n    {text[:MAX_MESSAGE]}'


def _last_line(error):
    message = _message(error)
    return f'{name_of(error)}: {message}' if message else name_of(error)


def _message(error):
    """Its text where C code makes it of plain values; a `__str__` of the program's own could loop, raise or be endless."""
    if type(error) in (SyntaxError, IndentationError, TabError) and type(error.msg) is str:
        return f'{error.msg} (line {error.lineno})'[:MAX_MESSAGE]
    values = BaseException.__dict__['args'].__get__(error)
    if not isinstance(type(error).__str__, _C_CODE) or not all(type(value) in _PLAIN for value in values):
        return ''
    if any(type(value) is str and len(value) > 10 * MAX_MESSAGE for value in values):
        return str(values[0])[:MAX_MESSAGE] if type(values[0]) is str else ''
    return str(error)[:MAX_MESSAGE]

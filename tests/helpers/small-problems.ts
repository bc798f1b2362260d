/** Small functions to complete, with the names and heads that `tests/fixtures/replies/code.jsonl` answers to. */
export interface SmallProblem {
  readonly prompt: string
  readonly entryPoint: string
  /** Raises where the function is wrong. */
  readonly tests: string
}

const problem = (entryPoint: string, prompt: string, ...claims: string[]): SmallProblem => ({
  entryPoint,
  prompt,
  tests: claims.map((claim) => `assert ${claim}`).join('\n'),
})

const LIST = 'from typing import List\n\n\n'

/** By the number in the reply's `problem`. */
export const SMALL_PROBLEMS: Readonly<Record<string, SmallProblem>> = {
  2: problem(
    'truncate_number',
    'def truncate_number(number: float) -> float:\n    """What is left after the whole part."""\n',
    'abs(truncate_number(7.25) - 0.25) < 1e-9',
  ),
  10: problem(
    'make_palindrome',
    'def is_palindrome(string: str) -> bool:\n    """Reads the same from both ends."""\n    return string == string[::-1]\n\n\n' +
      'def make_palindrome(string: str) -> str:\n    """The shortest palindrome with this start."""\n',
    "make_palindrome('') == ''",
    "make_palindrome('abc') == 'abcba'",
    "make_palindrome('abb') == 'abba'",
  ),
  13: problem(
    'greatest_common_divisor',
    'def greatest_common_divisor(a: int, b: int) -> int:\n    """Of both numbers."""\n',
    'greatest_common_divisor(12, 18) == 6',
  ),
  23: problem(
    'strlen',
    'def strlen(string: str) -> int:\n    """Its length."""\n',
    "strlen('') == 0",
    "strlen('abc') == 3",
  ),
  28: problem(
    'concatenate',
    `${LIST}def concatenate(strings: List[str]) -> str:\n    """All in one."""\n`,
    "concatenate([]) == ''",
    "concatenate(['a', 'b']) == 'ab'",
  ),
  29: problem(
    'filter_by_prefix',
    `${LIST}def filter_by_prefix(strings: List[str], prefix: str) -> List[str]:\n    """Those that start so."""\n`,
    "filter_by_prefix(['ab', 'b', 'ac'], 'a') == ['ab', 'ac']",
  ),
  34: problem(
    'unique',
    'def unique(l: list):\n    """Each once, in order of size."""\n',
    'unique([3, 1, 3, 2]) == [1, 2, 3]',
  ),
  38: problem(
    'decode_cyclic',
    'def encode_cyclic(s: str):\n    """Turns groups of three."""\n    groups = [s[i:i + 3] for i in range(0, len(s), 3)]\n' +
      "    return ''.join(g[1:] + g[0] if len(g) == 3 else g for g in groups)\n\n\n" +
      'def decode_cyclic(s: str):\n    """Turns them back."""\n',
    "decode_cyclic('bcaefdgh') == 'abcdefgh'",
  ),
  45: problem('triangle_area', 'def triangle_area(a, h):\n    """Side and height."""\n', 'triangle_area(5, 3) == 7.5'),
  50: problem(
    'decode_shift',
    'def encode_shift(s: str):\n    """Five letters on."""\n' +
      '    return "".join(chr((ord(c) + 5 - ord("a")) % 26 + ord("a")) for c in s)\n\n\n' +
      'def decode_shift(s: str):\n    """Back again."""\n',
    "decode_shift(encode_shift('wxyz')) == 'wxyz'",
  ),
  53: problem(
    'add',
    'def add(x: int, y: int):\n    """The sum of both."""\n',
    'add(0, 1) == 1',
    'add(2, 3) == 5',
    'add(5, 7) == 12',
  ),
  55: problem('fib', 'def fib(n: int):\n    """Fibonacci."""\n', 'fib(10) == 55', 'fib(1) == 1'),
  60: problem('sum_to_n', 'def sum_to_n(n: int):\n    """1 + … + n."""\n', 'sum_to_n(30) == 465', 'sum_to_n(1) == 1'),
  106: problem('f', 'def f(n):\n    """Factorials and sums in turn."""\n', 'f(5) == [1, 2, 6, 24, 15]'),
  115: problem(
    'max_fill',
    'def max_fill(grid, capacity):\n    """How often the bucket goes down."""\n',
    'max_fill([[0, 1, 1], [1, 1, 1]], 2) == 3',
  ),
  161: problem(
    'solve',
    'def solve(s):\n    """Cases swapped, or turned around without letters."""\n',
    "solve('#a@C') == '#A@c'",
    "solve('123') == '321'",
  ),
  162: problem(
    'string_to_md5',
    'def string_to_md5(text):\n    """None for the empty text."""\n',
    "string_to_md5('') is None",
    "string_to_md5('abc') == '900150983cd24fb0d6963f7d28e17f72'",
  ),
}

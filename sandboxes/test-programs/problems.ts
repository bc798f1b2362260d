/** Problems of the project's own in the shape of HumanEval's, for machines without the data set: each with a right and a wrong answer. */
import type { ProgramTask } from '../../results/schema/schema.ts'

export interface SolvedProblem {
  readonly id: string
  readonly task: ProgramTask
  /** Follows the prompt, and passes. */
  readonly right: string
  /** Follow the prompt, and fail. */
  readonly wrong: readonly string[]
}

interface Text {
  /** Name of the function, and of the problem. */
  readonly name: string
  /** Imports and helpers. */
  readonly before?: string
  readonly head: string
  readonly right: string
  readonly wrong: string
  /** Body of `check(candidate)`. */
  readonly checks: readonly string[]
}

const RAISES = `
def raises(kind, f, *args):
    try:
        f(*args)
    except kind:
        return True
    return False
`

const TEXTS: readonly Text[] = [
  {
    name: 'word_lengths',
    head: 'def word_lengths(text: str) -> dict:\n    """ The length of each word, by word. """',
    right: '    return {word: len(word) for word in text.split()}',
    wrong: '    return {word: len(text) for word in text.split()}',
    checks: ['candidate("an owl flew") == {"an": 2, "owl": 3, "flew": 4}', 'candidate("") == {}'],
  },
  {
    name: 'longest_rise',
    before: 'from typing import List',
    head: 'def longest_rise(heights: List[int]) -> int:\n    """ Length of the longest run in which each height is above the one before. """',
    right: `    best = run = 0
    last = None
    for height in heights:
        run = run + 1 if last is not None and height > last else 1
        best = max(best, run)
        last = height
    return best`,
    wrong: '    return len(set(heights))',
    checks: ['candidate([3, 1, 2, 4, 4, 5]) == 3', 'candidate([]) == 0', 'candidate([2, 2]) == 1'],
  },
  {
    name: 'is_palindrome_date',
    before: 'def digits_of(text):\n    return [letter for letter in text if letter.isdigit()]',
    head: 'def is_palindrome_date(date: str) -> bool:\n    """ Whether the digits of the date read the same backwards. """',
    right: '    digits = digits_of(date)\n    return digits == digits[::-1]',
    wrong: '    return date == date[::-1]',
    checks: ['candidate("2021-12-02") is True', 'candidate("2021-12-03") is False', 'digits_of("a1b2") == ["1", "2"]'],
  },
  {
    name: 'mean_and_spread',
    before: 'import math\nfrom typing import Tuple',
    head: 'def mean_and_spread(values: list) -> Tuple[float, float]:\n    """ Mean and standard deviation of the population. """',
    right: `    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))`,
    wrong: '    mean = sum(values) / len(values)\n    return mean, 0.0',
    checks: ['abs(candidate([2, 4, 4, 4, 5, 5, 7, 9])[1] - 2.0) < 1e-9', 'candidate([1.5]) == (1.5, 0.0)'],
  },
  {
    name: 'merge_counts',
    before: 'from collections import Counter',
    head: 'def merge_counts(first: dict, second: dict) -> dict:\n    """ The counts of both, added up. """',
    right: '    return Counter(first) + Counter(second)',
    wrong: '    return {**first, **second}',
    checks: ['candidate({"a": 1, "b": 2}, {"b": 3}) == {"a": 1, "b": 5}'],
  },
  {
    name: 'nth_prime',
    head: 'def nth_prime(n: int) -> int:\n    """ The n-th prime; the first is 2. """',
    right: `    found, number = 0, 1
    while found < n:
        number += 1
        found += all(number % divisor for divisor in range(2, int(number ** 0.5) + 1))
    return number`,
    wrong: '    return 2 * n - 1',
    checks: ['candidate(1) == 2', 'candidate(6) == 13', 'candidate(200) == 1223'],
  },
  {
    name: 'factorial_digits',
    head: 'def factorial_digits(n: int) -> int:\n    """ The sum of the digits of n factorial. """',
    right: `    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return sum(map(int, str(product)))`,
    wrong: '    return 9 * n',
    checks: ['candidate(10) == 27', 'candidate(100) == 648', 'candidate(0) == 1'],
  },
  {
    name: 'caesar',
    before: 'import string',
    head: 'def caesar(text: str, by: int = 3) -> str:\n    """ Small letters moved on in the alphabet. """',
    right: `    letters = string.ascii_lowercase
    by %= 26
    return text.translate(str.maketrans(letters, letters[by:] + letters[:by]))`,
    wrong: '    return "".join(chr(ord(letter) + by) for letter in text)',
    checks: ['candidate("xyz, ä!") == "abc, ä!"', 'candidate("abc", by=-1) == "zab"'],
  },
  {
    name: 'flatten',
    head: 'def flatten(nested: list) -> list:\n    """ The elements of all lists inside, in order. """',
    right: `    flat = []
    for element in nested:
        flat.extend(flatten(element) if isinstance(element, list) else [element])
    return flat`,
    wrong: '    return sum((e if isinstance(e, list) else [e] for e in nested), [])',
    checks: ['candidate([1, [2, [3, []]], (4,)]) == [1, 2, 3, (4,)]', 'candidate([]) == []'],
  },
  {
    name: 'first_repeated',
    before: 'from typing import Optional',
    head: 'def first_repeated(words: list) -> Optional[str]:\n    """ The first word that was there before; None without one. """',
    right: `    seen = set()
    for word in words:
        if word in seen:
            return word
        seen.add(word)`,
    wrong: '    return next((word for word in words if words.count(word) > 1), "")',
    checks: ['candidate(["a", "b", "b", "a"]) == "b"', 'candidate(["a"]) is None'],
  },
  {
    name: 'safe_ratio',
    head: 'def safe_ratio(a: float, b: float) -> float:\n    """ a / b; raises ValueError where b is zero. """',
    right: '    if b == 0:\n        raise ValueError("no ratio to zero")\n    return a / b',
    wrong: '    return a / b if b else 0.0',
    checks: ['candidate(1, 4) == 0.25', 'raises(ValueError, candidate, 1, 0)'],
  },
  {
    name: 'digest',
    before: 'import hashlib',
    head: 'def digest(text: str) -> bytes:\n    """ The first four bytes of the text\'s md5. """',
    right: '    return hashlib.md5(text.encode()).digest()[:4]',
    wrong: '    return text.encode()[:4]',
    checks: ['candidate("owl").hex() == "50f8b6c9"', 'len(candidate("")) == 4'],
  },
]

export const OWN_PROBLEMS: readonly SolvedProblem[] = TEXTS.map(({ name, before, head, right, wrong, checks }) => ({
  id: name,
  task: {
    language: 'python',
    prompt: `${before === undefined ? '' : `${before}\n\n\n`}${head}\n`,
    tests: `${RAISES}
def check(candidate):
${checks.map((check) => `    assert ${check}\n`).join('')}
check(${name})`,
    entryPoint: name,
  },
  right: `${right}\n`,
  wrong: [`${wrong}\n`],
}))

/**
 * The part of numpy that HumanEval+'s tests use, in plain Python: `allclose`, `shape`, and `ndarray` to ask whether something is one.
 *
 * `a` is close to `b` where `|a − b| ≤ atol + rtol · |b|` and `b` is finite, or where both are equal; NaN is close to nothing.
 * Shapes are broadcast as numpy does it: a number is compared with each item of a list, and an empty list is close to any number.
 * What is no number is a TypeError. Before an empty list it is that in numpy 1 alone: numpy 2 finds `None` close to `[]`.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.isclose.html
 */
import { DatasetError } from '../../results/errors.ts'

const NUMPY = `def _numpy():
    import cmath, math, sys, types

    class ndarray:
        'Nothing is one: values come as lists and tuples. So nobody asks for float32 and float64, which are types of its items.'

    def allclose(a, b, rtol=1e-05, atol=1e-08):
        return all_close(a, shape_of(a), b, shape_of(b), rtol, atol)

    def shape_of(value):
        if isinstance(value, (list, tuple, range)):
            shapes = {shape_of(item) for item in value}
            if len(shapes) > 1:
                raise ValueError('the items of a list differ in shape')
            return (len(value), *shapes.pop()) if shapes else (0,)
        if isinstance(value, (int, float, complex)):
            return ()
        raise TypeError('not a number: ' + type(value).__name__)

    def all_close(a, a_shape, b, b_shape, rtol, atol):
        if not a_shape and not b_shape:
            return close(a, b, rtol, atol)
        if len(a_shape) < len(b_shape):
            return all_close([a], (1, *a_shape), b, b_shape, rtol, atol)
        if len(b_shape) < len(a_shape):
            return all_close(a, a_shape, [b], (1, *b_shape), rtol, atol)
        a_size, b_size = a_shape[0], b_shape[0]
        if a_size != b_size and 1 not in (a_size, b_size):
            raise ValueError('the shapes do not go together')
        pairs = zip(a * b_size if a_size == 1 else a, b * a_size if b_size == 1 else b)
        return all([all_close(x, a_shape[1:], y, b_shape[1:], rtol, atol) for x, y in pairs])

    def close(a, b, rtol, atol):
        difference = a - float(b) if isinstance(b, int) else a - b
        return magnitude(difference) <= atol + rtol * magnitude(b) and cmath.isfinite(b) or a == b

    def magnitude(value):
        return math.hypot(value.real, value.imag) if isinstance(value, complex) else abs(value)

    module = sys.modules['numpy'] = types.ModuleType('numpy')
    module.ndarray, module.allclose, module.shape = ndarray, allclose, shape_of

_numpy()
`

/** Of numpy, what a test may name. The last two stand where they are never reached. */
const KNOWN = ['allclose', 'shape', 'ndarray', 'float64', 'float32']
const IMPORT = /^[ \t]*(?:import|from)[ \t]+numpy\b.*/gm

/**
 * Tests that find this module where they import numpy. What they test does not: it is imported by neither engine.
 *
 * @throws DatasetError when they need more of numpy
 */
export function withNumpy(tests: string): string {
  const imports = [...tests.matchAll(IMPORT)].map(([line]) => line.trim())
  if (imports.length === 0) return tests
  const other = imports.find((line) => line !== 'import numpy as np')
  if (other !== undefined)
    throw new DatasetError(`"test" has ${JSON.stringify(other)}: only "import numpy as np" can be run`)
  const used = tests
    .split('\n')
    .filter((line) => !DATA.test(line))
    .flatMap((line) => [...line.matchAll(/\bnp\.(\w+)/g)])
  const unknown = used.map(([, name]) => name as string).find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) throw new DatasetError(`"test" needs numpy.${unknown}: there is only ${KNOWN.join(', ')}`)
  return NUMPY + tests
}
/** Inputs and expected values, a line each: texts in them may look like anything. */
const DATA = /^[ \t]*(?:inputs|results)[ \t]*=/

/** Node's `assert`, of data: what unit tests compare with. The value of this script is the module. */
;(() => {
  const { is, keys, hasOwn, getPrototypeOf, getOwnPropertySymbols, prototype } = Object
  const { isArray } = Array
  const { stringify } = JSON
  const tagOf = prototype.toString
  const isEnumerable = prototype.propertyIsEnumerable
  const toText = String

  class AssertionError extends Error {
    /** @override */
    name = 'AssertionError'
  }

  /** @param {unknown} value */
  function show(value) {
    if (typeof value === 'string') return value
    try {
      return (typeof value === 'object' && stringify(value)) || toText(value)
    } catch {
      return typeof value
    }
  }

  /** @param {unknown} condition @param {unknown} [message] */
  function assert(condition, message) {
    if (condition) return
    if (message instanceof Error) throw message
    throw new AssertionError(message === undefined ? 'assertion failed' : show(message))
  }

  /** @param {unknown} value @returns {value is object} */
  const isObject = (value) => typeof value === 'object' && value !== null

  /** @param {unknown} a @param {unknown} b */
  // biome-ignore lint/suspicious/noDoubleEquals: that is what the loose assertions compare with
  const looselySame = (a, b) => a == b || (is(a, Number.NaN) && is(b, Number.NaN))

  /** As Node's `deepEqual` and `deepStrictEqual` see it. @param {any} a @param {any} b @param {boolean} strict @returns {boolean} */
  function same(a, b, strict, /** @type {[unknown, unknown][]} */ path = []) {
    if (!isObject(a) || !isObject(b)) return !isObject(a) && !isObject(b) && (strict ? is(a, b) : looselySame(a, b))
    if (a === b) return true
    if (tagOf.call(a) !== tagOf.call(b) || isArray(a) !== isArray(b)) return false
    if (strict && getPrototypeOf(a) !== getPrototypeOf(b)) return false
    // Two that contain themselves are the same when nothing else tells them apart.
    if (path.some(([x, y]) => x === a && y === b)) return true
    /** @type {(x: any, y: any) => boolean} */
    const alike = (x, y) => same(x, y, strict, [...path, [a, b]])
    return sameInside(a, b, alike) && sameProperties(a, b, strict, alike)
  }

  /** What is no property. @param {any} a @param {any} b @param {(x: any, y: any) => boolean} alike */
  function sameInside(a, b, alike) {
    if (isArray(a)) return a.length === b.length
    if (a instanceof Date && b instanceof Date) return is(a.getTime(), b.getTime())
    if (a instanceof RegExp && b instanceof RegExp) return toText(a) === toText(b) && a.lastIndex === b.lastIndex
    if (a instanceof DataView && b instanceof DataView)
      return a.byteOffset === b.byteOffset && a.byteLength === b.byteLength && alike(a.buffer, b.buffer)
    if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) return alike(new Uint8Array(a), new Uint8Array(b))
    if (a instanceof Error && b instanceof Error) return a.message === b.message && a.name === b.name
    if (a instanceof Set && b instanceof Set) return a.size === b.size && samePairs([...a], [...b], alike)
    if (a instanceof Map && b instanceof Map) return a.size === b.size && samePairs([...a], [...b], alike)
    for (const kind of [Number, String, Boolean, BigInt, Symbol])
      if (a instanceof kind && b instanceof kind) return is(a.valueOf(), b.valueOf())
    return true
  }

  /** Whether each item of one has an item of the other to itself. @param {unknown[]} left @param {unknown[]} right @param {(x: any, y: any) => boolean} alike */
  function samePairs(left, right, alike) {
    const free = [...right]
    return left.every((item) => {
      const exact = free.findIndex((other) => is(item, other))
      const at = exact === -1 ? free.findIndex((other) => alike(item, other)) : exact
      if (at !== -1) free.splice(at, 1)
      return at !== -1
    })
  }

  /** @param {any} a @param {any} b @param {boolean} strict @param {(x: any, y: any) => boolean} alike */
  function sameProperties(a, b, strict, alike) {
    /** @param {object} value */
    const names = (value) => [
      ...keys(value),
      ...(strict ? getOwnPropertySymbols(value).filter((symbol) => isEnumerable.call(value, symbol)) : []),
    ]
    const own = names(a)
    return own.length === names(b).length && own.every((name) => hasOwn(b, name) && alike(a[name], b[name]))
  }

  /** @param {(a: unknown, b: unknown) => boolean} holds @param {string} relation */
  const comparing =
    (holds, relation) =>
    (/** @type {unknown} */ actual, /** @type {unknown} */ expected, /** @type {unknown} */ message) =>
      assert(holds(actual, expected), message ?? `${show(actual)} ${relation} ${show(expected)}`)

  /** The comparisons that Node's module and its strict half have under the same names. @param {boolean} strict */
  const comparisons = (strict) => ({
    equal: strict ? comparing(is, '===') : comparing(looselySame, '=='),
    notEqual: strict ? comparing((a, b) => !is(a, b), '!==') : comparing((a, b) => !looselySame(a, b), '!='),
    deepEqual: comparing((a, b) => same(a, b, strict), 'equals'),
    notDeepEqual: comparing((a, b) => !same(a, b, strict), 'differs from'),
    strictEqual: comparing(is, '==='),
    notStrictEqual: comparing((a, b) => !is(a, b), '!=='),
    deepStrictEqual: comparing((a, b) => same(a, b, true), 'equals'),
    notDeepStrictEqual: comparing((a, b) => !same(a, b, true), 'differs from'),
  })

  const others = {
    ok: assert,
    AssertionError,
    /** @param {unknown} [message] */
    fail(message = 'Failed') {
      assert(false, message)
    },
    /** @param {() => void} act @param {unknown} [expected] a kind of error, or a pattern of its text */
    throws(act, expected) {
      try {
        act()
      } catch (error) {
        if (typeof expected === 'function' && !(error instanceof expected)) throw error
        if (expected instanceof RegExp) assert(expected.test(toText(error)), `${toText(error)} matches ${expected}`)
        return
      }
      throw new AssertionError('nothing was thrown')
    },
    /** @param {() => void} act */
    doesNotThrow(act) {
      act()
    },
  }
  /** @param {unknown} condition @param {unknown} [message] */
  const strict = (condition, message) => assert(condition, message)
  Object.assign(strict, comparisons(true), others, { strict })
  return Object.assign(assert, comparisons(false), others, { strict })
})()

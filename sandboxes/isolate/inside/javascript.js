/**
 * What a JavaScript program finds in its isolate beside the language: a console, and `assert` for the tests.
 *
 * The value of this script is held by the host alone: programs cannot reach it.
 */
;(() => {
  /** @type {string[]} */ const output = []
  let outputLeft = 0
  let outputCut = false
  const { stringify } = JSON
  const { is } = Object
  const toText = String

  /** @param {unknown} value */
  function show(value) {
    if (typeof value === 'string') return value
    try {
      return (typeof value === 'object' && stringify(value)) || toText(value)
    } catch {
      return typeof value
    }
  }

  /** @param {unknown[]} values */
  function print(...values) {
    const line = `${values.map(show).join(' ')}\n`
    outputCut ||= line.length > outputLeft
    const kept = line.slice(0, outputLeft)
    outputLeft -= kept.length
    if (kept !== '') output[output.length] = kept
  }

  class AssertionError extends Error {
    /** @override */
    name = 'AssertionError'
  }

  /** @param {unknown} condition @param {unknown} [message] */
  function assert(condition, message) {
    if (!condition) throw new AssertionError(message === undefined ? 'assertion failed' : show(message))
  }

  /** @param {any} a @param {any} b @param {boolean} strict @returns {boolean} as Node's deepEqual sees it, of plain data */
  function same(a, b, strict) {
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
      // biome-ignore lint/suspicious/noDoubleEquals: that is what the loose assertions compare with
      return strict ? is(a, b) : a == b || (is(a, Number.NaN) && is(b, Number.NaN))
    if (
      Array.isArray(a) !== Array.isArray(b) ||
      a instanceof Map !== b instanceof Map ||
      a instanceof Set !== b instanceof Set
    )
      return false
    if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
    if (a instanceof Map)
      return a.size === b.size && [...a].every(([key, value]) => b.has(key) && same(value, b.get(key), strict))
    if (a instanceof Set)
      return (
        a.size === b.size && [...a].every((item) => b.has(item) || [...b].some((other) => same(item, other, strict)))
      )
    const keys = Object.keys(a)
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key], strict))
    )
  }

  /** @param {(a: unknown, b: unknown) => boolean} holds @param {string} relation */
  const comparing =
    (holds, relation) =>
    (/** @type {unknown} */ actual, /** @type {unknown} */ expected, /** @type {unknown} */ message) =>
      assert(holds(actual, expected), message ?? `${show(actual)} ${relation} ${show(expected)}`)

  Object.assign(assert, {
    ok: assert,
    AssertionError,
    // biome-ignore lint/suspicious/noDoubleEquals: that is what the loose assertions compare with
    equal: comparing((a, b) => a == b, '=='),
    // biome-ignore lint/suspicious/noDoubleEquals: that is what the loose assertions compare with
    notEqual: comparing((a, b) => a != b, '!='),
    strictEqual: comparing(is, '==='),
    notStrictEqual: comparing((a, b) => !is(a, b), '!=='),
    deepEqual: comparing((a, b) => same(a, b, false), 'equals'),
    deepStrictEqual: comparing((a, b) => same(a, b, true), 'equals'),
    notDeepEqual: comparing((a, b) => !same(a, b, false), 'differs from'),
    notDeepStrictEqual: comparing((a, b) => !same(a, b, true), 'differs from'),
    /** @param {() => void} act */
    throws(act) {
      try {
        act()
      } catch {
        return
      }
      throw new AssertionError('nothing was thrown')
    },
  })

  Object.assign(globalThis, {
    console: { log: print, info: print, debug: print, warn: print, error: print, assert },
    // Code written as a module says what it exports; nobody here imports it.
    module: { exports: {} },
    exports: {},
    /** @param {string} module */
    require(module) {
      if (module === 'assert' || module === 'node:assert') return assert
      throw new Error(`no module ${show(module)} in the sandbox`)
    },
  })
  // Memory that V8's limit does not count.
  Reflect.deleteProperty(globalThis, 'WebAssembly')
  Reflect.deleteProperty(globalThis, 'SharedArrayBuffer')

  /** Name and a few lines, whatever was thrown. @param {any} error @returns {[name: string, text: string]} */
  function describe(error) {
    try {
      if (typeof error !== 'object' || error === null) return ['Error', `thrown: ${show(error)}`.slice(0, 500)]
      const name = toText(error.name).slice(0, 100)
      const place = /(?:solution|tests)\.js:\d+/.exec(toText(error.stack).slice(0, 10_000))
      return [name, `${place ? `${place[0]}\n` : ''}${name}: ${toText(error.message).slice(0, 500)}`]
    } catch {
      return ['Error', 'thrown: something that cannot be shown']
    }
  }

  /** In global scope. What a script declares with `const` is seen by that script alone. */
  // biome-ignore lint/security/noGlobalEval: inside an isolate made for it, where a script cannot get out of a time limit
  const evaluate = eval
  /** @type {Function} */ let target = () => undefined

  /** @param {() => unknown} act @returns {unknown[]} */
  function attempt(act) {
    try {
      return ['value', act()]
    } catch (error) {
      return ['error', ...describe(error)]
    }
  }

  return {
    /** @param {number} limit characters of output that are kept */
    begin(limit) {
      outputLeft = limit
    },
    printed: () => [output.join(''), outputCut],

    /** Runs a script. @param {string} source @param {string} file */
    run: (source, file) =>
      attempt(() => {
        evaluate(`${source}\n//# sourceURL=${file}`)
      }),

    /** Runs a script that ends with the name of a function, the target of `call`. @param {string} source @param {string} file */
    define: (source, file) =>
      attempt(() => {
        target = evaluate(`${source}\n//# sourceURL=${file}`)
        if (typeof target !== 'function') throw new TypeError('the program defines no such function')
      }),

    /** @param {unknown[]} args */
    call: (args) => attempt(() => target(...args)),

    /** Stands in for the candidate's function. @param {string} name @param {(args: unknown[]) => [string, any, string]} ask */
    standIn(name, ask) {
      Object.assign(globalThis, {
        [name](/** @type {unknown[]} */ ...args) {
          const [kind, value, text] = ask(args)
          if (kind === 'value') return value
          throw Object.assign(new Error(text), { name: value })
        },
      })
    },
  }
})()

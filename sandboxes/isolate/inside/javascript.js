/**
 * What a JavaScript program finds in its isolate beside the language: a console, and the few modules of Node's that problems need.
 *
 * The value of this script makes, of `assert` and `md5`, what the host alone holds: programs cannot reach it.
 */
;(/** @type {any} */ assert, /** @type {(text: unknown) => string} */ md5) => {
  /** @type {string[]} */ const output = []
  let outputLeft = 0
  let outputCut = false
  const { stringify } = JSON
  const { keys, hasOwn } = Object
  const { isArray } = Array
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

  /** What `createHash` of Node's `crypto` gives, of the one algorithm that a problem asks for. @param {string} algorithm */
  function createHash(algorithm) {
    if (toText(algorithm).toLowerCase() !== 'md5') throw new Error('Digest method not supported')
    let text = ''
    return {
      /** @param {unknown} more */
      update(more) {
        text += more
        return this
      },
      /** @param {string} encoding */
      digest(encoding) {
        if (encoding !== 'hex') throw new Error('the sandbox writes digests in hex only')
        return md5(text)
      },
    }
  }

  /** @type {Record<string, unknown>} */
  const modules = { assert, 'assert/strict': assert.strict, crypto: { createHash }, 'js-md5': md5 }

  /** @param {any} value @returns {any} of plain data, as often as it is there */
  function structuredClone(value, copies = new Map()) {
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error(`${show(value)} could not be cloned.`)
    if (typeof value !== 'object' || value === null) return value
    if (copies.has(value)) return copies.get(value)
    if (value instanceof Date) return new Date(value)
    const copy = isArray(value) ? [] : value instanceof Map ? new Map() : value instanceof Set ? new Set() : {}
    copies.set(value, copy)
    const again = (/** @type {any} */ part) => structuredClone(part, copies)
    if (copy instanceof Map) for (const [key, item] of value) copy.set(again(key), again(item))
    else if (copy instanceof Set) for (const item of value) copy.add(again(item))
    else for (const key of keys(value)) /** @type {any} */ (copy)[key] = again(value[key])
    return copy
  }

  const module = { exports: {} }
  const console = {
    log: print,
    info: print,
    debug: print,
    warn: print,
    error: print,
    /** As in Node, where it only prints. @param {unknown} condition @param {unknown[]} rest */
    assert: (condition, ...rest) => condition || print('Assertion failed:', ...rest),
  }
  Object.assign(globalThis, {
    console,
    global: globalThis,
    structuredClone: (/** @type {unknown} */ value) => structuredClone(value),
    // Code written as a module says what it exports; nobody here imports it.
    module,
    exports: module.exports,
    /** @param {string} name */
    require(name) {
      const plain = toText(name).replace(/^node:/, '')
      if (hasOwn(modules, plain)) return modules[plain]
      throw new Error(`no module ${show(name)} in the sandbox`)
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

  /** What a script is worth, if that is a promise: tests may go on after their script has ended. An error is in brackets. @type {'none' | 'pending' | 'kept' | unknown[]} */
  let promise = 'none'

  /** @param {any} value */
  function follow(value) {
    if (!(value instanceof Promise)) return
    promise = 'pending'
    value.then(
      () => {
        promise = 'kept'
      },
      (error) => {
        promise = [error]
      },
    )
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

  const ERRORS = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError]
  /** The language's own errors as themselves, since a test may expect one. @param {string} name @param {string} text */
  function exception(name, text) {
    const Kind = ERRORS.find((kind) => kind.name === name)
    return Kind === undefined ? Object.assign(new Error(text), { name }) : new Kind(text)
  }

  return {
    /** @param {number} limit characters of output that are kept */
    begin(limit) {
      outputLeft = limit
    },
    /**
     * Random numbers that follow from a seed: sfc32 of PractRand, by Chris Doty-Humphrey, public domain.
     *
     * @param {number} seed of 48 bits
     */
    seedRandom(seed) {
      let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1]
      const next = () => {
        const result = (a + b + counter++) | 0
        a = b ^ (b >>> 9)
        b = (c + (c << 3)) | 0
        c = (((c << 21) | (c >>> 11)) + result) | 0
        return result >>> 0
      }
      for (let round = 0; round < 12; round++) next()
      Math.random = () => next() / 2 ** 32
    },
    printed: () => [output.join(''), outputCut],

    /** Runs tests, or a program with its tests: HumanEval-X's are `console.assert`. @param {string} source @param {string} file */
    run: (source, file) =>
      attempt(() => {
        console.assert = assert
        follow(evaluate(`${source}\n//# sourceURL=${file}`))
      }),

    /** After `run`, and all that it has left to be done at once. */
    finish: () =>
      attempt(() => {
        if (isArray(promise)) throw promise[0]
        if (promise === 'pending') throw new Error('the tests wait for what never comes')
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
          throw exception(value, text)
        },
      })
    },
  }
}

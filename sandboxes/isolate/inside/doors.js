/**
 * Everything CPython can reach outside its own memory goes through an imported function: a door. `$python` stands in each.
 *
 * What only reads the clock, the standard library or a file is let through unseen. Any other door still opens, but from then
 * on the interpreter counts as touched: the host throws it away instead of putting its memory back. A program that stays
 * behind the doors has left its traces in the memory alone, so that a copy of the memory undoes them all.
 */
globalThis.$python = (() => {
  /** Doors that change nothing on the JavaScript side that a later program could notice. */
  const HARMLESS = new Set(
    `emscripten_date_now emscripten_get_now clock_time_get clock_res_get _tzset_js _timegm_js _mktime_js _localtime_js _gmtime_js
     environ_get environ_sizes_get emscripten_resize_heap emscripten_get_heap_max
     fd_pread fd_close fd_seek fd_fdstat_get __syscall_stat64 __syscall_newfstatat __syscall_lstat64 __syscall_fstat64
     __syscall_faccessat __syscall_getcwd __syscall_getdents64 __syscall_readlinkat __syscall_getuid32_js __syscall_ioctl
     __syscall_poll _maybe_poll_async _Py_CheckEmscriptenSignals_Helper _PyEM_TrampolineCall_JS _Py_emscripten_runtime`.split(
      /\s+/,
    ),
  )
  const O_ACCMODE = 3
  const O_CREAT_OR_TRUNC = 0o100 | 0o1000
  const PAGE = 65536
  /** The file descriptor through which the checker asks the candidate. */
  const HOST = 1000
  const SEED = 0x9e3779b9

  /** @type {Record<string, any>} */ let wasm = {}
  /** @type {Uint8Array} */ let bytes = new Uint8Array()
  /** @type {Uint8Array} */ let saved = new Uint8Array()
  /** @type {Uint8Array[]} */ let output = []
  /** @type {Record<string, number>} */ const functions = {}
  let stack = 0
  let openFiles = () => 0
  let filesAtStart = 0
  /** @type {((request: string) => string) | undefined} */ let ask
  /** What is left of the candidate's answer. */
  let answer = ''
  let outputLeft = 0
  let outputCut = false
  let random = SEED
  /** The first door that was opened and is not harmless. */
  let touched = ''

  /** The memory as it is now: growing it makes a new buffer. */
  function heap() {
    if (bytes.buffer !== wasm.memory.buffer) bytes = new Uint8Array(wasm.memory.buffer)
    return bytes
  }

  /** Marsaglia's xorshift, from one seed: a program draws the same numbers each time it runs. @param {Uint8Array} into */
  function fillRandom(into) {
    for (let index = 0; index < into.length; index++) {
      random ^= random << 13
      random ^= random >>> 17
      random ^= random << 5
      into[index] = random
    }
    return into
  }

  /**
   * The pieces of memory that a read or write names.
   *
   * @param {number} vectors @param {number} count @returns {Uint8Array[]}
   */
  function pieces(vectors, count) {
    const view = new DataView(heap().buffer)
    return Array.from({ length: count }, (_, index) => {
      const start = view.getUint32(vectors + 8 * index, true)
      return bytes.subarray(start, start + view.getUint32(vectors + 8 * index + 4, true))
    })
  }

  /** @param {number} at @param {number} count */
  function report(at, count) {
    new DataView(heap().buffer).setUint32(at, count, true)
    return 0
  }

  /** Takes what is printed, keeps the first part, and says all was written. @param {Uint8Array[]} parts */
  function print(parts) {
    let total = 0
    for (const part of parts) {
      const kept = Math.min(part.length, outputLeft)
      if (kept > 0) output.push(part.slice(0, kept))
      outputLeft -= kept
      outputCut ||= kept < part.length
      total += part.length
    }
    return total
  }

  /** @param {Uint8Array[]} parts @param {(request: string) => string} ask */
  function request(parts, ask) {
    const text = parts.map((part) => ascii(part)).join('')
    answer = ask(text)
    return text.length
  }

  /** @param {Uint8Array[]} parts */
  function takeAnswer([part = new Uint8Array()]) {
    const length = Math.min(part.length, answer.length)
    for (let index = 0; index < length; index++) part[index] = answer.charCodeAt(index)
    answer = answer.slice(length)
    return length
  }

  /** @param {string} name @returns {never} */
  function leave(name) {
    touched ||= name
    throw new Error('the program ended the interpreter')
  }

  /** @param {string} name @param {Function} open */
  function door(name, open) {
    if (name.startsWith('invoke_') || HARMLESS.has(name)) return open
    if (name === 'random_get')
      return (/** @type {number} */ start, /** @type {number} */ length) => {
        fillRandom(heap().subarray(start >>> 0, (start >>> 0) + length))
        return 0
      }
    if (name === 'fd_write')
      return (/** @type {number[]} */ ...args) => {
        const [file, vectors, count, written] = /** @type {[number, number, number, number]} */ (args)
        if (file === 1 || file === 2) return report(written >>> 0, print(pieces(vectors >>> 0, count)))
        if (file === HOST && ask) return report(written >>> 0, request(pieces(vectors >>> 0, count), ask))
        touched ||= name
        return open(...args)
      }
    if (name === 'fd_read')
      return (/** @type {number[]} */ ...args) => {
        const [file, vectors, count, read] = /** @type {[number, number, number, number]} */ (args)
        return file === HOST && ask ? report(read >>> 0, takeAnswer(pieces(vectors >>> 0, count))) : open(...args)
      }
    if (name === '__syscall_openat')
      return (/** @type {number[]} */ ...args) => {
        const flags = /** @type {number} */ (args[2])
        if ((flags & O_ACCMODE) !== 0 || (flags & O_CREAT_OR_TRUNC) !== 0) touched ||= name
        return open(...args)
      }
    if (name === 'proc_exit' || name === 'exit' || name === '_abort_js') return () => leave(name)
    return (/** @type {unknown[]} */ ...args) => {
      touched ||= name
      return open(...args)
    }
  }

  /** @param {Record<string, Record<string, any>>} imports */
  function instantiate(imports) {
    const module = new WebAssembly.Module(new Uint8Array($assets.wasm))
    leaveOutGraphics(module, imports)
    const doors = Object.fromEntries(
      Object.entries(imports).map(([space, entries]) => [
        space,
        typeof entries !== 'object' || space.startsWith('GOT') ? entries : behindDoors(entries),
      ]),
    )
    const instance = new WebAssembly.Instance(module, doors)
    wasm = instance.exports
    return { module, instance }
  }

  /**
   * Leaves out hundreds of WebGL functions, for each of which the linker would compile a module at every boot: a null address
   * counts as resolved.
   *
   * @param {WebAssembly.Module} module @param {Record<string, Record<string, any>>} imports
   */
  function leaveOutGraphics(module, imports) {
    for (const { module: space, name } of WebAssembly.Module.imports(module))
      if (space === 'GOT.func' && name.startsWith('emscripten_gl')) /** @type {any} */ (imports[space])[name].value = 0
  }

  /** @param {Record<string, any>} entries */
  const behindDoors = (entries) =>
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [name, typeof entry === 'function' ? door(name, entry) : entry]),
    )

  /** A zero-terminated copy in Python's memory. @param {string} ascii */
  function lend(ascii) {
    const start = wasm.malloc(ascii.length + 1) >>> 0
    if (start === 0) throw new Error('no memory left for a call')
    const memory = heap()
    for (let index = 0; index < ascii.length; index++) memory[start + index] = ascii.charCodeAt(index)
    memory[start + ascii.length] = 0
    return start
  }

  /** @param {Uint8Array} part */
  function ascii(part) {
    let text = ''
    for (let start = 0; start < part.length; start += 8192)
      text += String.fromCharCode(...part.subarray(start, start + 8192))
    return text
  }

  /** Makes the functions of a Python module callable. @param {string} module @param {string[]} names */
  function bind(module, names) {
    const object = wasm.PyImport_ImportModule(lend(module))
    for (const name of names) {
      functions[name] = wasm.PyObject_GetAttrString(object, lend(name))
      if (!functions[name]) throw new Error(`${module}.py has no ${name}`)
    }
  }

  /** From here on, `reset` comes back to this moment. @param {any} files Emscripten's table of open files */
  function save(files) {
    openFiles = () => files.streams.filter(Boolean).length
    filesAtStart = openFiles()
    stack = wasm.emscripten_stack_get_current()
    saved = heap().slice()
    touched = ''
  }

  /** Makes this the checker's interpreter. @param {(request: string) => string} answerer */
  function answerWith(answerer) {
    ask = answerer
  }

  /**
   * Calls a bound Python function with one string; it answers with one.
   *
   * @param {string} name @param {string} argument ASCII @param {number} limit characters in the answer
   * @throws when Python raised, or answered with something else
   */
  function call(name, argument, limit) {
    const text = lend(argument)
    const string = wasm.PyUnicode_FromStringAndSize(text, argument.length)
    wasm.free(text)
    const answer = wasm.PyObject_CallOneArg(functions[name], string)
    wasm.Py_DecRef(string)
    if (answer === 0) throw new Error(`${name} raised`)
    const size = lend('    ')
    const start = wasm.PyUnicode_AsUTF8AndSize(answer, size) >>> 0
    const length = new DataView(heap().buffer).getUint32(size, true)
    wasm.free(size)
    if (start === 0 || length > limit) throw new Error(`${name} answered with no string of at most ${limit} characters`)
    const result = ascii(heap().subarray(start, start + length))
    wasm.Py_DecRef(answer)
    return result
  }

  /** @param {number} limit bytes of output to keep from here on */
  function begin(limit) {
    output = []
    outputLeft = limit
    outputCut = false
  }

  /** One character a byte. @returns {[text: string, cut: boolean]} */
  function printed() {
    return [output.map(ascii).join(''), outputCut]
  }

  /**
   * Puts the memory back.
   *
   * @param {number} maxPages memory that has grown beyond is not worth keeping
   * @returns why that does not undo what the program did; empty when it does
   */
  function reset(maxPages) {
    if (touched !== '') return `it used ${touched}`
    if (openFiles() !== filesAtStart) return 'it left files open'
    const memory = heap()
    if (memory.length > maxPages * PAGE) return 'its memory has grown'
    memory.set(saved)
    if (memory.length > saved.length) memory.fill(0, saved.length)
    wasm._emscripten_stack_restore(stack)
    random = SEED
    return ''
  }

  return { instantiate, fillRandom, bind, answerWith, save, call, begin, printed, reset }
})()

Object.assign(WebAssembly, {
  /** The engine is handed no bytes and instantiates the real ones; Pyodide's small helper module comes compiled. */
  async instantiate(/** @type {any} */ source, /** @type {any} */ imports) {
    return source instanceof WebAssembly.Module
      ? new WebAssembly.Instance(source, imports)
      : $python.instantiate(imports)
  },
  compile: async (/** @type {ArrayBuffer} */ source) => new WebAssembly.Module(source),
})

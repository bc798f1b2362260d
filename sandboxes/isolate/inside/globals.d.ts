/** What code inside an isolate finds, beside the language. */
declare global {
  /** Missing from TypeScript's libraries, unless those of a browser are there. */
  namespace WebAssembly {
    class Module {
      static imports(module: Module): { module: string; name: string }[]
      constructor(bytes: Uint8Array | ArrayBuffer)
    }
    class Memory {
      readonly buffer: ArrayBuffer
    }
    class Table {
      readonly length: number
    }
    class Global {
      value: unknown
    }
    class Instance {
      // biome-ignore lint/suspicious/noExplicitAny: what a module exports is known to its caller
      readonly exports: any
      constructor(module: Module, imports: object)
    }
  }
}

export {}

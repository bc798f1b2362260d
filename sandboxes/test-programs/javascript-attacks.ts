/** Hostile JavaScript, of every kind. Numbers are those of the project's attack list. */
import type { Attack } from './attack.ts'

export const JAVASCRIPT: readonly Attack[] = [
  {
    name: 'S1 loops',
    body: `for (;;);
}`,
    outcomes: ['timeout'],
  },
  {
    name: 'S1 matches for ever',
    body: `return /^(a+)+$/.test("a".repeat(40) + "b")
}`,
    outcomes: ['timeout'],
  },
  {
    name: 'S1 queues for ever',
    body: `const again = () => Promise.resolve().then(again); again(); return 1
}`,
    outcomes: ['memory'],
  },
  {
    name: 'S2 recurses',
    body: `return doubleAll(numbers)
}`,
    outcomes: ['error'],
  },
  {
    name: 'S3 climbs to the process',
    body: `return this.constructor.constructor("return process")().pid
}`,
    outcomes: ['error'],
  },
  {
    name: 'S3 requires',
    body: `return require("fs").readdirSync("/")
}`,
    outcomes: ['error'],
  },
  {
    name: 'S4 changes the prototypes',
    body: `Object.prototype.length = 3; Array.prototype.every = () => true; Object.keys = () => []; return []
}`,
    outcomes: ['failed'],
  },
  {
    name: 'S5 fills the heap',
    body: `const kept = []; for (;;) kept.push({ a: [1, 2, 3] })
}`,
    outcomes: ['memory'],
  },
  {
    name: 'S5 writes much JSON',
    body: `let x = [1]; for (;;) x = JSON.parse(JSON.stringify([x, x]))
}`,
    outcomes: ['memory'],
  },
  {
    name: 'S6 fills a map',
    body: `const map = new Map(); for (let i = 0; ; i++) map.set(i, i)
}`,
    outcomes: ['crashed', 'memory'],
  },
  {
    name: 'S6 fills a huge array',
    body: `return new Array(2 ** 31).fill(1)
}`,
    outcomes: ['timeout', 'crashed'],
  },
  {
    name: 'S7 multiplies for ever',
    body: `let x = 3n; for (;;) x *= x
}`,
    outcomes: ['timeout'],
  },
  {
    name: 'S8 takes WebAssembly memory',
    body: `return new WebAssembly.Memory({ initial: 8000 })
}`,
    outcomes: ['error'],
  },
  {
    name: 'S9 fills typed arrays',
    body: `const kept = []; for (;;) kept.push(new Uint8Array(1e8).fill(1))
}`,
    outcomes: ['error'],
  },
  {
    name: 'S9 shares memory',
    body: `return new SharedArrayBuffer(1e9)
}`,
    outcomes: ['error'],
  },
  {
    name: 'S9 doubles a string',
    body: `let s = "x"; for (;;) s += s
}`,
    outcomes: ['error'],
  },
  {
    name: 'S10 replaces assert',
    body: `globalThis.assert = console.assert = require("assert").deepEqual = () => {}; globalThis.Error = Object; Object.is = () => true
}
function require() { return { deepEqual() {} } }`,
    outcomes: ['failed'],
  },
  {
    name: 'S11 throws getters',
    body: `throw { get message() { for (;;); }, get name() { throw 1 } }
}`,
    outcomes: ['error'],
  },
  {
    name: 'S11 throws a proxy',
    body: `throw new Proxy({}, { get() { throw new Proxy({}, {}) } })
}`,
    outcomes: ['error'],
  },
  {
    name: 'S12 returns __proto__ keys',
    body: `return JSON.parse('{"__proto__": {"polluted": 1}}')
}`,
    outcomes: ['failed'],
  },
  {
    name: 'S13 returns a function',
    body: `return () => 1
}`,
    outcomes: ['unencodable'],
  },
  {
    name: 'S13 returns 2 MB',
    body: `return "x".repeat(2e6)
}`,
    outcomes: ['unencodable'],
  },
  {
    name: 'S14 throws texts that are none',
    body: `Array.prototype[Symbol.iterator] = function* () { yield "Error"; yield { toString: 1, valueOf: 1 } }; throw 1
}`,
    outcomes: ['error'],
  },
  {
    name: 'S14 returns what is nested too deep to be measured',
    body: `let deep = []; for (let i = 0; i < 50000; i++) deep = [deep]; return deep
}`,
    outcomes: ['unencodable', 'crashed'],
  },
  {
    name: 'S14 returns a getter',
    body: `return { get length() { for (;;); } }
}`,
    outcomes: ['unencodable'],
  },
  {
    name: 'S15 returns what equals much',
    body: `return [[], new Array(3), [new Date(0)]][numbers.length % 3]
}`,
    outcomes: ['failed'],
  },
]

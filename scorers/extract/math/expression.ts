/** LaTeX to an expression of mathjs: `\frac{14}3\sqrt{2}x^2` → `((14)/(3))*sqrt(2)*v_x^(2)`. Linear in the text's length. */
import { depthOf, isEnclosed } from './brackets.ts'
import { MARKS } from './normalize.ts'
import { numeralIn } from './numeral.ts'
import { Scanner } from './scanner.ts'

export interface Expression {
  /** For mathjs; variables are called `v_…`, signs of `\pm` are `pm`. */
  readonly source: string
  readonly variables: ReadonlySet<string>
  /** Digits, the four operations, powers and brackets, and nothing else: it can be computed as a fraction. */
  readonly isRational: boolean
  readonly hasPlusMinus: boolean
}

const CONSTANTS: Readonly<Record<string, string>> = { pi: 'pi', infty: 'Infinity' }
const GREEK =
  /^(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega|ell)$/
/** Of one argument, by the names that LaTeX has for them; mathjs's `log` is the natural one. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  ...{ sin: 'sin', cos: 'cos', tan: 'tan', cot: 'cot', sec: 'sec', csc: 'csc' },
  ...{ sinh: 'sinh', cosh: 'cosh', tanh: 'tanh', arcsin: 'asin', arccos: 'acos', arctan: 'atan' },
  ...{ ln: 'log', log: 'log10', exp: 'exp' },
}

/** Numbers, letters and commands in an expression; a longer one is compared as text. */
const MAX_ATOMS = 300

/** Sums within brackets or bars. */
const MAX_DEPTH = 100

class Unreadable extends Error {}

/** @returns null for what is no expression */
export function readExpression(latex: string): Expression | null {
  if (latex.trim() === '' || depthOf(latex) === null) return null
  try {
    return new Reader(latex).whole()
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

class Reader {
  readonly #latex: Scanner
  #depth = 0
  #atoms = 0
  #isRational = true
  #hasPlusMinus = false
  readonly #variables = new Set<string>()

  constructor(text: string) {
    this.#latex = new Scanner(text)
  }

  whole(): Expression {
    const source = this.#sum()
    if (!this.#latex.isAtEnd) throw new Unreadable()
    return {
      source,
      variables: this.#variables,
      isRational: this.#isRational,
      hasPlusMinus: this.#hasPlusMinus,
    }
  }

  #sum(): string {
    if (++this.#depth > MAX_DEPTH) throw new Unreadable()
    let sum = this.#signed()
    for (let sign = this.#sign(); sign !== null; sign = this.#sign()) sum += `${sign}${this.#product()}`
    this.#depth--
    return sum
  }

  #signed(): string {
    const sign = this.#sign()
    return sign === null ? this.#product() : `(0${sign}${this.#product()})`
  }

  /** `+`, `-`, or what `\pm` and `\mp` become; null where none stands here. */
  #sign(): string | null {
    if (this.#latex.take('+')) return '+'
    if (this.#latex.take('-')) return '-'
    const isPlus = this.#latex.take('\\pm')
    if (!isPlus && !this.#latex.take('\\mp')) return null
    this.#hasPlusMinus = true
    return isPlus ? '+pm*' : '-pm*'
  }

  #product(): string {
    let product = this.#power()
    for (;;) {
      if (this.#latex.take('*')) product += `*${this.#factor()}`
      else if (this.#latex.take('/')) product += `/${this.#factor()}`
      else if (this.#isFactorNext()) product += `*${this.#power(true)}`
      else return product
    }
  }

  /** After an operator a sign may stand: `2 * -3`. */
  #factor(): string {
    const sign = this.#sign()
    return sign === null ? this.#power() : `(0${sign}${this.#power()})`
  }

  /** @param implicit no operator before it: a number cannot follow a number so */
  #power(implicit = false): string {
    if (implicit && /[\d.]/.test(this.#latex.peek()) && this.#latex.follows(/\d\s*$/)) throw new Unreadable()
    let base = this.#atom()
    for (;;) {
      if (this.#latex.take('^')) base = `${grouped(base)}^${grouped(this.#group())}`
      else if (this.#latex.peek() === '!' && this.#latex.take('!')) {
        this.#isRational = false
        base = `factorial(${base})`
      } else if (this.#latex.take(MARKS.degree)) base = `((${base})*pi/180)`
      else return base
    }
  }

  #atom(): string {
    if (++this.#atoms > MAX_ATOMS) throw new Unreadable()
    const number = numeralIn(this.#latex)
    if (number !== null) return number
    const next = this.#latex.peek()
    if (next === '(' || next === '[' || next === '{') return this.#bracketed()
    if (next === '|') return this.#absolute()
    if (next === '\\') return this.#command()
    const letter = this.#latex.match(/(?:pi|sqrt|infinity|inf|sin|cos|tan|log|ln)(?![a-zA-Z])|[a-zA-Z]/y)
    if (letter === null) throw new Unreadable()
    if (letter.startsWith('inf')) return this.#constant('infty')
    if (letter === 'pi') return this.#constant('pi')
    if (letter === 'sqrt') return this.#root()
    if (letter.length > 1) return this.#function(letter)
    return this.#letter(letter)
  }

  #letter(letter: string): string {
    if (letter === 'i' || letter === 'e') {
      this.#isRational = false
      return letter
    }
    return this.#variable(letter)
  }

  #variable(name: string): string {
    this.#isRational = false
    let full = name
    if (this.#latex.take('_')) full += `_${this.#subscript()}`
    this.#variables.add(full)
    return `v_${full.replace(/[^a-zA-Z0-9]/g, '_')}`
  }

  #subscript(): string {
    const name = this.#latex.match(/\{\s?([a-zA-Z0-9]{1,8})\s?\}|[a-zA-Z0-9]/y)
    if (name === null) throw new Unreadable()
    return name.replace(/[{}\s]/g, '')
  }

  #bracketed(): string {
    this.#latex.advance()
    const inside = this.#sum()
    if (!/[)\]}]/.test(this.#latex.peek())) throw new Unreadable()
    this.#latex.advance()
    return grouped(inside)
  }

  #absolute(): string {
    this.#latex.advance()
    this.#isRational = false
    const inside = this.#sum()
    if (!this.#latex.take('|')) throw new Unreadable()
    return `abs(${inside})`
  }

  #command(): string {
    const name = this.#latex.match(/\\[a-zA-Z]+/y)?.slice(1)
    if (name === undefined) throw new Unreadable()
    if (name === 'frac') return `(${this.#group()}/${this.#group()})`
    if (name === 'sqrt') return this.#root()
    if (name === 'binom') return this.#binomial()
    if (Object.hasOwn(CONSTANTS, name)) return this.#constant(name)
    if (GREEK.test(name)) return this.#variable(name)
    if (Object.hasOwn(FUNCTIONS, name)) return this.#function(name)
    if (/^(?:text|math)(?:rm|bf|it|normal)?$/.test(name) && this.#latex.peek() === '{') return this.#group()
    throw new Unreadable()
  }

  #binomial(): string {
    this.#isRational = false
    const [n, k] = [this.#group(), this.#group()]
    return `(factorial(${n})/(factorial(${k})*factorial((${n})-(${k}))))`
  }

  #constant(name: string): string {
    this.#isRational = false
    return CONSTANTS[name] as string
  }

  #root(): string {
    this.#isRational = false
    const index = this.#latex.match(/\[\s?\d{1,3}\s?\]/y)
    const radicand = this.#group()
    return index === null ? `sqrt(${radicand})` : `root(${radicand},${index.slice(1, -1).trim()})`
  }

  /** `\sin^2 2x` is the square of the sine of 2x. */
  #function(written: string): string {
    this.#isRational = false
    const name = FUNCTIONS[written] as string
    const base = written === 'log' && this.#latex.take('_') ? this.#group() : null
    const power = this.#latex.take('^') ? this.#group() : null
    const argument = this.#latex.peek() === '(' || this.#latex.peek() === '{' ? this.#power() : this.#argument()
    const value = base === null ? `${name}(${argument})` : `(log(${argument})/log(${base}))`
    return power === null ? value : /^\(*0-1\)*$/.test(power) ? `a${name}(${argument})` : `(${value})^(${power})`
  }

  /** Numbers, letters and roots up to the next operator or function. */
  #argument(): string {
    let argument = this.#power()
    while (this.#isFactorNext() && !this.#latex.isNext(/\\(?:sin|cos|tan|cot|sec|csc|ln|log|exp)/y)) {
      argument += `*${this.#power(true)}`
    }
    return argument
  }

  /** What a command applies to, safe on either side of an operator: `{…}`, a command, or a single digit or letter. */
  #group(): string {
    return grouped(this.#operand())
  }

  #operand(): string {
    const next = this.#latex.peek()
    if (next === '-') return this.#factor()
    if (next === '{' || next === '(') return this.#bracketed()
    const digit = this.#latex.match(/\d/y)
    return digit ?? this.#atom()
  }

  #isFactorNext(): boolean {
    const next = this.#latex.peek()
    if (/[\w.({]/.test(next)) return next !== '_'
    return next === '\\' && !this.#latex.isNext(/\\(?:pm|mp|le|ge|ne|in|cup|cap|to|begin|end)(?![a-zA-Z])/y)
  }
}

/** In parentheses, but for what needs none. */
const grouped = (source: string) => (/^[\w.]+$/.test(source) || isEnclosed(source) ? source : `(${source})`)

/**
 * JUnit XML, which CI systems show beside other tests: a suite for each benchmark, a test for each run.
 *
 * A regression is a failure. What says nothing about the model, such as an incomplete run, is an error. What the policy
 * allows is skipped, with its reason.
 */
import type { Comparison, Flip } from '../../schema/comparison.ts'
import type { GateDecision } from '../../schema/gate.ts'
import { caveats } from '../../words/caveats.ts'
import { incompleteness } from '../../words/incomplete.ts'
import { notesOn } from '../../words/notes.ts'
import { sentence } from '../../words/sentence.ts'
import type { Showable } from '../../words/showable.ts'
import { changeWords } from '../flips.ts'
import type { Results } from '../results.ts'
import { runNames } from '../run-names.ts'
import type { ErrorDocument, FiledRun } from './json.ts'
import { scoreText } from './terminal.ts'

type Ending = 'failure' | 'error' | 'skipped'

export function junitReport(results: Results): string {
  const names = runNames(results.runs)
  const groups = Map.groupBy(results.runs.keys(), (at) => results.runs[at]?.manifest.benchmark.name ?? '')
  const suites = [...groups].map(([benchmark, runs]) => {
    const tests = runs.flatMap((at) => {
      const run = results.runs[at]
      return run === undefined ? [] : [testCase(run, names[at] ?? '', results)]
    })
    return suite(benchmark, [...tests, ...neverRun(results, benchmark)])
  })
  const apart = (results.gate?.decisions ?? []).filter(({ benchmark }) => !groups.has(benchmark))
  const missing = [...new Set(apart.map(({ benchmark }) => benchmark))]
  const all = [...suites, ...missing.map((benchmark) => suite(benchmark, neverRun(results, benchmark)))]
  return xmlDocument({ name: 'testsuites', attributes: { name: 'evalkit', ...totals(all) }, children: all })
}

/** Of a command that ended before there was a run. */
export function junitFailure({ error: { code, kind, message, hint = '' } }: ErrorDocument): string {
  const words = `${message} ${hint}`.trim()
  const test: Element = {
    name: 'testcase',
    attributes: { classname: 'evalkit', name: 'something is measured', time: 0 },
    children: [
      { name: 'error', attributes: { message: `exit code ${code}: ${message}`, type: kind }, children: [words] },
    ],
  }
  const all = [suite('evalkit', [test])]
  return xmlDocument({ name: 'testsuites', attributes: { name: 'evalkit', ...totals(all) }, children: all })
}

function suite(name: string, tests: readonly Element[]): Element {
  const count = (ending: Ending) => tests.filter((test) => endingOf(test) === ending).length
  return {
    name: 'testsuite',
    attributes: {
      name,
      tests: tests.length,
      failures: count('failure'),
      errors: count('error'),
      skipped: count('skipped'),
      time: sum(tests, 'time'),
    },
    children: tests,
  }
}

const totals = (suites: readonly Element[]) =>
  Object.fromEntries(
    ['tests', 'failures', 'errors', 'skipped', 'time'].map((name) => [name, sum(suites, name)] as const),
  )

const sum = (elements: readonly Element[], attribute: string) =>
  Number(elements.reduce((total, { attributes }) => total + Number(attributes?.[attribute] ?? 0), 0).toFixed(3))

const endingOf = ({ children = [] }: Element) =>
  children.flatMap((child) => (typeof child === 'string' ? [] : [child.name])).find((name) => name !== 'system-out')

function testCase(run: FiledRun, name: string, results: Results): Element {
  const comparison = results.comparisons.find(({ after }) => after.run === run.folder)
  const decision = results.gate?.decisions.find((one) => one.run === run.folder)
  return {
    name: 'testcase',
    attributes: {
      classname: run.manifest.benchmark.name,
      name: decision === undefined ? name : `${name} is no worse than ${decision.baseline}`,
      time: Number((run.summary.wallMs / 1000).toFixed(3)),
    },
    children: [
      ...(decision === undefined ? unfinished(run) : verdict(decision, results)),
      { name: 'system-out', children: [output(run, comparison, decision).join('\n')] },
    ],
  }
}

function verdict({ verdict, tier, reason, advice = '' }: GateDecision, { gate }: Results): Element[] {
  const words = `${reason} ${advice}`.trim()
  const ending = (name: Ending): Element[] => [
    {
      name,
      attributes: { message: `${verdict}: ${reason}`, ...(name !== 'skipped' && { type: verdict }) },
      children: [words],
    },
  ]
  if (verdict === 'PASS') return []
  if (tier === 'advisory') return ending('skipped')
  if (verdict === 'INCOMPLETE' || verdict === 'INCOMPARABLE') return ending('error')
  // The policy may allow INCONCLUSIVE: then the gate as a whole passes.
  return ending(verdict === 'INCONCLUSIVE' && gate?.exitCode === 0 ? 'skipped' : 'failure')
}

/** A run that no gate looks at: whether it was measured is all that there is to say. */
function unfinished({ summary }: FiledRun): Element[] {
  const { unscored, pending } = summary
  if (unscored + pending === 0) return []
  const message = incompleteness(summary) ?? ''
  return [{ name: 'error', attributes: { message, type: 'INCOMPLETE' }, children: [message] }]
}

/** Benchmarks that the policy asks for, and that nobody ran. */
function neverRun({ gate }: Results, benchmark: string): Element[] {
  return (gate?.decisions ?? [])
    .filter((decision) => decision.run === undefined && decision.benchmark === benchmark)
    .map(({ candidate, reason, verdict }) => ({
      name: 'testcase',
      attributes: { classname: benchmark, name: `${candidate} is measured`, time: 0 },
      children: [{ name: 'error', attributes: { message: `${verdict}: ${reason}`, type: verdict } }],
    }))
}

/** A verdict that ends the test says its reason there. */
function output(
  run: FiledRun,
  comparison: Showable<Comparison> | undefined,
  decision: GateDecision | undefined,
): string[] {
  return [
    `score ${scoreText(run.summary)}`,
    ...(decision?.verdict === 'PASS' ? [`PASS: ${decision.reason}`] : []),
    ...notesOn(run, false),
    ...(comparison === undefined ? [] : [sentence(comparison), ...caveats(comparison), ...changes(comparison)]),
    run.folder,
  ]
}

const changes = ({ flips }: Showable<Comparison>) =>
  flips.map((flip) => `${flip.direction} ${flip.id}: ${changeWords(flip)}${answers(flip)}`)

const answers = ({ before, after }: Flip) =>
  before === undefined || after === undefined ? '' : ` (${before} → ${after})`

export interface Element {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string | number | undefined>>
  readonly children?: readonly (Element | string)[]
}

export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${draw(root, '')}\n`
}

function draw({ name, attributes = {}, children = [] }: Element, indent: string): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${attributeText(String(value))}"`],
  )
  const head = `${indent}<${name}${pairs.join('')}`
  if (children.length === 0) return `${head}/>`
  // Text is kept as it is, since spaces around it would become part of it.
  if (children.every((child) => typeof child === 'string')) return `${head}>${children.map(text).join('')}</${name}>`
  const inner = children.map((child) => (typeof child === 'string' ? text(child) : draw(child, `${indent}  `)))
  return `${head}>\n${inner.join('\n')}\n${indent}</${name}>`
}

const text = (value: string) => legal(value).replace(/[&<>\r]/g, reference)

/** Line ends and tabs would be read as spaces. */
const attributeText = (value: string) => legal(value).replace(/[&<>"\r\n\t]/g, reference)

const reference = (character: string) => `&#${character.charCodeAt(0)};`

/** Most control characters cannot stand in XML at all, not even as references. */
const legal = (value: string) =>
  value.toWellFormed().replace(/(?![\t\n\r\x7f-\x9f])\p{Cc}|[\ufffe\uffff]/gu, '\u{fffd}')

/** The resources of scorers (sandbox and judges), opened on first use and shared by the runs of a command. */
import { UsageError } from '../../results/errors.ts'
import type { RetryingSandbox, TimedSandbox } from '../../sandboxes/retrying-sandbox.ts'
import type { Program } from '../../sandboxes/sandbox.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import { ENGINES, type EngineName } from '../options/engine-names.ts'
import { openEngine } from '../options/sandbox-engines.ts'
import type { OpenPanel } from './judge-model.ts'
import type { JudgePool, JudgeUse } from './judges.ts'

/** Resources for scorers, with the facts for the manifest. */
export interface OpenResources extends Resources {
  readonly sandbox: TimedSandbox
  readonly judge: OpenPanel
}

interface ResourceUse extends SandboxUse {
  readonly judge?: JudgeUse | undefined
}

interface SandboxUse {
  readonly language?: Program['language'] | undefined
  readonly engine?: EngineName | undefined
}

export class ResourcePool implements AsyncDisposable {
  readonly #cacheDir: string
  readonly #sandboxes = new Map<EngineName, Promise<RetryingSandbox>>()

  readonly #judges: JudgePool | undefined

  /** @param judges absent: a scorer that needs one is an error */
  constructor(cacheDir: string, judges?: JudgePool) {
    this.#cacheDir = cacheDir
    this.#judges = judges
  }

  /**
   * @param use language of the programs, and the engine that runs them (default engine when absent)
   * @returns exactly the resources that the scorer names; the others are missing, despite the type
   * @throws SandboxError or UsageError when programs cannot run here; UsageError, DatasetError or ModelError when no judge
   *   can be used
   */
  async open(scorer: Scorer<keyof Resources>, use: ResourceUse = {}): Promise<OpenResources> {
    const found: Partial<OpenResources> = {
      ...(scorer.needs.includes('sandbox') && { sandbox: await this.#timedSandbox(scorer, use) }),
      ...(scorer.needs.includes('judge') && { judge: await this.#openPanel(use.judge) }),
    }
    return found as OpenResources
  }

  async #openPanel(use: JudgeUse | undefined): Promise<OpenPanel> {
    if (use === undefined) throw new TypeError('a judged benchmark whose protocol says nothing of judging')
    const { benchmark, judging, data } = use
    if (this.#judges === undefined) throw new UsageError(`${benchmark} requires a judge, and none is given`)
    return this.#judges.open(benchmark, judging, data)
  }

  async #timedSandbox(scorer: Scorer<keyof Resources>, use: SandboxUse): Promise<TimedSandbox> {
    const { language = 'python', engine = ENGINES[0] } = use
    const { TIME_LIMIT, timeLimitMs } = await import('../../sandboxes/time-limit.ts')
    const sandbox = await this.#openSandbox(engine)
    return sandbox.withLimit(await timeLimitMs(sandbox, language, scorer.timeLimit ?? TIME_LIMIT))
  }

  #openSandbox(engine: EngineName): Promise<RetryingSandbox> {
    const opened = this.#sandboxes.get(engine) ?? this.#newSandbox(engine)
    this.#sandboxes.set(engine, opened)
    return opened
  }

  async #newSandbox(engine: EngineName): Promise<RetryingSandbox> {
    const { RetryingSandbox } = await import('../../sandboxes/retrying-sandbox.ts')
    return new RetryingSandbox(await openEngine(engine, { cacheDir: this.#cacheDir }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#sandboxes.values())
    await Promise.all(opened.map((one) => one.status === 'fulfilled' && one.value.close()))
  }
}

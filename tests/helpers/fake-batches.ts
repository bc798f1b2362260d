/** A server that speaks OpenAI's batch API, for one test. */
import { buffer } from 'node:stream/consumers'
import { chatReply } from './fake-openai.ts'
import { serve } from './file-server.ts'

interface Line {
  readonly custom_id: string
  readonly body: { readonly messages: readonly { readonly content: string }[] }
}

export interface FakeBatches {
  readonly url: string
  /** The requests of each batch, in the order they were created. */
  readonly batches: readonly (readonly Line[])[]
  /** Batches end only while this is so. */
  isOpen: boolean
  /** What becomes of a file on its way back. */
  garble: (file: string, text: string) => string
  /** Whether a batch is made and the word of it lost. */
  losesAnswer: () => boolean
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

export const ok = (text: string): Answer => ({ status: 200, body: chatReply({ content: text }) })

/** @param answer for one request of the n-th batch (from 1); undefined: expired before its turn came */
export async function fakeBatches(
  answer: (content: string, batch: number) => Answer | undefined,
): Promise<FakeBatches> {
  const files = new Map<string, string>()
  const batches: Line[][] = []
  const created: { at: number; metadata: unknown }[] = []
  const fake: FakeBatches & { url: string } = {
    url: '',
    batches,
    isOpen: true,
    garble: (_, text) => text,
    losesAnswer: () => false,
  }

  const stateOf = (index: number) => {
    const lines = batches[index] ?? []
    const counts = { total: lines.length, completed: 0, failed: 0 }
    const common = { id: `batch-${index}`, object: 'batch', request_counts: counts }
    if (!fake.isOpen) return { ...common, status: 'in_progress' }
    const answered = lines.map((line) => [line, answer(line.body.messages.at(-1)?.content ?? '', index + 1)] as const)
    const write = (wanted: (status: number) => boolean) =>
      answered
        .filter(([, found]) => wanted(found?.status ?? 0))
        .map(([{ custom_id }, found]) =>
          JSON.stringify({
            custom_id,
            ...(found === undefined
              ? { response: null, error: { code: 'batch_expired', message: 'not in time' } }
              : { response: { status_code: found.status, body: found.body }, error: null }),
          }),
        )
        .join('\n')
    files.set(
      `output-${index}`,
      write((status) => status === 200),
    )
    files.set(
      `errors-${index}`,
      write((status) => status !== 200),
    )
    const isExpired = answered.some(([, found]) => found === undefined)
    const ids = { output_file_id: `output-${index}`, error_file_id: `errors-${index}` }
    return { ...common, status: isExpired ? 'expired' : 'completed', ...ids }
  }

  const origin = await serve(async (request, response) => {
    const path = (request.url ?? '').replace('/v1', '')
    const sent = (await buffer(request)).toString()
    const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    const [, kind, id, content] = path.split('/')
    if (path === '/files') {
      const name = `input-${files.size}`
      files.set(
        name,
        sent
          .split('\n')
          .filter((line) => line.startsWith('{"custom_id"'))
          .join('\n'),
      )
      return json({ id: name, object: 'file' })
    }
    if (path.startsWith('/batches?')) {
      const data = batches.map((_, index) => ({
        ...stateOf(index),
        created_at: created[index]?.at,
        metadata: created[index]?.metadata,
      }))
      return json({ object: 'list', data: data.reverse(), has_more: false })
    }
    if (path === '/batches') {
      const { input_file_id, metadata } = JSON.parse(sent)
      batches.push((files.get(input_file_id) ?? '').split('\n').map((line) => JSON.parse(line)))
      created.push({ at: Math.floor(Date.now() / 1000), metadata })
      if (fake.losesAnswer()) return response.destroy()
      return json({ id: `batch-${batches.length - 1}`, object: 'batch', status: 'validating' })
    }
    if (kind === 'batches') return json(stateOf(Number(id?.replace('batch-', ''))))
    if (kind === 'files' && content === 'content') return response.end(fake.garble(id ?? '', files.get(id ?? '') ?? ''))
    return response.writeHead(404).end()
  })
  fake.url = `${origin}/v1`
  return fake
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorIn, serverWords } from '../../../../harness/models/openai/server-error.ts'

describe('an error in a body', () => {
  it.each<[string, unknown, object]>([
    [
      'OpenAI',
      { error: { message: 'Too long.', type: 'invalid_request_error', param: null, code: 'context_length_exceeded' } },
      { message: 'Too long.', code: 'context_length_exceeded' },
    ],
    [
      'OpenAI without a code',
      { error: { message: 'Pay.', type: 'insufficient_quota', code: null } },
      { code: 'insufficient_quota' },
    ],
    [
      'OpenRouter',
      { error: { code: 401, message: 'No auth credentials found' } },
      { status: 401, message: 'No auth credentials found' },
    ],
    ['a code as text', { error: { code: '503', message: 'busy' } }, { status: 503, code: '503' }],
    [
      'vLLM',
      { error: { message: 'No.', type: 'BadRequestError', code: 400 } },
      { status: 400, code: 'BadRequestError' },
    ],
    [
      'LM Studio',
      { error: 'Unexpected endpoint or method. (POST /chat/completions)' },
      { message: 'Unexpected endpoint or method. (POST /chat/completions)' },
    ],
    [
      'FastChat',
      { object: 'error', message: 'NETWORK ERROR', code: 50001 },
      { message: 'NETWORK ERROR', code: '50001', status: 500 },
    ],
    [
      'FastChat’s stream',
      { text: 'NETWORK ERROR', error_code: 50001 },
      { message: 'NETWORK ERROR', code: '50001', status: 500 },
    ],
    [
      'SGLang',
      { object: 'error', message: 'aborted', type: 'InternalServerError', code: 500 },
      { message: 'aborted', status: 500 },
    ],
    [
      'Anthropic',
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      { message: 'Overloaded', code: 'overloaded_error' },
    ],
    [
      'MiniMax',
      { choices: null, base_resp: { status_code: 1004, status_msg: 'login fail' } },
      { message: 'login fail', code: '1004' },
    ],
    ['FastAPI', { detail: 'Not Found' }, { message: 'Not Found' }],
    [
      'FastAPI’s validation',
      { detail: [{ loc: ['body', 'model'], msg: 'field required' }, { msg: 'extra' }] },
      { message: 'body.model: field required; extra' },
    ],
    [
      'Cloudflare',
      { success: false, errors: [{ code: 7003, message: 'No route' }], result: null },
      { message: 'No route', code: '7003' },
    ],
    ['a flag', { message: 'out of memory', success: false }, { message: 'out of memory' }],
    [
      'DashScope',
      { code: 'InvalidApiKey', message: 'Invalid API-key provided.', request_id: 'r' },
      { message: 'Invalid API-key provided.', code: 'InvalidApiKey' },
    ],
    [
      'Baidu',
      { error_code: 336003, error_msg: 'the max input is 2000' },
      { message: 'the max input is 2000', code: '336003' },
    ],
    [
      'Apigee',
      { fault: { faultstring: 'Rate limit', detail: { errorcode: 'policies.ratelimit' } } },
      { message: 'Rate limit' },
    ],
    [
      'Google',
      [{ error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED' } }],
      { message: 'Quota', status: 429 },
    ],
    [
      'problem+json',
      { type: 'about:blank', title: 'Bad Gateway', status: 502, detail: 'no upstream' },
      { message: 'no upstream', status: 502 },
    ],
    ['Spring', { timestamp: 1, status: 404, error: 'Not Found', path: '/x' }, { message: 'Not Found', status: 404 }],
    [
      'AWS',
      { __type: 'ThrottlingException', message: 'Rate exceeded' },
      { message: 'Rate exceeded', code: 'ThrottlingException' },
    ],
    ['an error without words', { error: { code: 500 } }, { status: 500 }],
    ['an error that is a list', { error: [{ message: 'one' }, { message: 'two' }] }, { message: 'one; two' }],
    [
      'an error beside choices',
      { choices: [{ message: { content: '7' } }], error: { message: 'cut' } },
      { message: 'cut' },
    ],
  ])('is read as %s writes it', (_server, body, expected) => expect(errorIn(body)).toMatchObject(expected))

  it.each<[string, unknown]>([
    ['a reply', { choices: [{ message: { content: '7' } }] }],
    ['null', { choices: [{}], error: null }],
    ['an empty text', { choices: [{}], error: '' }],
    ['an empty object', { choices: [{}], error: {} }],
    ['an object of nothing', { choices: [{}], error: { message: '', code: null } }],
    ['FastChat’s success', { choices: [{}], error_code: 0 }],
    ['code 0', { choices: [{}], error: { code: 0, message: 'success' } }],
    ['MiniMax’s success', { choices: [{}], base_resp: { status_code: 0, status_msg: '' } }],
    ['a remark beside choices', { choices: [{}], message: 'served from the cache', code: 200 }],
    ['a list of models', { object: 'list', data: [] }],
    ['text', 'error'],
    ['nothing', undefined],
  ])('is not seen in %s', (_what, body) => expect(errorIn(body)).toBeUndefined())

  it('never throws, and always has words', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const error = errorIn(body)
        if (error !== undefined) expect(error.message).not.toBe('')
      }),
    )
  })
})

it('quotes a text that has no known form whole', () => expect(serverWords('<h1>502</h1>')).toBe('<h1>502</h1>'))

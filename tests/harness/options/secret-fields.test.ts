import { describe, expect, it } from 'vitest'
import { refuseSecretFields } from '../../../harness/options/secret-fields.ts'

describe('--extra-body', () => {
  it.each([
    [{ api_key: 'x' }, 'api_key'],
    [{ apiKey: 'x' }, 'apiKey'],
    [{ 'X-API-Key': 'x' }, 'X-API-Key'],
    [{ provider: { auth: { token: 'abc' } } }, 'provider.auth.token'],
    [{ authorization: 'Bearer abcdef' }, 'authorization'],
    [{ clientSecret: 's' }, 'clientSecret'],
    [{ credentials: ['s'] }, 'credentials.0'],
    [{ data_sources: [{ parameters: { endpoint: 'x', accessToken: 'y' } }] }, 'data_sources.0.parameters.accessToken'],
    [{ note: 'sk-proj-abcdefghijklmnop' }, 'note'],
    [{ note: 'hf_abcdefghijklmnop' }, 'note'],
    [{ url: 'https://me:pass@example.org' }, 'url'],
  ])('takes no key: %j', (body, path) => {
    expect(() => refuseSecretFields(body, '--extra-body')).toThrow(
      `--extra-body: ${path} looks like a key or a password, which the files of every run would show`,
    )
  })

  it.each([
    [{ top_k: 20, stop_token_ids: [1, 2], skip_special_tokens: false }],
    [{ eos_token: '<|im_end|>', prompt_cache_key: 'evalkit', keywords: ['secret'], max_tokens: 7 }],
    [{ chat_template_kwargs: { enable_thinking: false, tokenizer: 'x' } }],
    [{ api_key: '', api_key_set: true, secret: 7 }],
    [{ guided_regex: 'sk-[a-z]+', user: 'me', url: 'https://example.org/@me' }],
  ])('takes %j', (body) => expect(() => refuseSecretFields(body, '--extra-body')).not.toThrow())
})

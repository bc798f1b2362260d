import { describe, expect, it } from 'vitest'
import { compileChatTemplate } from '../../../../harness/models/gguf/chat-template.ts'
import { ModelError, UsageError } from '../../../../results/errors.ts'
import type { Message } from '../../../../results/schema/schema.ts'

const TOKENS = { bos_token: '<s>', eos_token: '</s>' }
const compile = (source: string) => compileChatTemplate(source, TOKENS, 'models/a.gguf')
const HELLO: Message[] = [{ role: 'user', content: 'Hello' }]

describe('a chat template', () => {
  it('renders the conversation up to where the reply begins', async () => {
    const render = await compile(
      '{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{{ eos_token }}{% endfor %}' +
        '{% if add_generation_prompt %}[assistant]{% endif %}',
    )
    const asked: Message[] = [...HELLO, { role: 'assistant', content: 'Hi' }, { role: 'user', content: 'Bye' }]
    expect(render(asked)).toBe('<s>[user]Hello</s>[assistant]Hi</s>[user]Bye</s>[assistant]')
  })

  it('reads the settings it is given', async () => {
    const render = await compile('{% if enable_thinking is defined and not enable_thinking %}no {% endif %}thinking')
    expect(render(HELLO)).toBe('thinking')
    expect(render(HELLO, { enable_thinking: false })).toBe('no thinking')
  })

  it('adds nothing to what users write', async () => {
    const render = await compile('{% for m in messages %}{{ m.content }}{% endfor %}')
    expect(render([{ role: 'user', content: '{{ bos_token }} {% if %} & <|im_end|>' }])).toBe(
      '{{ bos_token }} {% if %} & <|im_end|>',
    )
  })

  it('may refuse a conversation, which no other question of the run would change', async () => {
    const render = await compile("{{ raise_exception('System role not supported') }}")
    expect(() => render(HELLO)).toThrow(ModelError)
    expect(() => render(HELLO)).toThrow('a.gguf: its chat template refuses the conversation: System role not supported')
  })

  it('may be broken', async () => {
    await expect(compile('{% for m in %}')).rejects.toThrow(UsageError)
    await expect(compile('{% for m in %}')).rejects.toThrow('models/a.gguf: its chat template cannot be read: ')
  })
})

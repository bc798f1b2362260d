/** Invented questions and replies for a mock run: nothing of a real data set. */

/** A number in [0, 1) that is the same for the same key each time. */
export function drawn(...key: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of key.join('|')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

const pick = <T>(values: readonly T[], ...key: readonly (string | number)[]): T =>
  values[Math.floor(drawn(...key) * values.length)] as T

/** One question with a good and a bad reply. */
export interface MockQuestion {
  readonly prompt: string
  readonly target?: string
  readonly group?: string
  reply(isRight: boolean, model: string): { readonly text: string; readonly answer: string; readonly mark?: string }
}

const NAMES = ['Ines', 'Tomas', 'Aiko', 'Noor', 'Piet', 'Lucia', 'Femi', 'Greta']
const THINGS = ['jars of honey', 'tulip bulbs', 'train tickets', 'maps', 'loaves of bread', 'paint tins']

export function wordProblem(at: number): MockQuestion {
  const [name, thing] = [pick(NAMES, 'name', at), pick(THINGS, 'thing', at)]
  const [crates, each, sold] = [3 + Math.floor(drawn('a', at) * 9), 12 + Math.floor(drawn('b', at) * 30), 0]
  const gone = 5 + Math.floor(drawn('c', at) * 20) + sold
  const price = 2 + Math.floor(drawn('d', at) * 8)
  const right = (crates * each - gone) * price
  return {
    prompt: `${name} unpacks ${crates} crates with ${each} ${thing} each. ${gone} of them are damaged and are sent back. Each of the others is sold for $${price}. How much money does ${name} take in, in dollars?\n\nEnd with the final number after ####.`,
    target: String(right),
    reply(isRight, model) {
      const total = isRight ? right : pick([right + price * gone, right - price, crates * each * price], 'w', at, model)
      const first = pick(
        ['First count what arrives', 'Start with the whole delivery', 'Let me work through it'],
        's',
        at,
        model,
      )
      return {
        text: `${first}: ${crates} × ${each} = ${crates * each} ${thing}.\n\n${
          isRight
            ? `Of these, ${gone} are sent back, so **${crates * each - gone}** remain.`
            : `The ${gone} damaged ones do not change the price, so they all count.`
        }\n\nAt $${price} each, ${name} takes in ${isRight ? crates * each - gone : crates * each} × ${price} = ${total} dollars.\n\n#### ${total}`,
        answer: String(total),
        mark: '####',
      }
    },
  }
}

const TASKS = [
  [
    'rotate_left',
    'Return the list with its first k items moved to the end.',
    '    k %= max(len(items), 1)\n    return items[k:] + items[:k]',
    '    return items[k:] + items[:k + 1]',
    'items, k',
  ],
  [
    'running_max',
    'Return the largest value seen so far, position by position.',
    '    best, out = None, []\n    for x in items:\n        best = x if best is None else max(best, x)\n        out.append(best)\n    return out',
    '    return [max(items[:i]) for i in range(len(items))]',
    'items',
  ],
  [
    'count_vowels',
    'Count the vowels of a text, upper and lower case.',
    '    return sum(c in "aeiou" for c in text.lower())',
    '    return sum(c in "aeiou" for c in text)',
    'text',
  ],
] as const

export function programTask(at: number): MockQuestion & { readonly entryPoint: string; readonly tests: string } {
  const [stem, doc, good, bad, parameters] = pick(TASKS, 'task', at)
  const entryPoint = `${stem}_${at}`
  return {
    prompt: `def ${entryPoint}(${parameters}):\n    """${doc}"""\n`,
    entryPoint,
    tests: `def check(candidate):\n    assert candidate is not None\n    ${stem === 'count_vowels' ? 'assert candidate("AbEd") == 2' : stem === 'rotate_left' ? 'assert candidate([1, 2, 3], 1) == [2, 3, 1]' : 'assert candidate([1, 3, 2]) == [1, 3, 3]'}\n`,
    reply(isRight) {
      const code = `def ${entryPoint}(${parameters}):\n    """${doc}"""\n${isRight ? good : bad}\n`
      return { text: `Here is the function:\n\n\`\`\`python\n${code}\`\`\`\n\nIt runs in linear time.`, answer: code }
    },
  }
}

const FIELDS = ['chemistry', 'biology', 'physics']

export function choiceQuestion(at: number): MockQuestion {
  const target = pick(['A', 'B', 'C', 'D'], 'key', at)
  return {
    prompt: `(invented question ${at})`,
    target,
    group: pick(FIELDS, 'field', at),
    reply(isRight, model) {
      const answer = isRight
        ? target
        : pick(
            ['A', 'B', 'C', 'D'].filter((one) => one !== target),
            'ch',
            at,
            model,
          )
      return {
        text: `Weighing the four options one by one.\n\nThe answer is (${answer}).`,
        answer,
        mark: 'The answer is',
      }
    },
  }
}

const TOPICS = [
  'a harbour town in winter',
  'the care of a sourdough starter',
  'why bridges hum',
  'moving a library',
  'a lost umbrella',
]
const KINDS = ['writing', 'roleplay', 'reasoning', 'extraction', 'humanities']

export function openQuestion(at: number): MockQuestion {
  const topic = pick(TOPICS, 'topic', at)
  return {
    prompt: `Write a short piece about ${topic} for readers who know nothing of it. Use one list and no more than two paragraphs.`,
    group: pick(KINDS, 'kind', at),
    reply(isRight) {
      const text = isRight
        ? `Few things are as patient as ${topic}. Whoever takes an hour for it sees more than a guide could tell.\n\n- Look at what moves first.\n- Ask who was there before you.\n- Come back at another hour.\n\nThat is how *${topic}* opens up: slowly, and then all at once.`
        : `${topic} is a topic. It is a topic that many people know. There are many things to say about ${topic}.\n\n1. It is interesting.\n2. It is very interesting.`
      return { text, answer: text }
    },
  }
}

const AREAS = ['基本任务', '中文理解', '综合问答', '文本写作', '逻辑推理', '角色扮演', '专业能力', '数学计算']
const SUBJECTS = ['茶园的一天', '老城墙的修缮', '地铁换乘', '家庭账本', '山里的天气']

export function chineseQuestion(at: number): MockQuestion {
  const subject = pick(SUBJECTS, 'subject', at)
  return {
    prompt: `请用简短的文字介绍“${subject}”，并给出两条实用的建议。`,
    group: pick(AREAS, 'area', at),
    reply(isRight) {
      const text = isRight
        ? `“${subject}”值得慢慢看。先了解它的来历，再看它今天的样子。\n\n1. 早一点去，人少。\n2. 记下问题，回来再查。`
        : `“${subject}”很好。大家都说很好，所以很好。`
      return { text, answer: text }
    },
  }
}

/** Answers as a program might write them itself, past the encoder. */

interface Description {
  readonly form?: string
  readonly base?: string
  readonly isItself?: boolean
  readonly asked?: readonly string[]
  readonly refused?: readonly string[]
  readonly details?: readonly unknown[]
}

/** The description of a class, as instances.py writes it. */
const kind = ({ form = 'object', base, isItself = false, asked = [], refused = [], details = ['l'] }: Description) => [
  ...['C', 0, 'P', form, base ?? null, isItself, [], asked, refused, false],
  details,
]

const fields = (name: string) => ['l', false, false, false, ['l', ['l', name]]]

const EQUAL = ['assert f() == 5', 'assert 5 == f()', 'assert f() in (1, 5)', 'assert [f()] == [5]']

const answer = (value: unknown, changes: readonly unknown[] = []) => [value, changes, []]

/** [what it does, the message, tests]. */
export const FORGED_MESSAGES: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['asks the program whether it is equal', answer(['O', kind({ asked: ['__eq__'] }), 1]), EQUAL],
  ['asks it for a hash', answer(['O', kind({ asked: ['__hash__', '__eq__'] }), 1]), ['assert {f()} == {5}']],
  ['replaces how attributes are found', answer(['O', kind({ refused: ['__class__', '__getattribute__'] }), 1]), EQUAL],
  [
    'claims to be an int',
    answer(['O', kind({ base: 'builtins.int', isItself: true }), 1]),
    ['assert isinstance(f(), int)', ...EQUAL],
  ],
  [
    'claims to be a list',
    answer(['O', kind({ base: 'builtins.list', isItself: true, asked: ['__len__'] }), 1]),
    ['assert isinstance(f(), list)'],
  ],
  [
    'is an int that is asked',
    answer(['V', kind({ form: 'value', base: 'builtins.int', asked: ['__eq__'] }), 'builtins.int', 3]),
    EQUAL,
  ],
  [
    'is a list that is asked for its length',
    answer(['W', kind({ form: 'value', base: 'builtins.list', asked: ['__len__'] }), 'builtins.list', [], []]),
    ['assert len(f()) == 1'],
  ],
  ['has a field named __eq__', answer(['D', kind({ form: 'data', details: fields('__eq__') }), '__eq__', 5]), EQUAL],
  ['has an attribute named __eq__', answer(['D', kind({ form: 'data', details: fields('x') }), '__eq__', 5]), EQUAL],
  [
    'has a member named __eq__',
    answer(['E', kind({ form: 'enum', details: ['l', 'Enum', '', ['l', ['l', '__eq__', 1]]] }), '__eq__', 1]),
    EQUAL,
  ],
  [
    'has a tuple field named __eq__',
    answer(['N', kind({ form: 'named', details: ['l', ['l', '__eq__'], ['l']] }), 1]),
    EQUAL,
  ],
  ['fills a class of the library by hand', answer(['D', ['G', 'collections.UserList'], 'data', 5]), EQUAL],
  ['names a function of Python', answer(['G', 'builtins.exec']), ['assert f()']],
  ['names a class of the checker', answer(['G', '_evalkit_judge.Stopped']), ['assert f()']],
  ['names a module of the system', answer(['M', 'os']), ['assert f()']],
  ['names what nobody lent', answer(['Y', 0]), EQUAL],
  ['names an argument that is not there', answer(['@', 99]), EQUAL],
  ['changes an argument into itself', answer(5, [[0, ['@', 0]]]), ['a = [1]\nassert f(a) == 6']],
  ['is a function of another kind', answer(['F', 3, 'int', 'type']), ['assert isinstance(f(), type)', ...EQUAL]],
  ['is an iterator of another kind', answer(['R', 3, 'int']), ['assert isinstance(f(), int)', ...EQUAL]],
  ['is no message', 5, ['assert f() == 6']],
  ['is an object of JSON', answer({ l: [5] }), ['assert f()']],
]

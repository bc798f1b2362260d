import { describe, expect, it } from 'vitest'
import { deviceGroups, devicesPerServer } from '../../../../harness/models/serve/devices.ts'

const groups = (list: string | undefined, ...words: string[]) =>
  deviceGroups({ CUDA_VISIBLE_DEVICES: list }, words).map((group) => group?.devices)

describe('servers', () => {
  it('are as many as there are GPUs in the list', () => expect(groups('0,1,3')).toEqual([['0'], ['1'], ['3']]))

  it('take several GPUs each where their flags say so', () => {
    expect(groups('0,1,2,3', '--tensor-parallel-size', '2')).toEqual([
      ['0', '1'],
      ['2', '3'],
    ])
    expect(groups('0,1,2', '-tp=2')).toEqual([['0', '1']])
  })

  it.each([undefined, '', ' ', '-1', 'NoDevFiles'])('are one where the list is %j', (list) =>
    expect(groups(list)).toEqual([undefined]),
  )

  it('may be told the GPUs by UUID, and by the variable of ROCm', () => {
    expect(groups('GPU-8932f937,MIG-GPU-1/2/3')).toEqual([['GPU-8932f937'], ['MIG-GPU-1/2/3']])
    expect(deviceGroups({ HIP_VISIBLE_DEVICES: '1' }, [])).toEqual([
      { variable: 'HIP_VISIBLE_DEVICES', devices: ['1'] },
    ])
  })

  it.each([
    ['0,gpu1', [], /"gpu1" is no GPU/],
    ['0,,1', [], /"" is no GPU/],
    ['0,1,0', [], /names 0 twice/],
    ['0', ['-tp', '2'], /uses 2 GPUs, and 1 is listed/],
  ])('are none for CUDA_VISIBLE_DEVICES=%s with %j', (list, words, message) =>
    expect(() => groups(list, ...words)).toThrow(message),
  )
})

it.each([
  [[], 1],
  [['--tensor_parallel_size', '4'], 4],
  [['--tp', '2', '--pp-size', '2'], 4],
  [['--tensor-parallel-size=2', '--data-parallel-size=2'], 4],
  [['--num-shard', '8'], 8],
  [['-ts', '3,1'], 2],
  [['-tp', 'auto'], 1],
])('a server with %j uses %d', (words, count) => expect(devicesPerServer(words)).toBe(count))

import { expect, test } from 'vitest'
import { parseCsv, parseLabels } from './labels.ts'

const model = { risk: { normal: 'low', viral: 'medium', bacterial: 'high' } } as const

test('classes may be the words of the model or the words of risk', () => {
  expect(parseLabels('file,class\na.png,viral\nb.png,high\n', model)).toEqual([
    { file: 'a.png', truth: 'medium' },
    { file: 'b.png', truth: 'high' },
  ])
})

test('quotes, commas, CRLF, a byte order mark and more columns do no harm', () => {
  expect(parseCsv('\uFEFFfile,class,note\r\n"a ""1"", b.png",normal,"x, y"\r\n')).toEqual([
    { file: 'a "1", b.png', class: 'normal', note: 'x, y' },
  ])
})

test.each([
  ['an unknown class', 'file,class\na.png,tumour'],
  ['no file', 'file,class\n,viral'],
  ['a stray quote', 'file,class\na"b.png,viral'],
])('%s is refused and the row named', (_, csv) => {
  expect(() => parseLabels(csv, model)).toThrow(/row 2/)
})

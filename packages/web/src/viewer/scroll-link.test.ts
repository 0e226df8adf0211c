import { expect, test } from 'vitest'
import { openScrollLink } from './scroll-link.ts'

function two(counts: [number, number]) {
  const link = openScrollLink()
  const asked: [number[], number[]] = [[], []]
  const [one, other] = counts.map((count, n) => link.join(count, (index) => asked[n]?.push(index)))
  if (!one || !other) throw new Error('two were asked for')
  return { link, asked, one, other }
}

test('a step in one is the same step in the other, from where each stands', () => {
  const { link, asked, one, other } = two([100, 80])
  one.told(10)
  other.told(3)
  expect(asked).toEqual([[], []])
  link.isOn = true
  one.told(12)
  expect(asked).toEqual([[], [5]])
  other.told(5)
  other.told(4)
  expect(asked).toEqual([[11], [5]])
})

test('what is passed on the way to where it was taken takes nobody back', () => {
  const { link, asked, one, other } = two([100, 100])
  link.isOn = true
  one.told(1)
  one.told(4)
  other.told(1)
  other.told(2)
  other.told(4)
  expect(asked).toEqual([[], [1, 4]])
  other.told(5)
  expect(asked[0]).toEqual([5])
})

test('the shorter one stays at its end', () => {
  const { link, asked, one, other } = two([100, 3])
  link.isOn = true
  one.told(2)
  other.told(2)
  one.told(50)
  expect(asked).toEqual([[], [2]])
  one.told(49)
  expect(asked).toEqual([[], [2, 1]])
})

test('whoever left is taken nowhere', () => {
  const { link, asked, one, other } = two([10, 10])
  link.isOn = true
  other.leave()
  one.told(3)
  expect(asked).toEqual([[], []])
})

import { expect, test } from 'vitest'
import { CHECK_MS, CheckBook, type CheckNote } from '../../collector/touch/check-book.ts'

const note = (visitor: string, ...tokens: string[]): CheckNote => ({
  ...{ visitor, tokens },
  hits: [{ name: visitor } as never],
})

test('a book follows browsers that have shown a token that somebody asks, and no other', () => {
  const book = new CheckBook()
  book.note(note('early', 'token'), 0)
  book.asked('token', 0)
  book.note(note('ada', 'token'), 1)
  book.note(note('bob', 'other'), 2)
  book.note(note('ada'), 3)
  expect(book.asked('token', 4).hits.map(({ name }) => name)).toEqual(['ada', 'ada'])
  expect([book.follows('ada', 5), book.follows('bob', 5)]).toEqual([true, false])
  expect(book.follows('ada', 4 + CHECK_MS)).toBe(false)
})

test('a book keeps the newest 200 hits of 20 checks, and forgets the one that was asked least lately', () => {
  const book = new CheckBook()
  book.asked('kept', 0)
  for (let n = 0; n < 19; n++) book.asked(`token-${n}`, 0)
  book.note(note('ada', 'kept', 'token-0'), 0)
  book.asked('kept', 1)
  book.asked('one more', 1)
  for (let n = 0; n < 250; n++) book.note(note('ada'), 2)
  expect(book.asked('kept', 3).hits).toHaveLength(200)
  expect(book.asked('token-0', 3).hits).toEqual([])
})

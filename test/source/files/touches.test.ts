import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileError } from '../../../collector/source/files/file-error.ts'
import { readTouchLines } from '../../../collector/source/files/touches.ts'

const read = (text: string, kind?: string) => readTouchLines(new TextEncoder().encode(text), kind)

describe('a file of offline touches', () => {
  it('has a touch a line, in the words of the wire, whatever its columns are called', () => {
    const { lines, refused, ignored } = read(
      [
        'Date;Activity Type;E-mail;utm_campaign;Cost;Currency;Notes',
        '2026-11-18 14:30;Phone call;ana@example.com;autumn;1.234,50;EUR;"asked; twice"',
        '',
        '2026-11-19;trade show;ben@example.com;;;;',
      ].join('\r\n'),
    )
    expect(lines).toEqual([
      {
        line: 2,
        touch: {
          ...{ ts: '2026-11-18 14:30', kind: 'call', email: 'ana@example.com', campaign: 'autumn' },
          cost: { amount: '1234.5', currency: 'EUR' },
        },
      },
      { line: 4, touch: { ts: '2026-11-19', kind: 'event', email: 'ben@example.com' } },
    ])
    expect([refused, ignored]).toEqual([[], ['Notes']])
  })

  it('may leave the kind to whoever reads it, and keeps one that a line names', () => {
    const kinds = (text: string) => read(text, 'meeting').lines.map(({ touch }) => touch['kind'])
    expect(kinds('ts,customer_id\n2026-11-18,c1')).toEqual(['meeting'])
    expect(kinds('ts,kind,customer_id\n2026-11-18,,c1\n2026-11-18,call,c1')).toEqual([
      'meeting',
      'call',
    ])
  })

  it.each([
    ['cost: "1,234"', 'ts,kind,customer_id,cost\n2026-11-18,call,c1,"1,234"'],
    ['cost: "twelve"', 'ts,kind,customer_id,cost\n2026-11-18,call,c1,twelve'],
    ['cost: "-3"', 'ts,kind,customer_id,cost\n2026-11-18,call,c1,-3'],
    ['has 5 cells, and there are 4 columns', 'ts,kind,customer_id,cost\n2026-11-18,call,c1,12,50'],
    ['a quote (") opens here', 'ts,kind,customer_id\n2026-11-18,call,"c1'],
  ])('names the line that says %s, and reads the others', (reason, text) => {
    const [header = '', bad = ''] = text.split('\n')
    const good = header.includes('cost') ? '2026-11-18,call,c1,12' : '2026-11-18,call,c1'
    const { lines, refused } = read([header, good, bad].join('\n'))
    expect(lines.map(({ line }) => line)).toEqual([2])
    expect(refused).toEqual([{ line: 3, reason: expect.stringContaining(reason) }])
  })

  it.each([
    ['', 'is empty'],
    ['kind,email\ncall,a@b.c', 'no column is called ts, date'],
    ['ts,email\n2026-11-18,a@b.c', 'say --kind for all lines'],
    ['ts,kind\n2026-11-18,call', 'whose a touch is: visitor, customer_id or email'],
    ['ts,date,kind,email\n,,,', 'two columns mean ts'],
  ])('is refused as a whole when it is %j', (text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  it('is read or refused, and never anything else, whatever is in it', () => {
    const header = fc.constantFrom('ts,kind,email,cost\n', 'date;type;customer\n', '')
    fc.assert(
      fc.property(header, fc.string({ unit: 'binary', maxLength: 200 }), (first, rest) => {
        try {
          const { lines, refused } = read(first + rest)
          expect([...lines, ...refused].every(({ line }) => line > 1)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(FileError)
        }
      }),
    )
  })
})

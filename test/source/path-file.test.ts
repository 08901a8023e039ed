import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PathFileError } from '../../collector/source/path-file/columns.ts'
import { PathFileReader } from '../../collector/source/path-file/reader.ts'

interface Row {
  path: string[]
  conversions: number
  value: number
  nulls: number
}

const HEAD = 'path,total_conversions,total_conversion_value,total_null\n'

/** Reads a file in chunks of so many bytes. */
function read(file: string | Uint8Array, chunk = Infinity) {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  const taken: { steps: number[]; counts: number[] }[] = []
  const reader = new PathFileReader({
    add: (steps, length, ...counts) =>
      taken.push({ steps: [...steps.subarray(0, length)], counts }),
  })
  const size = Math.min(chunk, Math.max(1, bytes.length))
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.slice(at, at + size))
  reader.end()
  const rows = taken.map(({ steps, counts }): Row => {
    const [conversions = -1, value = -1, nulls = -1] = counts
    const path = steps.map((step) => reader.channels[step] ?? '?')
    return { path, conversions, value, nulls }
  })
  return { reader, rows }
}

const pathsOf = (file: string) => read(file).rows.map(({ path }) => path)

function problemOf(file: string | Uint8Array): string {
  try {
    read(file)
  } catch (error) {
    if (error instanceof PathFileError) return error.message
    throw error
  }
  throw new Error('it was read')
}

describe('a path file', () => {
  it('gives its paths and their counts', () => {
    expect(read(`${HEAD}Ads > Mail > Ads,3,120.50,7\nMail,0,0,2\n`).rows).toEqual([
      { path: ['Ads', 'Mail', 'Ads'], conversions: 3, value: 120.5, nulls: 7 },
      { path: ['Mail'], conversions: 0, value: 0, nulls: 2 },
    ])
  })

  it('has its columns in any order, and others between them', () => {
    const file = 'total_null,id,Path ,TOTAL_CONVERSIONS\n4,x-1,A>B,2\n'
    expect(read(file).rows).toEqual([{ path: ['A', 'B'], conversions: 2, value: 0, nulls: 4 }])
  })

  it('needs neither value nor null', () => {
    expect(read('path,total_conversions\nA,2').rows).toEqual([
      { path: ['A'], conversions: 2, value: 0, nulls: 0 },
    ])
    expect(read(`${HEAD}A,2,,\n`).rows).toEqual([
      { path: ['A'], conversions: 2, value: 0, nulls: 0 },
    ])
  })

  it('may have spaces round > and at its ends, or none', () => {
    expect(pathsOf(`${HEAD}  A B>C\t >  D ,1,1,0\n`)).toEqual([['A B', 'C', 'D']])
  })

  it('tells names apart by every letter, and by spaces within', () => {
    const { reader } = read(`${HEAD}AB > A B > A  B > ab > ÄB > A,1,1,0\n`)
    expect(reader.channels).toEqual(['AB', 'A B', 'A  B', 'ab', 'ÄB', 'A'])
  })

  it('leaves out steps without a name, and counts them', () => {
    const { reader, rows } = read(`${HEAD}> A >  > B >,1,1,0\n"A >> B",1,1,0\n`)
    expect(rows.map(({ path }) => path)).toEqual([
      ['A', 'B'],
      ['A', 'B'],
    ])
    expect(reader.emptySteps).toBe(4)
  })

  it('may quote fields: commas, quotes and line ends are part of a name', () => {
    const file = `"path",total_conversions\n"social, organic > 5"" screens > two\nlines",2\nC,"1"\n`
    expect(read(file).rows.map(({ path }) => path)).toEqual([
      ['social, organic', '5" screens', 'two\nlines'],
      ['C'],
    ])
  })

  it('knows a name with quotes and without for the same', () => {
    expect(read(`${HEAD}"A B > C",1,1,0\nC > A B,1,1,0\n`).reader.channels).toEqual(['A B', 'C'])
  })

  it('has no channel of what stands before a quote within quotes', () => {
    expect(read(`${HEAD}"A > 5"" screens",1,1,0\n`).reader.channels).toEqual(['A', '5" screens'])
  })

  it('may be cut where nothing is, too', () => {
    const rows: number[] = []
    const reader = new PathFileReader({ add: (_, length) => rows.push(length) })
    for (const text of [HEAD, 'A > B,1,1,0\n', '', '']) reader.push(new TextEncoder().encode(text))
    reader.end()
    expect(rows).toEqual([2])
  })

  it('may have a quote within a field that has none at its ends', () => {
    expect(pathsOf(`${HEAD}5" screens > A,1,1,0\n`)).toEqual([['5" screens', 'A']])
  })

  it('may come from Windows: CRLF, a byte order mark, blank lines, no line end at the last', () => {
    const file = `\uFEFF${HEAD}A > B,1,2,3\n\n"B",1,2,3\n  \nC,0,0,1`.replaceAll('\n', '\r\n')
    expect(read(file).rows).toEqual([
      { path: ['A', 'B'], conversions: 1, value: 2, nulls: 3 },
      { path: ['B'], conversions: 1, value: 2, nulls: 3 },
      { path: ['C'], conversions: 0, value: 0, nulls: 1 },
    ])
  })

  it('has lines that are blank whichever column comes first', () => {
    const { rows, reader } = read('total_conversions,path\n\n1,A\n\n')
    expect(rows).toHaveLength(1)
    expect(reader.emptySteps).toBe(0)
  })

  it('with a header alone has no path', () => {
    expect(read(HEAD).rows).toEqual([])
    expect(read(HEAD.trim()).rows).toEqual([])
  })

  it.each([
    ['7', 7],
    ['0.1', 0.1],
    ['.5', 0.5],
    ['5.', 5],
    [' 12 ', 12],
    ['1e5', 100_000],
    ['+3', 3],
    ['123456789012345', 123_456_789_012_345],
    ['0.1234567890123456789', 0.12345678901234568],
    ['9007199254740993', 9_007_199_254_740_992],
  ])('reads the number %j', (text, number) => {
    expect(read(`${HEAD}A,${text},0,0\n`).rows[0]?.conversions).toBe(number)
  })

  it('says the same in chunks of any size', () => {
    const file = `\uFEFF${HEAD}Ads > "Mail,3,1,0\r\n"Zürich > ""b"", c",1,2.25,3\r\n\r\n> A > B,0,0,12`
    const whole = read(file)
    for (let chunk = 1; chunk < 40; chunk++) {
      const { rows, reader } = read(file, chunk)
      expect(rows).toEqual(whole.rows)
      expect(reader.channels).toEqual(whole.reader.channels)
      expect(reader.emptySteps).toBe(1)
    }
  })

  it('may have thousands of channels, and thousands of steps', () => {
    const names = Array.from({ length: 5000 }, (_, at) => `campaign ${at * 7919}`)
    const { rows, reader } = read(`${HEAD}${names.join('>')},1,1,1\n${names.join(' > ')},1,1,1\n`)
    expect(reader.channels).toEqual(names)
    expect(rows[1]?.path).toEqual(names)
  })
})

describe('any paths', () => {
  const letter = fc.constantFrom(...'aaabcdeÄ😀', ',', '"', ' ', '\n', '\t', '-', '=', '/')
  const name = fc
    .array(letter, { minLength: 1, maxLength: 11 })
    .map((letters) => letters.join('').trim())
    .filter((text) => text !== '')
  const pad = fc.constantFrom('', ' ', '  ', '\t')
  const row = fc.record({
    steps: fc.array(fc.tuple(pad, name, pad), { minLength: 1, maxLength: 6 }),
    conversions: fc.nat(1000),
    cents: fc.nat(1_000_000),
    nulls: fc.nat(1000),
    isQuoted: fc.boolean(),
  })

  /** Quoted when it has to be, and else when it is told. */
  function field(text: string, isQuoted: boolean): string {
    const mustBe = /[",\n]/.test(text)
    return mustBe || isQuoted ? `"${text.replaceAll('"', '""')}"` : text
  }

  it('are read as they were written, in chunks of any size', () => {
    const file = fc.array(row, { minLength: 1, maxLength: 12 })
    const ends = fc.constantFrom('\n', '\r\n')
    fc.assert(
      fc.property(file, ends, fc.integer({ min: 1, max: 90 }), (rows, end, chunk) => {
        const lines = rows.map(({ steps, conversions, cents, nulls, isQuoted }) => {
          const path = steps.map((step) => step.join('')).join('>')
          const value = conversions > 0 ? (cents / 100).toFixed(2) : '0'
          return [field(path, isQuoted), nulls, field(value, isQuoted), conversions].join(',')
        })
        const head = 'path,total_null,total_conversion_value,total_conversions'
        const found = read([head, ...lines].join(end), chunk)
        const names = new Set(rows.flatMap(({ steps }) => steps.map(([, step]) => step)))
        expect(new Set(found.reader.channels)).toEqual(names)
        expect(found.rows).toEqual(
          rows.map(({ steps, conversions, cents, nulls }) => ({
            path: steps.map(([, step]) => step),
            conversions,
            value: conversions > 0 ? cents / 100 : 0,
            nulls,
          })),
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('a bad line is named with its number and the way out', () => {
  it.each([
    ['', 'line 1: the file is empty: its first line names the columns path,total_conversions'],
    ['a,b\n', 'line 1: the header lacks path and total_conversions; it has "a", "b": name the'],
    ['path;total_conversions\nA;1\n', 'line 1: the header lacks path and total_conversions'],
    ['path,path,total_conversions\n', 'line 1: the header names path twice'],
    [`${HEAD}A,1,1,0\nB,x,1,0\n`, 'line 3: total_conversions is "x", not a number such as 3'],
    [`${HEAD}B,,1,0\n`, 'line 2: total_conversions is "", not a number'],
    [`${HEAD}B,NaN,1,0\n`, 'line 2: total_conversions is "NaN", not a number'],
    [`${HEAD}B,1,Infinity,0\n`, 'line 2: total_conversion_value is "Infinity", not a number'],
    [`${HEAD}B,1,0x10,0\n`, 'line 2: total_conversion_value is "0x10", not a number'],
    [`${HEAD}B,1,"1,000",0\n`, 'line 2: total_conversion_value is "1,000", not a number'],
    [`${HEAD}B,1,1e999,0\n`, 'line 2: total_conversion_value is "1e999", not a number'],
    [`${HEAD}B,1,1,-2\n`, 'line 2: total_null is -2: it counts journeys or their worth, from 0 on'],
    [`${HEAD}B,0,5,2\n`, 'line 2: total_conversion_value is 5 without a conversion: count what'],
    [`${HEAD}social, organic,1,1,0\n`, 'line 2: total_conversions is " organic", not a number'],
    [`${HEAD}A,1,1,0,9\n`, 'line 2: there are more than the 4 fields that the header names'],
    [`${HEAD}A,1\n`, 'line 2: there are 2 fields, and the header names 4: write all of them'],
    [`${HEAD}A\n`, 'line 2: there is 1 field, and the header names 4'],
    [`${HEAD},1,1,0\n`, 'line 2: the path names no channel: write one'],
    [`${HEAD} > ,1,1,0\n`, 'line 2: the path names no channel'],
    [`${HEAD}A,1,1,0\n"B > C,1,1,0\nD,1,1,0\n`, 'line 3: a quote opens here, and none closes it'],
    [`${HEAD}"A" > B,1,1,0\n`, 'line 2: there is text behind the closing quote of a field'],
  ])('%j', (file, problem) => {
    expect(problemOf(file)).toContain(problem)
  })

  it('after line ends within quotes and blank lines, too', () => {
    expect(problemOf(`${HEAD}"A\n\nB",1,1,0\r\n\r\nC,x,1,0\n`)).toMatch(/^line 6: /)
  })

  it('when it is UTF-16', () => {
    expect(problemOf(Uint8Array.of(0xff, 0xfe, 0x70, 0, 10, 0))).toContain('save the file as UTF-8')
  })

  it('in the same way in small chunks', () => {
    const bad = `${HEAD}"A\nB",1,1,0\nC,x,1,0\n`
    for (let chunk = 1; chunk < 20; chunk++)
      expect(() => read(bad, chunk)).toThrow(/^line 4: total_conversions is "x"/)
  })
})

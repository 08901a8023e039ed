import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FileError, type ReadFile } from '../../../collector/source/files/file.ts'
import { readFile } from '../../../collector/source/files/read-file.ts'
import type { SpendRow } from '../../../collector/source/files/spend.ts'
import { formatAmount } from '../../../shared/money.ts'
import { bytesOf, type Options } from './reading.ts'

const OPTIONS: Options = { currency: 'EUR' }

const NAMES = ['Spring', 'Total Recall', 'A, B', 'Größe "L"', 'x;y', '1,234']

/** One line of a good file. */
interface Line {
  day: number
  campaign: string
  cents: number
  impressions: number
}

const lines = fc.array(
  fc.record<Line>({
    day: fc.integer({ min: 1, max: 28 }),
    campaign: fc.constantFrom(...NAMES),
    cents: fc.integer({ min: 0, max: 500_000_000 }),
    impressions: fc.integer({ min: 0, max: 5_000_000 }),
  }),
  { minLength: 1, maxLength: 12 },
)

/** How a platform writes its files. */
interface Style {
  header: string
  above: string
  delimiter: string
  point: string
  comma: string
}

const STYLES: readonly Style[] = [
  {
    header: 'Day,Campaign,Currency code,Impr.,Cost',
    above: 'Campaign report\n"October 1, 2026 - October 28, 2026"\n',
    ...{ delimiter: ',', point: '.', comma: ',' },
  },
  {
    header: 'Tag;Kampagne;Währungscode;Impr.;Kosten',
    above: 'Kampagnenbericht\n',
    ...{ delimiter: ';', point: ',', comma: '.' },
  },
  {
    header: 'Day\tCampaign name\tCurrency\tImpressions\tAmount spent (EUR)',
    above: '',
    ...{ delimiter: '\t', point: '.', comma: ' ' },
  },
]

const style = fc.constantFrom(...STYLES)

const grouped = (whole: string, separator: string) => whole.replace(/\B(?=(?:\d{3})+$)/g, separator)

function fileOf(all: readonly Line[], { header, above, delimiter, point, comma }: Style): string {
  const cell = (text: string) => (/[",;\t\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)
  const written = all.map(({ day, campaign, cents, impressions }) => {
    const [whole = '', decimals = ''] = formatAmount(cents, 'EUR').split('.')
    const cost = `${grouped(whole, comma)}${point}${decimals}`
    const date = `2026-10-${String(day).padStart(2, '0')}`
    const cells = [date, campaign, 'EUR', grouped(String(impressions), comma), cost]
    return `${cells.map(cell).join(delimiter)}\n`
  })
  return `${above}${header}\n${written.join('')}`
}

/** What a reader of the same lines adds up to, by campaign and day. */
function sumsOf(all: readonly Line[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { day, campaign, cents } of all) {
    const key = `${20261000 + day} ${campaign}`
    sums.set(key, (sums.get(key) ?? 0) + cents)
  }
  return sums
}

const sumsRead = (rows: readonly SpendRow[]): Map<string, number> =>
  new Map(rows.map(({ from, campaign, amount }) => [`${from} ${campaign}`, amount]))

async function attempt(bytes: Uint8Array, options: Options = OPTIONS): Promise<ReadFile | Error> {
  try {
    return await readFile([bytes], { kind: 'auto', ...options })
  } catch (error) {
    if (error instanceof FileError) return error
    throw error
  }
}

describe('any file', { timeout: 60_000 }, () => {
  test('of good lines comes to what they add up to, in each style', async () => {
    await fc.assert(
      fc.asyncProperty(lines, style, async (all, style) => {
        const read = await attempt(bytesOf(fileOf(all, style)))
        expect(read).toMatchObject({ family: 'spend', refused: [] })
        if ('rows' in read) expect(sumsRead(read.rows)).toEqual(sumsOf(all))
      }),
    )
  })

  test('reads the same in pieces of any size', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(lines, style, sizes, fc.boolean(), async (all, style, sizes, isNarrow) => {
        const text = fileOf(all, style)
        const bytes = isNarrow
          ? Uint8Array.from(text, (letter) => letter.charCodeAt(0))
          : bytesOf(text)
        const pieces: Uint8Array[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          pieces.push(bytes.subarray(at, at + size))
          at += size
        }
        const inPieces = await readFile(pieces, { kind: 'auto', ...OPTIONS })
        expect(inPieces).toEqual(await attempt(bytes))
      }),
    )
  })

  test('of arbitrary bytes is read or refused, and nothing else', async () => {
    const heads = STYLES.map(({ above, header }) => bytesOf(`${above}${header}\n`))
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map(bytesOf),
      fc
        .tuple(fc.constantFrom(...heads), fc.string({ maxLength: 200 }))
        .map(([head, rest]) => Uint8Array.from([...head, ...bytesOf(rest)])),
      fc
        .tuple(
          fc.constantFrom(...heads),
          fc.array(fc.constantFrom(...',;\t"\n\r 0123456789.-EURTotal'), { maxLength: 200 }),
        )
        .map(([head, rest]) => Uint8Array.from([...head, ...bytesOf(rest.join(''))])),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (bytes) => {
        const read = await attempt(bytes)
        if (read instanceof Error || read.family !== 'spend') return
        for (const row of read.rows) {
          expect(Number.isSafeInteger(row.amount) && row.amount >= 0).toBe(true)
          expect(row.from).toBeLessThanOrEqual(row.to)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('that was cut off has whole lines of it, or says that something is wrong', async () => {
    const cut = fc.double({ min: 0, max: 1, noNaN: true })
    await fc.assert(
      fc.asyncProperty(lines, style, cut, async (all, style, share) => {
        const text = fileOf(all, style)
        const part = text.slice(0, Math.floor(text.length * share))
        const read = await attempt(bytesOf(part))
        if (read instanceof Error || read.family !== 'spend') return
        if (read.refused.length + read.notes.filter((note) => /cut off/.test(note)).length > 0)
          return
        const above = `${style.above}${style.header}\n`.split('\n').length - 1
        const whole = all.slice(0, part.split('\n').length - 1 - above)
        expect(sumsRead(read.rows)).toEqual(sumsOf(whole))
      }),
      { numRuns: 150 },
    )
  })

  test('with one sign changed never has another amount for a line that it left alone', async () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    const sign = fc.constantFrom(...',;\t"\n .-x', '')
    await fc.assert(
      fc.asyncProperty(lines, style, place, sign, async (all, style, share, sign) => {
        // Each line a campaign of its own, so that a row is a line.
        const own = all.map((line, index) => ({ ...line, campaign: `C${index}` }))
        const text = fileOf(own, style)
        const at = Math.floor(text.length * share)
        const read = await attempt(bytesOf(text.slice(0, at) + sign + text.slice(at + 1)))
        if (read instanceof Error || read.family !== 'spend') return
        const touched = new Set(touchedCampaigns(text, at))
        const expected = sumsOf(own)
        for (const [key, amount] of sumsRead(read.rows))
          if (!touched.has(key.split(' ')[1] ?? '') && expected.has(key))
            expect([key, amount]).toEqual([key, expected.get(key)])
      }),
      { numRuns: 200 },
    )
  })
})

/** The campaigns of the line that a place is in, and of the next, which a lost line break joins to it. */
function touchedCampaigns(text: string, at: number): string[] {
  const start = text.lastIndexOf('\n', at - 1) + 1
  const end = text.indexOf('\n', text.indexOf('\n', at) + 1)
  return text.slice(start, end === -1 ? undefined : end).match(/\bC\d+\b/g) ?? []
}

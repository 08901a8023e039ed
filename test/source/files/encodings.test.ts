import { describe, expect, test } from 'vitest'
import { readFile } from '../../../collector/source/files/read-file.ts'
import { bytesOf, readSpend, rowsIn } from './reading.ts'

const TEXT =
  'Kampagnenbericht\nTag;Kampagne;Währungscode;Kosten\n2026-10-01;Frühling;EUR;12,34\n2026-10-02;Frühling;EUR;0,66\n'
const ROWS = ['20261001 Frühling 12.34 EUR', '20261002 Frühling 0.66 EUR']

const wide = (text: string, isLittle: boolean): Uint8Array =>
  Uint8Array.from(
    [...text].flatMap((letter) => {
      const code = letter.charCodeAt(0)
      return isLittle ? [code & 255, code >> 8] : [code >> 8, code & 255]
    }),
  )

/** Each letter one byte, as ISO 8859-1 and Windows-1252 have umlauts. */
const narrow = (text: string): Uint8Array =>
  Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)))

describe('a file', () => {
  test.each<[string, Uint8Array]>([
    ['UTF-8', bytesOf(TEXT)],
    ['UTF-8 with a byte order mark', bytesOf(`\uFEFF${TEXT}`)],
    ['UTF-16, little end first', wide(`\uFEFF${TEXT}`, true)],
    ['UTF-16, big end first', wide(`\uFEFF${TEXT}`, false)],
    ['UTF-16 without a mark, little end first', wide(TEXT, true)],
    ['UTF-16 without a mark, big end first', wide(TEXT, false)],
    ['UTF-8 with line ends of Windows', bytesOf(TEXT.replaceAll('\n', '\r\n'))],
    ['UTF-8 with line ends of old Macs', bytesOf(TEXT.replaceAll('\n', '\r'))],
  ])('may be %s', async (_, bytes) => {
    const read = await readSpend(bytes)
    expect(rowsIn(read)).toEqual(ROWS)
    expect(read.notes).toEqual([])
  })

  test('may be Windows-1252, and a note says that this was guessed', async () => {
    const read = await readSpend(narrow(TEXT))
    expect(rowsIn(read)).toEqual(ROWS)
    expect(read.notes).toEqual([expect.stringMatching(/Windows-1252/)])
  })

  test('has the same rows however it is cut into pieces', async () => {
    for (const bytes of [bytesOf(TEXT), wide(`\uFEFF${TEXT}`, true), narrow(TEXT)]) {
      const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte))
      const read = await readFile(pieces, { kind: 'auto' })
      expect(read).toEqual(await readFile([bytes], { kind: 'auto' }))
      expect(read).toMatchObject({ rows: [{ campaign: 'Frühling' }, { campaign: 'Frühling' }] })
    }
  })

  test('is judged by its bytes from the first umlaut on, however far down that is', async () => {
    const ascii = `Campaign report\nDay,Campaign,Currency code,Cost\n${'2026-10-01,A,EUR,1.00\n'.repeat(20_000)}`
    const read = await readSpend(narrow(`${ascii}2026-10-01,Frühling,EUR,2.00\n`))
    expect(rowsIn(read)).toEqual(['20261001 A 20000.00 EUR', '20261001 Frühling 2.00 EUR'])
    expect(read.notes.join()).toMatch(/Windows-1252/)
  })

  test.each<[string, Uint8Array, RegExp]>([
    ['empty', Uint8Array.of(), /is empty/],
    ['a workbook', bytesOf('PK\u0003\u0004...'), /Excel workbook/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip/],
    ['a PDF', bytesOf('%PDF-1.7\n'), /PDF/],
    ['no text', bytesOf('Day,Campaign\0,Cost\n'), /no text/],
    ['UTF-16 that was cut within a letter', wide(`\uFEFF${TEXT}`, true).slice(0, -1), /cut off/],
  ])('is refused when it is %s', async (_, bytes, reason) => {
    await expect(readSpend(bytes)).rejects.toThrow(reason)
  })

  test('that turns from UTF-8 into something else is refused, not patched', async () => {
    const good = bytesOf(`${TEXT}${'2026-10-03;Frühling;EUR;1,00\n'.repeat(3000)}`)
    const broken = Uint8Array.from([...good, 0xfc, 0x0a])
    await expect(readSpend(broken)).rejects.toThrow(/begins as UTF-8 and has other bytes/)
  })
})

describe('the delimiter', () => {
  test.each([',', ';', '\t'])('may be %j', async (delimiter) => {
    const text = TEXT.replaceAll(';', delimiter).replace(/(\d+),(\d\d)$/gm, '"$1,$2"')
    expect(rowsIn(await readSpend(text))).toEqual(ROWS)
  })

  test('is not what stands in names', async () => {
    const read = await readSpend(
      'Campaign report\nDay\tCampaign\tCurrency code\tCost\n2026-10-01\tA, B; C, D\tEUR\t5.00\n',
    )
    expect(rowsIn(read)).toEqual(['20261001 A, B; C, D 5.00 EUR'])
  })
})

/**
 * How reports name a line that is the sum of others: the word alone, or before a colon, a hyphen or a
 * bracket (`Total: Account`, `Total : compte`, `Gesamt: Konto`, `Total - 3 campaigns`), or a count.
 */
const WORDS = [
  ...['total', 'totals', 'overall total', 'grand total', 'account total', 'subtotal'],
  ...['gesamt', 'gesamtsumme', 'gesamtergebnis', 'insgesamt', 'summe'],
  ...['total général', 'total general', 'totales', 'resultados totales', 'total geral', 'totais'],
  ...['totale', 'totale complessivo', 'totaal', 'eindtotaal'],
].join('|')
const CHARS_MAX = 300
const LABEL = new RegExp(`^(?:${WORDS})(?:\\s*[:：(\\-–—].*)?$`, 'iu')
const COUNTED = /^total of ([\d,.]+) (?:results?|rows?|campaigns?|ads?)\b/i

/** Whether a cell calls its line a total. `Total Recall` and `Gesamtpaket` do not. */
export const isTotalLabel = (cell: string): boolean =>
  cell.length <= CHARS_MAX && (LABEL.test(cell) || COUNTED.test(cell))

/** How many lines `Total of 12 results` is the sum of; undefined for other texts. */
export function countedIn(cell: string): number | undefined {
  const count = COUNTED.exec(cell)?.[1]?.replace(/[,.]/g, '')
  return count === undefined ? undefined : Number(count)
}

const FOOTER = /^(?:[@©]|\(c\))\s*\d{4}\b|\ball rights reserved\b/i

/** Whether a line is a footer: a single cell with a notice. */
export function isFooter(cells: readonly string[]): boolean {
  const said = cells.filter((cell) => cell !== '')
  return said.length === 1 && FOOTER.test(said[0] ?? '')
}

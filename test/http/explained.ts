import { expect } from 'vitest'
import { at, type TestCollector } from './collector.ts'

export type Part = Record<string, unknown> & { kind: string; adds: Record<string, string | number> }

interface Page {
  cell: Record<string, unknown> & { measure: string; result: string | number | null }
  parts: Part[]
  page: Record<string, string | number>
  total: Record<string, string | number>
  next: string | null
}

/** All pages of the parts of a figure, a few at a time. */
export async function explained(
  collector: TestCollector,
  key: string,
  question: string,
  limit = 2,
): Promise<{ cell: Page['cell']; parts: Part[]; total: Page['total']; pages: Page['page'][] }> {
  const parts: Part[] = []
  const pages: Page['page'][] = []
  for (let cursor: string | null = null; ; ) {
    const rest: string = cursor === null ? '' : `&cursor=${cursor}`
    const answer = await collector.get(`/v1/explain/${question}&limit=${limit}${rest}`, key)
    expect(answer.status, `${question}: ${answer.text}`).toBe(200)
    const page = answer.json as Page
    parts.push(...page.parts)
    pages.push(page.page)
    if (page.next === null) return { cell: page.cell, parts, total: page.total, pages }
    expect(page.parts.length).toBe(limit)
    cursor = page.next
  }
}

/**
 * Explains a figure, and expects that it is the report's, that the parts of all pages add up to what the answer says
 * that all parts do, and that this is what the report has.
 * @param added which figures of the place the parts add up to
 */
export async function expectAddsUp(
  collector: TestCollector,
  key: string,
  question: string,
  of: Record<string, unknown>,
  added: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { cell, parts, total, pages } = await explained(collector, key, question)
  expect(cell.result, question).toEqual(of[cell.measure])
  expect(total['parts'], question).toBe(parts.length)
  for (const [name, whole] of Object.entries(added)) {
    const told = `${name} of ${question}`
    const sum = sumOf(parts.map(({ adds }) => adds[name] ?? 0))
    expect(sum, told).toBe(cents(whole as string | number))
    expect(cents(total[name] ?? Number.NaN), told).toBe(sum)
    expect(sumOf(pages.map((page) => page[name] ?? 0)), told).toBe(sum)
  }
}

const sumOf = (amounts: readonly (string | number)[]): number =>
  amounts.reduce<number>((sum, amount) => sum + cents(amount), 0)

/** Whole numbers: sums of doubles would hide a cent. */
const cents = (amount: string | number): number => Math.round(Number(amount) * 1_000_000)

/** A problem's first wrong field. */
export const fieldOf = (json: unknown): unknown => at(json, 'errors', 0, 'field')

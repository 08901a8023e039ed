import { z } from 'zod'
import { nextCursor } from './parts.ts'

const shown = z.union([z.string(), z.number()])

const sums = z.looseObject({ parts: z.int() })

/**
 * Answer of `GET /v1/explain/paths` and its like: one figure of a report. Parts are of several kinds, each with the
 * facts that it rests on.
 */
export const figureExplained = z.object({
  meta: z.looseObject({ site: z.string(), as_of: z.int() }).describe('As that of the report'),
  cell: z
    .looseObject({
      report: z.string(),
      cell: z.string(),
      measure: z.string(),
      result: shown.nullable(),
      formula: z.string().describe('Such as "ROI = (134.85 − 500.00) ÷ 500.00 = −0.7303"'),
    })
    .describe('Which figure, how it comes about, and the other figures of its place'),
  parts: z.array(
    z.looseObject({
      kind: z.string(),
      adds: z.record(z.string(), shown).describe('To the figure'),
    }),
  ),
  page: sums.describe('How many parts this page has, and what they add up to'),
  total: sums.describe('How many parts there are in all, and what they add up to: the figure'),
  next: nextCursor,
})

export type FigureExplained = z.output<typeof figureExplained>

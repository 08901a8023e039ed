import { measuresFrom } from '../../../attribution/contribution.ts'
import { localDay } from '../../../roi/dates.ts'
import { cellsIn, cellTest, costUnknownIn } from '../../../roi/explain.ts'
import type { CreditCell } from '../../../roi/report.ts'
import type { ExplainAnswer, ExplainQuery, RoiReportAnswer } from '../../ledger.ts'
import type { ExplainPart, ExplainStage } from '../../reports-explain.ts'
import type { Snapshot } from '../sql.ts'
import { allocatedParts } from './explain-allocated.ts'
import { conversionParts } from './explain-conversions.ts'
import { costParts } from './explain-costs.ts'
import type { PartsContext, PartsPage, PartsReader } from './explain-parts.ts'
import { touchParts } from './explain-touches.ts'
import { openReport } from './roi.ts'

const READERS: Readonly<Record<ExplainStage, PartsReader>> = {
  conversions: conversionParts,
  costs: costParts,
  allocated: allocatedParts,
  touches: touchParts,
}

/** The sums of one cell, as the report has them, and a page of the parts that add up to it. */
export function explainReport(snapshot: Snapshot, query: ExplainQuery): ExplainAnswer {
  const { model } = query
  const { common, names, creditsUnder } = openReport(snapshot, query, [model])
  const roi = { ...common, ...creditsUnder(model) }
  const test = cellTest(query)
  const today = localDay(query.now, roi.settings.timeZone)
  const cells = cellsIn(test, besideRows(query.cell, roi) ?? roi)
  const page = roi.tooMany
    ? NO_PARTS
    : partsPage({ snapshot, fresh: roi, query, test, names, today })
  return {
    ...roi,
    kind: 'explain',
    credits: [...cells.credits],
    touches: [...cells.touches],
    costs: [...cells.costs],
    allocated: [...(cells.allocated ?? [])],
    costUnknown: costUnknownIn(query, { ...roi, ...query, currency: '', today }),
    ...page,
  }
}

/** Of places that are in no row and in no total. */
function besideRows(
  cell: ExplainQuery['cell'],
  { salesApart = [], moved = [] }: Pick<RoiReportAnswer, 'salesApart' | 'moved'>,
) {
  if (cell === 'other_sales') return { ...NOTHING, credits: salesApart }
  if (cell !== 'fx_difference') return undefined
  return { ...NOTHING, credits: moved.map(({ day, amount }) => movedCell(day, amount)) }
}

const movedCell = (day: number, amount: number): CreditCell => ({
  ...measuresFrom((name) => (name === 'fxDifference' ? amount : 0)),
  ...{ tuple: null, day, stage: '' },
})

const NOTHING = { credits: [], touches: [], costs: [] }
const NO_PARTS: PartsPage = { parts: [], next: null }

/** One kind of parts after another, until the page is full. */
function partsPage(context: PartsContext): PartsPage {
  const { stages, limit, cursor = '' } = context.query
  const [begun, ...place] = cursor.split('.')
  const first = stages.findIndex((stage) => begun === '' || begun === stage)
  const parts: ExplainPart[] = []
  for (const [index, stage] of stages.slice(first).entries()) {
    if (parts.length >= limit) return { parts, next: `${stage}.` }
    const from = index === 0 ? place.join('.') : ''
    const page = READERS[stage](context, from, limit - parts.length)
    parts.push(...page.parts)
    if (page.next !== null) return { parts, next: `${stage}.${page.next}` }
  }
  return { parts, next: null }
}

import type { Dimension } from '../../../../shared/wire/roi.ts'
import { measuresFrom } from '../../../attribution/contribution.ts'
import type { CreditCell, Tuple } from '../../../roi/report.ts'
import type { CompareAnswer, CompareQuery } from '../../ledger.ts'
import type { Snapshot } from '../sql.ts'
import { reachesClosed, roiSumsKept } from './closed.ts'
import { type CreditSums, openReport } from './roi.ts'

/**
 * The sums of a report under several models. Each model's are added up before the next one's are read,
 * so that what is in memory, and in the answer, grows with the rows that are shown.
 */
export function compareSums(
  snapshot: Snapshot,
  { kind, models, ...query }: CompareQuery,
): CompareAnswer {
  if (reachesClosed(snapshot, query)) return compareKept(snapshot, { kind, models, ...query })
  const { common, creditsUnder } = openReport(snapshot, query, models)
  const credits: CompareAnswer['credits'] = {}
  let last: CreditSums | undefined
  for (const model of models) {
    last = creditsUnder(model)
    credits[model] = added(last.credits, query.by)
  }
  if (!last) throw new Error('a comparison of no models')
  // All but the credits is the same under each.
  return { kind, ...common, ...last, credits }
}

/** Of days that are closed, what they came to then where all of the models were computed, and what is now. */
function compareKept(snapshot: Snapshot, { kind, models, ...query }: CompareQuery): CompareAnswer {
  const credits: CompareAnswer['credits'] = {}
  const later: CompareAnswer['credits'] = {}
  const answers = models.map((model) =>
    roiSumsKept(snapshot, { kind: 'roi', model, ...query }, models),
  )
  for (const [at, model] of models.entries()) {
    credits[model] = added(answers[at]?.credits ?? [], query.by)
    later[model] = added(answers[at]?.closed?.now?.credits ?? [], query.by)
  }
  const [first] = answers
  if (!first) throw new Error('a comparison of no models')
  const { closed, ...told } = first
  return {
    ...{ ...told, kind, credits },
    linear: Object.assign({}, ...answers.map(({ linear }) => linear)),
    ...(closed && {
      closed: {
        periods: closed.periods,
        ...(closed.now && { now: { ...closed.now, credits: later } }),
      },
    }),
  }
}

/** Cells that no dimension of a report tells apart, as one. */
function added(cells: readonly CreditCell[], by: readonly Dimension[]): CreditCell[] {
  const sums = new Map<string, CreditCell>()
  for (const cell of cells) {
    const coarse = coarser(cell, by)
    const { tuple, reason, day, stage, more } = coarse
    const key = JSON.stringify([tuple, reason, day, stage, more])
    const sum = sums.get(key)
    sums.set(key, sum ? { ...sum, ...sumOf(sum, cell) } : coarse)
  }
  return [...sums.values()]
}

const sumOf = (a: CreditCell, b: CreditCell) => measuresFrom((name) => a[name] + b[name])

function coarser(cell: CreditCell, by: readonly Dimension[]): CreditCell {
  const name = (dimension: keyof Tuple) =>
    by.includes(dimension) ? (cell.tuple?.[dimension] ?? '') : ''
  const tuple = cell.tuple && {
    channel: name('channel'),
    source: name('source'),
    medium: name('medium'),
    campaign: name('campaign'),
  }
  return { ...cell, tuple, stage: by.includes('stage') ? cell.stage : '' }
}

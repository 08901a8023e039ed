import { formatDay } from '../../../shared/dates.ts'
import {
  type ExplainPathsQueryInput,
  explainPathsQuery,
} from '../../../shared/wire/explain-paths.ts'
import { MODELS } from '../../attribution/registry.ts'
import type { ExplainPathsAnswer } from '../../ledger/ledger.ts'
import type { JourneysOfFigure, PathPlace } from '../../ledger/reports-explained.ts'
import { added, type Formulas, type Shown } from '../../roi/figure-formula.ts'
import { siteAsOf } from '../as-of.ts'
import { withDefaults } from '../asked-defaults.ts'
import { authenticate } from '../auth.ts'
import { requireModel } from '../computed-models.ts'
import { shownPaths } from '../path-view.ts'
import { pathsAsked, pathsMeta, pathsTerms } from '../paths.ts'
import { Problem } from '../problem.ts'
import { readQuery } from '../query.ts'
import { worthOf } from '../report-meta.ts'
import type { Handler } from '../services.ts'
import { figureAnswer, type Units } from './answer.ts'
import { type PartTerms, shownConversionPart, shownTouchesPart } from './parts.ts'

export const querySchema = explainPathsQuery(MODELS.map((model) => model.name))

/** `GET /v1/explain/paths`: one figure of the report of paths, its formula, and the journeys that it is made of. */
export const getExplainPaths: Handler = async (c, services) => {
  const caller = await authenticate(c, services, 'read')
  const given = readQuery(c, querySchema)
  const { site, now } = await siteAsOf(services, caller.site, given)
  const query = withDefaults(given, site.state)
  const { model, measure, limit, cursor: skip } = query
  const place = placeOf(query)
  const answer = await site.ledger.report({
    kind: 'explain_paths',
    report: { kind: 'paths', ...pathsAsked(query, now), ...RANKED },
    ...{ model, place, page: { skip, limit } },
  })
  requireModel(query, given, answer.settings, site.state)
  const { currency } = answer.settings
  const terms = { currency, model }
  const figures = figuresOf(answer, query)
  return figureAnswer(
    {
      meta: pathsMeta(site.name, query, answer),
      cell: { report: 'paths', ...place },
      ...{ measure, figures, formulas: FORMULAS, units: unitsOf(query), currency, found: answer },
      shownPart: (part) => shownPart(part, terms),
    },
    query.format,
    `${site.name}-explain-paths-${formatDay(query.from)}-${formatDay(query.to)}`,
  )
}

/** The ranking makes no difference to a figure of it. */
const RANKED = { sort: 'value', skip: 0, limit: 0 } as const

const placeOf = ({ cell, steps = [] }: ExplainPathsQueryInput): PathPlace =>
  cell === 'row' ? { cell, steps } : { cell }

type Figures = Readonly<Record<string, Shown | undefined>>

/** @throws Problem 404 for a path that no journey took */
function figuresOf(answer: ExplainPathsAnswer, query: ExplainPathsQueryInput): Figures {
  const { cell, shape, steps = [] } = query
  const shown = shownPaths({ ...answer, kind: 'paths' }, shape, pathsTerms(query))
  switch (cell) {
    case 'row': {
      const { path: _, steps: __, ...figures } = shown.paths[0] ?? nowhere(steps)
      return figures
    }
    case 'other':
      return shown.other
    case 'closed': {
      const { paths: _, ...figures } = shown.closed
      return figures
    }
    case 'open':
      return shown.open
    default:
      return { cost: shown.bridge[cell] }
  }
}

function nowhere(steps: readonly string[]): never {
  throw new Problem(
    'not-found',
    `no journey of GET /v1/paths took the path ${JSON.stringify(steps)} in this period: ask with "of" and "shape" of the report that has it`,
  )
}

const FORMULAS: Formulas = {
  journeys: added('journeys'),
  conversions: added('conversions'),
  conversion_rate: 'conversion rate = {conversions} ÷ {journeys}',
  value: added('value'),
  cost: added('cost'),
  profit: 'profit = {value} − {cost}',
  roi: 'ROI = ({value} − {cost}) ÷ {cost}',
  roas: 'ROAS = {value} ÷ {cost}',
  cpa: 'CPA = {cost} ÷ {conversions}',
  margin: added('margin'),
  aov: 'AOV = what the orders are worth ÷ {conversions}',
  median_days: 'median days = the middle of the days of {conversions} conversions',
  median_touches: 'median touches = the middle of the touches of {conversions} conversions',
}

/** What an order is worth is in more words where that was asked. */
function unitsOf(query: ExplainPathsQueryInput): Units {
  if (query.cell === 'open') return { journeys: 'count', cost: 'money' }
  const isBeside = query.cell !== 'row' && query.cell !== 'other' && query.cell !== 'closed'
  if (isBeside) return { cost: 'money' }
  return {
    ...({ journeys: 'count', conversions: 'count', value: 'money', cost: 'money' } as const),
    ...(worthOf(query) && ({ revenue: 'money', goods: 'money' } as const)),
    ...(query.measure === 'median_days' && ({ days: 'count' } as const)),
  }
}

const shownPart = (part: JourneysOfFigure, terms: PartTerms): object =>
  'facts' in part ? shownConversionPart(part, terms) : shownTouchesPart(part, terms)

import type { z } from 'zod'
import { figureExplained } from '../../../shared/wire/answers/explained.ts'
import {
  explainAnswer,
  journeyAnswer,
  journeysAnswer,
} from '../../../shared/wire/answers/journeys.ts'
import * as answers from '../../../shared/wire/answers/reports.ts'
import { compareAnswer, roiAnswer } from '../../../shared/wire/answers/roi.ts'
import { checkAnswer, checkQuery } from '../../../shared/wire/check.ts'
import { explainFunnelQuery } from '../../../shared/wire/explain-funnel.ts'
import { explainReconcileQuery } from '../../../shared/wire/explain-reconcile.ts'
import { funnelQuery } from '../../../shared/wire/funnel.ts'
import { reconcileQuery } from '../../../shared/wire/reconcile.ts'
import { querySchema as campaignsQuery } from '../campaigns.ts'
import { querySchema as cohortsQuery } from '../cohorts.ts'
import { querySchema as compareQuery } from '../compare.ts'
import { querySchema as explainQuery } from '../explain.ts'
import { querySchema as explainClaimsQuery } from '../explained/claims.ts'
import { querySchema as explainCohortsQuery } from '../explained/cohorts.ts'
import { querySchema as explainPathsQuery } from '../explained/paths.ts'
import { querySchema as exportQuery } from '../export.ts'
import { oneQuery as journeyQuery, listQuery as journeysQuery } from '../journeys.ts'
import { querySchema as pathsQuery } from '../paths.ts'
import { querySchema as roiQuery } from '../roi.ts'
import { querySchema as streamQuery } from '../stream/stream.ts'
import { type Operation, ok, type Success } from './operation.ts'

interface Report {
  /** Of its answer. */
  name: string
  path: string
  summary: string
  description?: string
  query: z.ZodObject
  answer: z.ZodType
  inPath?: Operation['inPath']
}

/** Of what `format=csv` gives. */
export const CSV_TOO = {
  texts: ['text/csv'],
  description: 'JSON, or with `format=csv` a spreadsheet',
} as const

/** What shows single facts, or whose they are: no shared link does. */
const OF_FACTS = [
  'Explain',
  'ExplainFunnel',
  'ExplainPaths',
  'ExplainReconcile',
  'ExplainClaims',
  'ExplainCohorts',
  'Journeys',
  'Journey',
]

/** Every report is asked in the same way. */
function report({ name, path, summary, description, query, answer, ...more }: Report): Operation {
  const { inPath } = more
  const success: Success = {
    ...ok(name, answer),
    ...CSV_TOO,
  }
  return {
    ...{ id: `get${name}`, method: 'get', path, tag: 'Reports', summary, query },
    access: OF_FACTS.includes(name) ? 'read' : 'report',
    ...(description !== undefined && { description }),
    ...(inPath && { inPath }),
    success: [success],
    problems: [
      'conflict',
      'deadline',
      'as-of-building',
      ...(inPath || name.startsWith('Explain') ? (['not-found'] as const) : []),
    ],
  }
}

export const reportOperations: readonly Operation[] = [
  report({
    ...{ name: 'Roi', path: '/v1/roi', query: roiQuery, answer: roiAnswer },
    summary: 'What each channel or campaign earned and cost',
    description:
      '`total` is rows + unattributed + overhead, whatever rows are by. ROI is (value − cost) ÷ cost.',
  }),
  report({
    ...{ name: 'Compare', path: '/v1/compare', query: compareQuery, answer: compareAnswer },
    summary: 'The same under several models side by side',
  }),
  report({
    ...{ name: 'Paths', path: '/v1/paths', query: pathsQuery, answer: answers.pathsAnswer },
    summary: 'The ways that closed journeys took, what they cost and earned',
  }),
  report({
    ...{ name: 'Cohorts', path: '/v1/cohorts', query: cohortsQuery },
    answer: answers.cohortsAnswer,
    summary: 'Customers by the month of their first purchase: CAC, LTV, payback',
  }),
  report({
    ...{ name: 'Funnel', path: '/v1/funnel', query: funnelQuery, answer: answers.funnelAnswer },
    summary: 'How far visits came, and what was left in carts',
  }),
  report({
    ...{ name: 'Reconcile', path: '/v1/reconcile', query: reconcileQuery },
    answer: answers.reconcileAnswer,
    summary: 'From what was charged to what is credited, and what is in neither',
  }),
  report({
    ...{ name: 'Explain', path: '/v1/explain', query: explainQuery, answer: explainAnswer },
    summary: 'One figure of the ROI report: its formula, and the facts behind it',
  }),
  report({
    ...{ name: 'ExplainFunnel', path: '/v1/explain/funnel', query: explainFunnelQuery },
    answer: figureExplained,
    summary: 'One figure of the funnel: its formula, and the visits, carts or orders behind it',
  }),
  report({
    ...{ name: 'ExplainPaths', path: '/v1/explain/paths', query: explainPathsQuery },
    answer: figureExplained,
    summary: 'One figure of the report of paths: its formula, and the journeys behind it',
  }),
  report({
    ...{ name: 'ExplainClaims', path: '/v1/explain/claims', query: explainClaimsQuery },
    answer: figureExplained,
    summary: 'One figure of claims: its formula, and the rows of files behind it',
  }),
  report({
    ...{ name: 'ExplainCohorts', path: '/v1/explain/cohorts', query: explainCohortsQuery },
    answer: figureExplained,
    summary: 'One figure of cohorts: its formula, and the purchases and costs behind it',
  }),
  report({
    ...{ name: 'ExplainReconcile', path: '/v1/explain/reconcile', query: explainReconcileQuery },
    answer: figureExplained,
    summary: 'One figure of the bridge: its formula, and the orders behind it',
  }),
  report({
    ...{ name: 'Journeys', path: '/v1/journeys', query: journeysQuery, answer: journeysAnswer },
    summary: 'Conversions of a period, newest first, with their touches and credits',
  }),
  report({
    ...{ name: 'Journey', path: '/v1/journeys/{transaction_id}', query: journeyQuery },
    answer: journeyAnswer,
    summary: 'One conversion, with its touches and credits',
    inPath: { transaction_id: { description: 'As it was sent' } },
  }),
  report({
    ...{ name: 'Claims', path: '/v1/claims', query: campaignsQuery },
    answer: answers.claimsAnswer,
    summary: 'What platforms claim of their campaigns, against what is credited',
    description: 'Never added up: each platform claims the same sale.',
  }),
  report({
    ...{ name: 'Campaigns', path: '/v1/campaigns', query: campaignsQuery },
    answer: answers.campaignsAnswer,
    summary: 'Which campaigns of platforms meet which touches, and which meet none',
  }),
  {
    ...{ id: 'getExport', method: 'get', path: '/v1/export', tag: 'Reports', query: exportQuery },
    summary: 'A table of facts or of figures, row by row, whole or what is new',
    description:
      'Facts (hits, conversions, costs…) name customers and browsers, and need an `admin` key.',
    access: 'read',
    success: [
      {
        ...{ status: 200, description: 'A stream of rows' },
        texts: ['application/x-ndjson', 'text/csv'],
        headers: {
          'pathworth-next': 'Of facts: what to ask as `since` to have what comes later',
          'pathworth-line': 'Of facts: what to ask as `line` with it',
        },
      },
    ],
    problems: ['conflict', 'deadline'],
  },
  {
    ...{ id: 'getStream', method: 'get', path: '/v1/stream', tag: 'Reports', query: streamQuery },
    summary: 'What comes in, and what it changes, as it happens',
    description:
      'Server-sent events: `hit`, `touch`, `conversion`, `refund`, `cost`, `roi` and `reset`, each with JSON as its data. `Last-Event-ID` goes on where a stream has ended.',
    access: 'read',
    success: [{ status: 200, description: 'A stream of events', texts: ['text/event-stream'] }],
    problems: ['conflict', 'deadline', 'busy', 'too-many-listeners'],
  },
  {
    ...{ id: 'getCheck', method: 'get', path: '/v1/check', tag: 'Reports', query: checkQuery },
    summary: 'Whether the tag works: what became of the hits of one browser, and why',
    description:
      'Ask with a random token, then open a page of the site with `?pw_check=<token>` in its address, and ask again.',
    access: 'read',
    success: [ok('Check', checkAnswer)],
  },
]

import { PROBLEM_KINDS, type ProblemKind } from '../problem.ts'
import type { Access, Operation } from './operation.ts'

/** Who shows a key of a site. */
const KEYED: readonly Access[] = [
  'anybody_or_write',
  'write',
  'write_or_signature',
  'read',
  'report',
  'admin',
]

const isKeyed = ({ access }: Operation): boolean => KEYED.includes(access)

const NOT_THERE: readonly ProblemKind[] = ['site-moving', 'site-unavailable']

/** All that can go wrong at a route: what it says itself, and what follows from what it takes. */
export function problemsOf(operation: Operation): ProblemKind[] {
  const { access, body, query, method, problems = [] } = operation
  const ofSite = isKeyed(operation) || access === 'vendor_signature'
  const follow: ProblemKind[] = [
    ...(body ? (['malformed-body', 'too-large', 'invalid-field'] as const) : []),
    ...(query ? (['invalid-field'] as const) : []),
    ...(isKeyed(operation) ? (['unauthorized', 'forbidden'] as const) : []),
    ...(access === 'admin_token' ? (['unauthorized'] as const) : []),
    ...(access === 'write_or_signature' ? (['unknown-site'] as const) : []),
    ...(ofSite ? NOT_THERE : []),
    ...(ofSite && method !== 'get' ? (['busy'] as const) : []),
    'internal',
  ]
  const all = new Set([...follow, ...problems])
  return (Object.keys(PROBLEM_KINDS) as ProblemKind[]).filter((kind) => all.has(kind))
}

/** By status, each with the titles of what it can mean. */
export function problemAnswers(operation: Operation): Record<string, unknown> {
  const byStatus = Map.groupBy(problemsOf(operation), (kind) => PROBLEM_KINDS[kind].status)
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [String(status), answerOf(status, kinds)]),
  )
}

const LATER = [429, 503]

const answerOf = (status: number, kinds: readonly ProblemKind[]) => ({
  description: kinds.map((kind) => `\`${kind}\`: ${PROBLEM_KINDS[kind].title}`).join('. '),
  ...(LATER.includes(status) && {
    headers: {
      'Retry-After': {
        description: 'Seconds after which to try again; not always there',
        schema: { type: 'integer' },
      },
    },
  }),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

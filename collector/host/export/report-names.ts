/** Reports by the name under which they are exported, and where they are asked. */
export const REPORTS = {
  roi: '/v1/roi',
  compare: '/v1/compare',
  paths: '/v1/paths',
  cohorts: '/v1/cohorts',
  funnel: '/v1/funnel',
  reconcile: '/v1/reconcile',
  explain: '/v1/explain',
  'explain/funnel': '/v1/explain/funnel',
  'explain/claims': '/v1/explain/claims',
  'explain/cohorts': '/v1/explain/cohorts',
  'explain/paths': '/v1/explain/paths',
  'explain/reconcile': '/v1/explain/reconcile',
  journeys: '/v1/journeys',
  claims: '/v1/claims',
  campaigns: '/v1/campaigns',
  health: '/v1/health/data',
} as const

export type ReportName = keyof typeof REPORTS

/**
 * The parameters that carry a campaign field, in order of precedence: the utm names first, then
 * Matomo's (and Piwik's before it), which mean the same and are used for nothing else. `utm_id` names
 * a campaign that has no other name. Not taken: `ref`, `source`, `cid` and the like, which shops use
 * for their own ends. Reviewed 2026-11, version 1.
 */
export const campaignFields = [
  { field: 'source', params: ['utm_source', 'mtm_source', 'matomo_source', 'pk_source'] },
  { field: 'medium', params: ['utm_medium', 'mtm_medium', 'matomo_medium', 'pk_medium'] },
  {
    field: 'campaign',
    params: [
      'utm_campaign',
      'mtm_campaign',
      'matomo_campaign',
      'piwik_campaign',
      'pk_campaign',
      'pk_cpn',
      'utm_id',
    ],
  },
  {
    field: 'term',
    params: [
      'utm_term',
      'mtm_keyword',
      'mtm_kwd',
      'matomo_kwd',
      'piwik_keyword',
      'piwik_kwd',
      'pk_keyword',
      'pk_kwd',
    ],
  },
  { field: 'content', params: ['utm_content', 'mtm_content', 'matomo_content', 'pk_content'] },
] as const

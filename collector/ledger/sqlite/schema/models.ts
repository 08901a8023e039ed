import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { provenance } from './facts.ts'

// Models that are fitted on a site's journeys. A version is a fact: it is stored once, and what it says
// of channels never changes. A fit that is under way is its host's, and stays there when a site moves.

export const modelVersions = sqliteTable('model_versions', {
  seq: integer('seq').primaryKey(),
  /** `markov-3` */
  id: text('id').notNull().unique(),
  model: text('model').notNull(),
  /** JSON: what was asked, and under which settings */
  request: text('request').notNull(),
  /** SHA-256 of the journeys that it was fitted on, hex */
  fingerprint: text('fingerprint').notNull(),
  /** JSON: effects by channel with intervals, and diagnostics */
  fit: text('fit').notNull(),
  /** ms */
  fittedAt: integer('fitted_at').notNull(),
  ...provenance,
})

/** Fits that wait, run or have failed; one that is done is a version. */
export const fits = sqliteTable('fits', {
  /** That of the version that it becomes. */
  id: text('id').primaryKey(),
  number: integer('number').notNull(),
  /** JSON */
  request: text('request').notNull(),
  /** waiting | running | failed */
  state: text('state').notNull(),
  /** reading | solving | diagnosing | resampling */
  stage: text('stage').notNull(),
  /** Thousandths. */
  progress: integer('progress').notNull(),
  /** Why it has failed, or '' */
  error: text('error').notNull(),
  source: text('source').notNull(),
  owner: text('owner').notNull(),
  requestedAt: integer('requested_at').notNull(),
  /** JSON: where a fit in slices goes on, or '' */
  work: text('work').notNull(),
})

/** What a fit in slices has read so far: journeys by the sequence of their channels. */
export const fitPaths = sqliteTable(
  'fit_paths',
  {
    fit: text('fit').notNull(),
    /** Numbers of channels, with dots between them. */
    path: text('path').notNull(),
    conversions: integer('conversions').notNull(),
    value: integer('value').notNull(),
    nulls: integer('nulls').notNull(),
  },
  (table) => [primaryKey({ columns: [table.fit, table.path] })],
)

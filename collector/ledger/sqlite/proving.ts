import { type Proof, ProofError } from '../proof.ts'
import { type Cursor, DERIVED_TABLES } from '../transfer.ts'
import { type Compared, compareGenerations } from './comparison.ts'
import type { Conversions } from './conversions.ts'
import { DERIVED, DIFFERENCES_SHOWN } from './derived.ts'
import type { Generation, Generations } from './generations.ts'
import { LinkComparison } from './link-comparison.ts'
import type { LinkStore } from './links.ts'
import type { Names } from './names.ts'
import { SiteValues } from './site-values.ts'
import type { Sql } from './sql.ts'
import type { ToldTouches } from './told-touches.ts'

/** The row of `site` that holds the proof that is running, or the last one. */
const PROOF = 'proof'

/** Rows compared at once: those of contributions may be long. */
const ROWS_A_SLICE = 500

/** How much of a proof it is to build, roughly. */
const SHARE_OF_BUILDING = 0.8

interface Stored {
  startedAt: number
  finishedAt: number | null
  /** The part that is compared, and the row of it that was last; none while the proof is built. */
  step: number | null
  after: Cursor | null
  differences: string[]
  counts: Record<string, number>
}

interface Step {
  table: string
  slice(generation: Generation, after: Cursor | null): Compared
}

/**
 * Compares a generation that was built as a proof with the active one, a slice at a time, and then
 * gives it up. Facts that come meanwhile go into both; at the time of a slice nothing of either waits
 * to be settled, so that what differs is wrong.
 */
export class Proving {
  readonly #values: SiteValues
  readonly #generations: Generations
  readonly #steps: readonly Step[]

  constructor(sql: Sql, parts: ProvingParts) {
    const { generations, names } = parts
    this.#values = new SiteValues(sql)
    this.#generations = generations
    const links = new LinkComparison(sql, parts).slices.map((slice) => ({
      table: 'links',
      slice: (_: Generation, after: Cursor | null) => slice(after, ROWS_A_SLICE),
    }))
    const refunds = {
      table: 'refunds',
      slice: (_: Generation, after: Cursor | null) => names.compare(after, ROWS_A_SLICE),
    }
    const derived = DERIVED_TABLES.map((table) => ({
      table,
      slice: ({ id }: Generation, after: Cursor | null) => {
        const of = { stored: generations.active.id, rebuilt: id, after, count: ROWS_A_SLICE }
        return compareGenerations(sql, DERIVED[table], of)
      },
    }))
    this.#steps = [...links, refunds, ...derived]
  }

  /** @throws ProofError while another generation is being built */
  begin(now: number): void {
    const { building, active } = this.#generations
    if (building?.isProof) return
    if (building)
      throw new ProofError('figures are being derived anew: ask for a proof when that is done')
    this.#generations.begin(active.settingsVersion, 'proof')
    const nothing = { finishedAt: null, step: null, after: null, differences: [], counts: {} }
    this.#keep({ startedAt: now, ...nothing })
  }

  /** One slice; the proof must be built and settled. */
  advance(generation: Generation, now: number): void {
    const proof = storedProof(this.#values)
    const at = proof?.step ?? 0
    const step = this.#steps[at]
    if (!proof || !step) throw new Error('a proof is being built that nobody has begun')
    const { table } = step
    const { differences, rows, next } = step.slice(generation, proof.after)
    const known = proof.differences.filter((text) => text.startsWith(`${table}:`)).length
    const shown = differences.slice(0, Math.max(0, 2 * DIFFERENCES_SHOWN - known))
    const isLast = next === undefined && at + 1 === this.#steps.length
    this.#keep({
      startedAt: proof.startedAt,
      finishedAt: isLast ? now : null,
      step: next === undefined ? at + 1 : at,
      after: next ?? null,
      differences: [...proof.differences, ...shown],
      counts: { ...proof.counts, [table]: (proof.counts[table] ?? 0) + rows },
    })
    if (isLast) this.#generations.retire()
  }

  /** Ends a proof that can't be built; false when there is none. */
  fail(reason: string, now: number): boolean {
    const proof = storedProof(this.#values)
    if (!proof || !this.#generations.building?.isProof) return false
    const differences = [...proof.differences, `a rebuild fails: ${reason}`]
    this.#keep({ ...proof, finishedAt: now, differences })
    this.#generations.retire()
    return true
  }

  #keep(proof: Stored): void {
    this.#values.set(PROOF, JSON.stringify(proof))
  }
}

export interface ProvingParts {
  generations: Generations
  links: LinkStore
  conversions: Conversions
  names: Names
  told: ToldTouches
}

/** What is known of the proof of a site, on any connection. */
export function proofOf(sql: Sql): Proof {
  const stored = storedProof(new SiteValues(sql))
  const isDone = stored !== undefined && stored.finishedAt !== null
  const building = isDone ? undefined : proofBeingBuilt(sql)
  if (!stored || (!isDone && !building)) return NO_PROOF
  const { startedAt, finishedAt, differences, counts } = stored
  return {
    state: isDone ? 'done' : 'running',
    startedAt,
    finishedAt,
    progress: building ? progressOf(stored, building) : 1,
    ok: isDone ? differences.length === 0 : null,
    differences,
    counts,
  }
}

const NO_PROOF: Proof = {
  state: 'none',
  startedAt: null,
  finishedAt: null,
  progress: 0,
  ok: null,
  differences: [],
  counts: {},
}

function storedProof(values: SiteValues): Stored | undefined {
  const text = values.get(PROOF)
  return text === undefined ? undefined : (JSON.parse(text) as Stored)
}

interface Built {
  visitors: number
  visitors_max: number
  conversions: number
  conversions_max: number
}

const proofBeingBuilt = (sql: Sql): Built | undefined =>
  sql
    .prepare<Built>(
      `SELECT visitors_done AS visitors, conversions_done AS conversions,
         (SELECT coalesce(max(id), 0) FROM visitors) AS visitors_max,
         (SELECT coalesce(max(id), 0) FROM conversions) AS conversions_max
       FROM generations WHERE state = 'proof'`,
    )
    .get()

/** The parts of a comparison, of which links are four and refunds one. */
const STEPS = DERIVED_TABLES.length + 5

function progressOf({ step }: Stored, built: Built): number {
  if (step !== null) return SHARE_OF_BUILDING + ((1 - SHARE_OF_BUILDING) * step) / STEPS
  const { visitors, visitors_max, conversions, conversions_max } = built
  const done = (visitors + conversions) / Math.max(1, visitors_max + conversions_max)
  return SHARE_OF_BUILDING * done
}

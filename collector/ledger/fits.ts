import type { Filters } from '../../shared/wire/filters.ts'
import type { Fit, FitStage, FittedModel } from '../attribution/data-driven/fit.ts'
import type { DirectRule } from '../attribution/model.ts'
import type { Provenance } from './facts.ts'

/** What is to be fitted: a model, and the journeys that it is fitted on. */
export interface FitRequest {
  model: FittedModel
  /** Of markov, 1 to 4; null for shapley. */
  order: number | null
  goal: string
  /** YYYYMMDD, local dates, inclusive: journeys that closed on them. */
  from: number
  to: number
  /** Whether journeys that did not convert count. */
  withLost: boolean
  /** What direct touches are to it, when it is fitted and when it is applied. */
  direct: DirectRule
  /** What is left to chance follows from it. */
  seed: number
  /** Journeys of a segment alone; all of them without. Those of orders go with no lost journeys. */
  filters?: Filters
}

/** Who asks, and when. */
export type FitBy = Pick<Provenance, 'source' | 'owner' | 'receivedAt'>

/** A fit that waits, runs or has failed. */
export interface FitUnderWay {
  /** The id of the version that it becomes. */
  id: string
  request: FitRequest
  state: 'waiting' | 'running' | 'failed'
  stage: FitStage | 'reading'
  /** From 0 to 1. */
  progress: number
  /** Why it has failed, and the way out; '' for others. */
  error: string
  owner: string
  requestedAt: number
}

/** What was fitted, as it is stored: it never changes. */
export interface ModelVersion {
  /** `markov-3`: the model, and a number that no other version of the site has. */
  id: string
  request: FitRequest
  /** SHA-256 of the journeys that it was fitted on, hex. */
  fingerprint: string
  fittedAt: number
  owner: string
  fit: Fit
}

/** A fit that is done. */
export type FittedData = Pick<ModelVersion, 'fingerprint' | 'fit'>

/** How much a host is ready to fit. */
export interface FitLimits {
  /** Touches of the site: all are looked at. */
  touches: number
  /** Different sequences of channels. */
  paths: number
  /** States of a Markov chain. */
  states: number
}

/** The versions of a site's fitted models, and fits that are none yet; the newest last. */
export interface ModelVersionsQuery {
  kind: 'model_versions'
}

export interface ModelVersionsFound {
  kind: 'model_versions'
  versions: ModelVersion[]
  fits: FitUnderWay[]
}

/** A site that can fit models on its journeys, off the way of requests. */
export interface Fittable {
  /**
   * Begins a fit, and answers at once: `report` tells how far it is. It goes on when the host starts
   * again, from what it has read or from the beginning.
   * @throws FitError when too many wait
   */
  startFit(request: FitRequest, by: FitBy): Promise<FitUnderWay>
}

/** There can't be a fit now, or not of this; the message says why, and the way out. */
export class FitError extends Error {
  override name = 'FitError'
}

/** By name: between threads and objects errors lose their class. */
export const isFitError = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'FitError'

import { expect } from 'vitest'
import type { FitRequest, ModelVersion } from '../../collector/ledger/fits.ts'
import type { Ledger } from '../../collector/ledger/ledger.ts'
import { until } from '../host/until.ts'
import { DAY, START } from '../ledger/shop.ts'

export const FIT: FitRequest = {
  model: 'markov',
  order: 1,
  goal: 'purchase',
  from: 20260801,
  to: 20261231,
  withLost: true,
  direct: 'last_resort',
  seed: 1,
}

/** A version of a model that was fitted on what the ledger has. */
export async function fitted(
  ledger: Ledger,
  given: Partial<FitRequest> = {},
): Promise<ModelVersion> {
  const by = { source: 'cli', owner: 'test', receivedAt: START + 90 * DAY } as const
  const { id } = await ledger.startFit({ ...FIT, ...given }, by)
  let version: ModelVersion | undefined
  await until(async () => {
    const { versions, fits } = await ledger.report({ kind: 'model_versions' })
    expect(fits.map(({ error }) => error).join()).toBe('')
    version = versions.find((one) => one.id === id)
    return version !== undefined
  })
  return version as ModelVersion
}

import { Problem } from '../../http/problem.ts'
import type { Limiter } from '../../http/services.ts'
import type { PlatformLimiter } from './bindings.ts'

/** The period of the binding in wrangler.toml, s. */
const PERIOD_SECONDS = '10'

/** The platform's count of requests, over all the Workers of one of its places. */
export const platformLimit = (limiter: PlatformLimiter): Limiter => ({
  async take(address, _now, advice = 'in larger batches') {
    if (address === '') return
    const { success } = await limiter.limit({ key: address })
    if (success) return
    throw new Problem('too-many-requests', `send again in ${PERIOD_SECONDS} s, ${advice}`, {
      headers: { 'retry-after': PERIOD_SECONDS },
    })
  },
})

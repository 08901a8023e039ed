import type { ExecutionContext } from '@cloudflare/workers-types'
import type { Bindings } from '../../collector/host/workers/bindings.ts'
import { workerOf } from '../../collector/host/workers/worker.ts'
import { SiteObject as RealSiteObject } from '../../collector/ledger/durable/site-object.ts'

export { RegistryObject } from '../../collector/ledger/durable/registry-object.ts'

// The project's own Worker and objects, on a clock that a test can set ahead.

/** ms */
let ahead = 0
const clock = (): number => Date.now() + ahead

export class SiteObject extends RealSiteObject {
  protected override now(): number {
    return clock()
  }
}

const worker = workerOf(clock)

export default {
  ...worker,
  async fetch(request: Request, bindings: Bindings, context: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== '/test-clock')
      return worker.fetch(request, bindings, context)
    ahead = Number(await request.text())
    return new Response(null, { status: 204 })
  },
}

import { deliveredTo } from '../records/delivery.ts'
import type { SalesTerms } from '../records/sales.ts'
import type { Caller } from './auth.ts'
import { factTerms } from './fact-terms.ts'
import { fromBackend } from './provenance.ts'
import type { Services } from './services.ts'

/** How lines become facts of the site that a caller has named. */
export const salesTerms = (caller: Caller, services: Services): SalesTerms => ({
  ...factTerms(services, caller.site, fromBackend(caller, services.clock())),
  timeZone: caller.site.state.settings.timeZone,
  home: deliveredTo(caller.site.state).home,
})

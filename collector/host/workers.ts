import { workerOf } from './workers/worker.ts'

export { RegistryObject } from '../ledger/durable/registry-object.ts'
export { SiteObject } from '../ledger/durable/site-object.ts'

export default workerOf(Date.now)

import { backendOperations } from './backend.ts'
import { fileOperations } from './files.ts'
import type { Operation } from './operation.ts'
import { pagesOperations } from './pages.ts'
import { reportOperations } from './reports.ts'
import { sessionOperations } from './sessions.ts'
import { settingsOperations } from './settings.ts'
import { collectorOperations, siteOperations } from './site.ts'

/** Every route of the app, in the order in which it is told. */
export const OPERATIONS: readonly Operation[] = [
  ...pagesOperations,
  ...backendOperations,
  ...fileOperations,
  ...reportOperations,
  ...siteOperations,
  ...settingsOperations,
  ...sessionOperations,
  ...collectorOperations,
]

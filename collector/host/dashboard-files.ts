import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DashboardTexts } from '../http/services.ts'

const FOLDER = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url))
const PAGE = 'index.html'

/** The build of the dashboard. @throws Error with the way out when it was not built */
export function readDashboard(): DashboardTexts {
  try {
    const texts = readdirSync(FOLDER).map((name) => [name, readFileSync(FOLDER + name, 'utf8')])
    const { [PAGE]: page = '', ...files } = Object.fromEntries(texts)
    return { page, files }
  } catch {
    throw new Error(
      'dist/dashboard is missing: run "npm run build" first, or start with "npm start"',
    )
  }
}

import { AdminError, AdminInputError, AdminUnknownError } from '../admin/errors.ts'
import { SiteExistsError } from '../ledger/ledger.ts'
import { invalidFields, Problem } from './problem.ts'
import type { AdminAccess, Services } from './services.ts'

/** What is not there, by what it is. */
const UNKNOWN = {
  site: 'unknown-site',
  key: 'unknown-key',
  share: 'not-found',
  campaign: 'not-found',
  code: 'not-found',
  webhook: 'unknown-webhook',
  endpoint: 'unknown-endpoint',
  delivery: 'unknown-delivery',
} as const

/**
 * Has a command done; whatever has become of it, the site's next request sees it as it is now.
 * @param by who asks, when it is not the command line
 * @throws Problem
 */
export async function askAdmin(
  { run }: Pick<AdminAccess, 'run'>,
  { sites }: Pick<Services, 'sites'>,
  command: unknown,
  by?: string,
): Promise<Record<string, unknown>> {
  try {
    return await run(command, by)
  } catch (error) {
    throw refused(error)
  } finally {
    const { site } = Object(command) as { site?: unknown }
    if (typeof site === 'string') sites.forget(site)
  }
}

/** What an operator can mend is told; all else is logged. */
function refused(error: unknown): unknown {
  if (error instanceof AdminInputError) return invalidFields(error.errors)
  if (error instanceof AdminUnknownError) return new Problem(UNKNOWN[error.what], error.message)
  if (error instanceof AdminError || error instanceof SiteExistsError)
    return new Problem('conflict', error.message)
  return error
}

/**
 * The same command by other names of its fields.
 * @param names of fields of a command, and what the request calls them
 */
export async function renamed<Value>(
  asked: Promise<Value>,
  names: Readonly<Record<string, string>>,
): Promise<Value> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof Problem) || !error.options.errors) throw error
    throw invalidFields(
      error.options.errors.map(({ field, message }) => ({ field: names[field] ?? field, message })),
    )
  }
}

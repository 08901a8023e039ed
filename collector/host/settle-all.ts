import type { AdminAnswer, AskAdmin } from '../admin/commands.ts'
import { told } from './told.ts'

/** A site that takes in more than it settles: there is no moment at which nothing waits. */
export class RestlessError extends Error {
  constructor(site: string) {
    super(`${site} takes in facts faster than it settles them: try again when it is quieter`)
    this.name = 'RestlessError'
  }
}

/** Who asks, and who hears how far it is. */
export interface Settler {
  admin: AskAdmin
  progress: (text: string) => void
  /** When to give up, ms since the epoch; never when it is absent. */
  until?: number | undefined
}

/**
 * Has a site's figures brought on, piece by piece, until nothing waits; gives the last answer. Whoever
 * stops in between loses nothing: the collector goes on by itself.
 * @throws RestlessError at `until`
 */
export async function settleAll(
  site: string,
  { admin, progress, until = Infinity }: Settler,
): Promise<AdminAnswer> {
  const tell = told(progress)
  const start = Date.now()
  for (;;) {
    const answer = await admin({ command: 'settle', site })
    if (answer['pending'] === 0 && answer['building'] === false) return answer
    if (Date.now() > until) throw new RestlessError(site)
    tell(`${site}: ${waiting(answer)} (${Math.round((Date.now() - start) / 1000)} s)`)
  }
}

function waiting({ pending, building }: AdminAnswer): string {
  return [
    ...(building === true ? ['figures are being derived anew'] : []),
    ...(pending === 0 ? [] : [`${pending} conversions and visitors wait`]),
  ].join(', ')
}

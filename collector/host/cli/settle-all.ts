import type { AdminAnswer } from '../../admin/commands.ts'
import type { CliContext } from './command.ts'

/** How often people are told how far it is. */
const TELL_MS = 2_000

/**
 * Has a site's figures brought on, piece by piece, until nothing waits; gives the last answer. Whoever
 * stops in between loses nothing: the collector goes on by itself.
 */
export async function settleAll(
  site: string,
  { admin, progress }: Pick<CliContext, 'admin' | 'progress'>,
): Promise<AdminAnswer> {
  let toldAt = Date.now()
  for (;;) {
    const answer = await admin({ command: 'settle', site })
    if (answer['pending'] === 0 && answer['building'] === false) return answer
    if (Date.now() - toldAt < TELL_MS) continue
    toldAt = Date.now()
    progress(`${site}: ${waiting(answer)}`)
  }
}

function waiting({ pending, building }: AdminAnswer): string {
  return [
    ...(building === true ? ['a new generation of the figures is being built'] : []),
    ...(pending === 0 ? [] : [`${pending} conversions and visitors wait`]),
  ].join(', ')
}

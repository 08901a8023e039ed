import type { AdminAnswer, AskAdmin } from '../admin/commands.ts'
import { told } from './told.ts'

/**
 * Has a site's figures brought on, piece by piece, until nothing waits; gives the last answer. Whoever
 * stops in between loses nothing: the collector goes on by itself.
 */
export async function settleAll(
  site: string,
  { admin, progress }: { admin: AskAdmin; progress: (text: string) => void },
): Promise<AdminAnswer> {
  const tell = told(progress)
  const start = Date.now()
  for (;;) {
    const answer = await admin({ command: 'settle', site })
    if (answer['pending'] === 0 && answer['building'] === false) return answer
    tell(`${site}: ${waiting(answer)} (${Math.round((Date.now() - start) / 1000)} s)`)
  }
}

function waiting({ pending, building }: AdminAnswer): string {
  return [
    ...(building === true ? ['figures are being derived anew'] : []),
    ...(pending === 0 ? [] : [`${pending} conversions and visitors wait`]),
  ].join(', ')
}

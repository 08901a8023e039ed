import { Pathworth, type PathworthOptions } from '../../client/src/index.ts'

/** What a fetch of a test does: an answer, or a failure of the network. */
export type Turn = Response | Error

/** A request as it was sent. */
export interface Sent {
  method: string
  url: string
  body: unknown
}

export const answered = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })

export const problem = (status: number, kind: string, headers: Record<string, string> = {}) =>
  answered({ type: `/problems/${kind}`, title: 'T', status, detail: 'D' }, status, headers)

/** A client whose collector does as the turns say, one a request, and that waits for nothing. */
export function scripted(turns: readonly Turn[], options: Partial<PathworthOptions> = {}) {
  const sent: Sent[] = []
  const waits: number[] = []
  const ask = async (url: unknown, { method = 'GET', body }: RequestInit = {}) => {
    const turn = turns[sent.length]
    const text = typeof body === 'string' ? body : undefined
    sent.push({ method, url: String(url), body: text === undefined ? body : JSON.parse(text) })
    if (!turn) throw new Error('it was asked too often')
    if (turn instanceof Error) throw turn
    return turn
  }
  const client = new Pathworth({
    ...{ url: 'https://collect.example', key: 'pw_x' },
    fetch: ask,
    wait: async (ms) => {
      waits.push(ms)
    },
    ...options,
  })
  return { client, sent, waits }
}

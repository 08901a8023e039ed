/** A collector and one key of a site. */
export interface Target {
  /** Without a slash at its end. */
  url: string
  /** '' for none: as the tag posts. */
  key: string
}

/** The collector said no, and would say it again. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly status: number
  constructor(what: string, status: number, answer: string) {
    super(`${what} was refused with ${status}: ${answer.slice(0, 400)}`)
    this.status = status
  }
}

const ATTEMPTS_MAX = 8
const WAIT_MS_MAX = 10_000

/** Posts JSON; tries again while the collector is busy or away. @throws RefusedError */
export function post(
  target: Target,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<unknown> {
  return ask(target, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

/** Posts a file as it is; tries again as `post` does. @throws RefusedError */
export const postFile = (target: Target, path: string, text: string): Promise<unknown> =>
  ask(target, path, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: text })

/** @throws RefusedError */
export function get(target: Target, path: string): Promise<unknown> {
  return ask(target, path, { headers: {} })
}

interface Request {
  method?: string
  headers: Record<string, string>
  body?: string
}

async function ask({ url, key }: Target, path: string, request: Request): Promise<unknown> {
  const headers = key ? { ...request.headers, authorization: `Bearer ${key}` } : request.headers
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url + path, { ...request, headers }).catch((error: unknown) => {
      if (attempt >= ATTEMPTS_MAX) throw error
      return undefined
    })
    if (response?.ok) return response.json()
    if (response && (!busy(response) || attempt >= ATTEMPTS_MAX))
      throw new RefusedError(
        `${request.method ?? 'GET'} ${path}`,
        response.status,
        await response.text(),
      )
    await response?.body?.cancel()
    await pause(waitMs(response, attempt))
  }
}

const busy = ({ status }: Response): boolean => status === 429 || status >= 500

/** As long as the collector asks for, else twice as long each time. */
function waitMs(response: Response | undefined, attempt: number): number {
  const asked = Number(response?.headers.get('retry-after') ?? 0) * 1000
  return Math.min(asked > 0 ? asked : 100 * 2 ** attempt, WAIT_MS_MAX)
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

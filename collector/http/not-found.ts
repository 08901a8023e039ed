import type { Context, Hono } from 'hono'
import { onError } from './on-error.ts'
import { Problem } from './problem.ts'
import type { Services } from './services.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** No route took the request: 405 when the path knows other methods, else 404. */
export function notFound(app: Hono, { log, metrics }: Services): (c: Context) => Response {
  return (c) => {
    const allowed = methodsOf(app, c.req.path)
    const problem = allowed.length > 0 ? wrongMethod(c.req.method, allowed) : nothingHere()
    metrics.requests.add(1, 'none', String(problem.status))
    return onError(problem, c, log)
  }
}

function methodsOf(app: Hono, path: string): string[] {
  const methods: string[] = METHODS.filter((method) => app.router.match(method, path)[0].length > 0)
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods
}

function wrongMethod(method: string, allowed: readonly string[]): Problem {
  const allow = allowed.join(', ')
  return new Problem('method-not-allowed', `${method} does not work here; ${allow} does`, {
    headers: { allow },
  })
}

function nothingHere(): Problem {
  return new Problem('not-found', 'no route has this path: GET /docs shows those that there are')
}

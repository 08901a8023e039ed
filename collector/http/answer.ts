/** Headers of every answer: no sniffing, no framing, nothing told to the next page. */
export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const

const jsonHeaders = {
  ...securityHeaders,
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
} as const

type Headers = Readonly<Record<string, string>>

/** An answer as data: a host that needs no `Response` writes it as it is. */
export interface Answer {
  status: number
  headers: Headers
  body: string
}

export const responseOf = ({ status, headers, body }: Answer): Response =>
  new Response(body, { status, headers })

/** Answers `body` as JSON. Plain header objects: the host writes them without a Headers object. */
export function json(status: number, body: unknown, headers?: Headers): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: headers ? { ...jsonHeaders, ...headers } : jsonHeaders,
  })
}

export function text(status: number, body: string | null, headers: Headers): Response {
  return new Response(body, { status, headers: { ...securityHeaders, ...headers } })
}

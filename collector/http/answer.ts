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

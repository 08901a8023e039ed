import type { Answered, Post } from '../../outgoing/deliver.ts'

/** Posts by the platform, which reaches public addresses alone. */
export async function post({ url, ...init }: Post): Promise<Answered> {
  const response = await fetch(url, { method: 'POST', redirect: 'manual', ...init })
  // What a receiver says in its body is read by nobody.
  await response.body?.cancel()
  return { status: response.status, retryAfter: response.headers.get('retry-after') }
}

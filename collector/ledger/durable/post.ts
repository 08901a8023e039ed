import type { Post } from '../../outgoing/deliver.ts'

/** Posts by the platform, which reaches public addresses alone. */
export async function post({ url, ...init }: Post): Promise<number> {
  const response = await fetch(url, { method: 'POST', redirect: 'manual', ...init })
  // What a receiver says beside its status is read by nobody.
  await response.body?.cancel()
  return response.status
}

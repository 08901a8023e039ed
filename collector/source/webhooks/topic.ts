/** A name in the body that says what a delivery is about, wherever it can be read; '' where not. */
export function topicIn(body: string, ...path: readonly string[]): string {
  try {
    let at: unknown = JSON.parse(body)
    for (const name of path) at = (at as Record<string, unknown>)[name]
    return typeof at === 'string' ? at : ''
  } catch {
    return ''
  }
}

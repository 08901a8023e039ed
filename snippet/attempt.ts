/**
 * Runs what the host page, its policy or the browser could make throw, and answers undefined when
 * it did: a tag never hands its own trouble to its host.
 */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

/**
 * Listens in the capture phase, so that a host that stops an event hides nothing from the tag.
 * `types` are event names, parted by spaces.
 */
export function listen<E extends Event>(
  target: EventTarget,
  types: string,
  handle: (event: E) => void,
): void {
  for (const type of types.split(' ')) {
    target.addEventListener(type, (event) => attempt(() => handle(event as E)), true)
  }
}

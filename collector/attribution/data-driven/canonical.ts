import { PathSet } from './paths.ts'

/**
 * The same paths in an order that follows from them alone: channels by name, paths by their channels.
 * Sums of doubles, and chance, depend on the order; so journeys that were read in another order, or on
 * another host, give the same fit bit for bit.
 */
export function canonicalPaths(paths: PathSet): PathSet {
  const used = new Uint8Array(paths.channels.length)
  for (let path = 0; path < paths.size; path++)
    for (const step of paths.stepsOf(path)) used[step] = 1
  const names = paths.channels.filter((_, channel) => used[channel] === 1)
  const channels = names.toSorted((a, b) => (a < b ? -1 : 1))
  const places = new Map(channels.map((channel, place) => [channel, place]))
  const placeOf = Int32Array.from(paths.channels, (channel) => places.get(channel) ?? 0)
  const stepsOf = (path: number) => paths.stepsOf(path).map((step) => placeOf[step] as number)
  const keys = Array.from({ length: paths.size }, (_, path) =>
    String.fromCharCode(...stepsOf(path)),
  )
  const order = Uint32Array.from(keys, (_, path) => path)
  order.sort((a, b) => ((keys[a] as string) < (keys[b] as string) ? -1 : 1))
  const sorted = new PathSet(channels)
  for (const path of order) {
    const steps = stepsOf(path)
    const [conversions, values, nulls] = [paths.conversions, paths.values, paths.nulls]
    sorted.add(
      steps,
      steps.length,
      conversions[path] as number,
      values[path] as number,
      nulls[path] as number,
    )
  }
  return sorted
}

/** Lines that say all that there is of canonical paths, for a fingerprint. */
export function* linesOf(paths: PathSet): Generator<string> {
  yield JSON.stringify(paths.channels)
  for (let path = 0; path < paths.size; path++) {
    const counts = [paths.conversions[path], paths.values[path], paths.nulls[path]]
    yield `${paths.stepsOf(path).join('>')},${counts.join(',')}`
  }
}

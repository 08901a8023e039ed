const LOOK_MS = 20
const GIVE_UP_MS = 30_000

/** Looks until there is something, and gives it. @throws Error when nothing comes in 30 s */
export async function until<Value>(
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
): Promise<Value> {
  const end = performance.now() + GIVE_UP_MS
  while (performance.now() < end) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await new Promise((again) => setTimeout(again, LOOK_MS))
  }
  throw new Error(`waited ${GIVE_UP_MS / 1000} s in vain for: ${look}`)
}

/** How often people are told how far it is. */
const TELL_MS = 2_000

/** Tells the newest of many texts now and then: all that comes in between is left out. */
export function told(tell: (text: string) => void): (text: string) => void {
  let at = Date.now()
  return (text) => {
    if (Date.now() - at < TELL_MS) return
    at = Date.now()
    tell(text)
  }
}

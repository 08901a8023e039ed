/** What an answer says of a record whose currency has no rate for its day, and the way out; else nothing. */
export function rateHint(state: string, site: string): { hint?: string } {
  if (state !== 'pending_rate') return {}
  return { hint: `is stored, and counts once there is a rate for its day: ${wayOut(site)}` }
}

/** The same of a report, by what its sums leave out. */
export function rateHintOf(
  leftOut: Readonly<Record<string, number>>,
  site: string,
): { hint?: string } {
  const waiting = ['pending_rate', 'costs', 'fx_differences'].some((of) => (leftOut[of] ?? 0) > 0)
  return waiting ? { hint: `some amounts wait for a rate of their day: ${wayOut(site)}` } : {}
}

const wayOut = (site: string): string =>
  `"pathworth rates import FILE --site ${site}" loads rates, such as the European Central Bank's`

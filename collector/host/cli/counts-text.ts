/** `5 hits, 2 conversions`; "none" for nothing. */
export function countsText(counts: unknown): string {
  const counted = Object.entries(counts as Record<string, number>).filter(([, n]) => n > 0)
  return counted.map(([name, n]) => `${n} ${name}`).join(', ') || 'none'
}

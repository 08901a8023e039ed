/**
 * Area under the ROC curve: how likely a journey that converted has a higher score than one that
 * did not, ties counting half (Mann and Whitney). 0.5 is no better than chance, 1 never wrong.
 * Null when all journeys converted, or none.
 * @param scores by path
 * @param conversions by path: journeys that converted
 * @param nulls by path: journeys that did not
 */
export function areaUnderCurve(
  scores: Float64Array,
  conversions: Float64Array,
  nulls: Float64Array,
): number | null {
  const order = Uint32Array.from(scores, (_, path) => path).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  )
  let nullsBelow = 0
  let converted = 0
  let won = 0
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] as number]
    let tiedConversions = 0
    let tiedNulls = 0
    for (; at < order.length && scores[order[at] as number] === score; at++) {
      tiedConversions += conversions[order[at] as number] as number
      tiedNulls += nulls[order[at] as number] as number
    }
    won += tiedConversions * (nullsBelow + tiedNulls / 2)
    nullsBelow += tiedNulls
    converted += tiedConversions
  }
  return converted > 0 && nullsBelow > 0 ? won / (converted * nullsBelow) : null
}

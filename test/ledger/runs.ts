/** How many worlds a case is tried on when nobody says; who has time sets PATHWORTH_PROPERTY_RUNS. */
const asked = process.env['PATHWORTH_PROPERTY_RUNS']

export const runs = (usual: number) => ({ numRuns: Number(asked ?? usual) })

/** What a case may take: a busy machine needs some seconds for a world. */
export const TIMEOUT_MS = 300_000 * Math.max(1, Number(asked ?? 0) / 60)

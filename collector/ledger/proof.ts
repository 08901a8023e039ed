/** Whether what a site has derived equals what follows from its facts, as far as it is known. */
export interface Proof {
  /** `none` when there was none yet, or when it was given up for a new generation. */
  state: 'none' | 'running' | 'done'
  /** ms since the epoch */
  startedAt: number | null
  finishedAt: number | null
  /** From 0 to 1, roughly. */
  progress: number
  /** null until it is done. */
  ok: boolean | null
  /** What differs, in words; at most a few of each table. */
  differences: string[]
  /** Rows compared, by table. */
  counts: Record<string, number>
}

/**
 * A site that can prove its figures while it takes facts, in slices: it derives everything anew beside
 * what reports read, and compares both row by row, bit for bit.
 */
export interface Provable {
  /**
   * Begins a proof, and `settle` brings it on until it is not `building`; while one is running that
   * one goes on.
   * @throws ProofError while another generation is being built
   */
  startProof(): Promise<Proof>
  /** The proof that is running, or the last one. */
  proof(): Promise<Proof>
}

/** There can't be a proof now; the message says why. */
export class ProofError extends Error {
  override name = 'ProofError'
}

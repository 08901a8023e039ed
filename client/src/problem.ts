/** One field that is wrong, and what is wrong with it. */
export interface FieldError {
  field: string
  message: string
}

/** A problem document (RFC 9457) as the collector answers it. */
export interface ProblemDocument {
  type: string
  title: string
  status: number
  /** What was wrong, where, and the way out. */
  detail: string
  /** Under what it stands in the collector's log. */
  instance?: string | undefined
  errors?: FieldError[] | undefined
  [member: string]: unknown
}

/** The collector refused, or is busy: after retries, where those were harmless. */
export class PathworthProblem extends Error {
  override name = 'PathworthProblem'
  readonly status: number
  /** Stable: the last part of the type, such as `invalid-field` or `busy`; '' of what was no problem document. */
  readonly kind: string
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly instance: string | undefined
  readonly errors: readonly FieldError[]
  /** After how many seconds it may be asked again; undefined where the answer does not say it. */
  readonly retryAfterSeconds: number | undefined
  /** All that it says. */
  readonly document: ProblemDocument

  constructor(document: ProblemDocument, retryAfterSeconds?: number) {
    super(document.detail || document.title)
    this.document = document
    this.status = document.status
    this.type = document.type
    this.kind = /^\/problems\/(.+)/.exec(document.type)?.[1] ?? ''
    this.title = document.title
    this.detail = document.detail
    this.instance = document.instance
    this.errors = document.errors ?? []
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The problem that an answer is. A proxy before the collector may answer with anything. */
export function problemOf(
  status: number,
  text: string,
  retryAfterSeconds?: number,
): PathworthProblem {
  let said: Partial<ProblemDocument> | null = null
  try {
    said = JSON.parse(text)
  } catch {
    // It is told by its status.
  }
  const { type = 'about:blank', title = `HTTP ${status}`, detail = '', ...more } = { ...said }
  return new PathworthProblem({ ...more, type, title, detail, status }, retryAfterSeconds)
}

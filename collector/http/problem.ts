/**
 * What can go wrong, by the last part of the `type` of its problem document (RFC 9457). Types are
 * stable: programs may look at them.
 */
export const PROBLEM_KINDS = {
  'malformed-body': { status: 400, title: 'The body can not be read' },
  'malformed-id': { status: 400, title: 'The id can not be one' },
  unauthorized: { status: 401, title: 'A valid key is needed' },
  forbidden: { status: 403, title: 'This key may not do that' },
  'link-refused': { status: 403, title: 'This link leads nowhere' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unknown-site': { status: 404, title: 'There is no such site' },
  'unknown-webhook': { status: 404, title: 'There is no such webhook secret' },
  'unknown-endpoint': { status: 404, title: 'There is no such endpoint' },
  'unknown-delivery': { status: 404, title: 'There is no such delivery' },
  'unknown-key': { status: 404, title: 'There is no such key' },
  'method-not-allowed': { status: 405, title: 'This path does not take that method' },
  'link-expired': { status: 410, title: 'This link has ended' },
  conflict: { status: 409, title: 'As things are this can not be done' },
  'too-large': { status: 413, title: 'The body is too large' },
  'invalid-field': { status: 422, title: 'A field is not valid' },
  'too-many-requests': { status: 429, title: 'Too many requests from one address' },
  internal: { status: 500, title: 'Something broke on our side' },
  'too-many-listeners': { status: 503, title: 'Too many listen to this site already' },
  busy: { status: 503, title: 'There is too much to do just now' },
  'site-moving': { status: 503, title: 'This site is being moved, or has moved away' },
  'site-unavailable': { status: 503, title: 'The data of this site can not be opened' },
  'as-of-building': { status: 503, title: 'The figures of then are being derived' },
  deadline: { status: 503, title: 'The report took too long' },
} as const

export type ProblemKind = keyof typeof PROBLEM_KINDS

/** One field that is wrong: `value`, `[3].items`, `events`; and what is wrong with it. */
export interface FieldError {
  field: string
  message: string
}

export interface ProblemOptions {
  errors?: readonly FieldError[]
  headers?: Readonly<Record<string, string>>
  /** Stands in the log beside the cause, so that an operator finds it. */
  instance?: string
  /** More that the document says, for programs. */
  members?: Readonly<Record<string, unknown>>
}

/** The one error that handlers throw: it knows its answer. */
export class Problem extends Error {
  override name = 'Problem'
  readonly kind: ProblemKind
  readonly options: ProblemOptions

  /** @param detail what was wrong, where, and the way out */
  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail)
    this.kind = kind
    this.options = options
  }

  get status(): number {
    return PROBLEM_KINDS[this.kind].status
  }

  /** The problem document. */
  document(): Record<string, unknown> {
    const { status, title } = PROBLEM_KINDS[this.kind]
    const { errors, instance, members } = this.options
    return {
      type: `/problems/${this.kind}`,
      title,
      status,
      detail: this.message,
      ...(instance === undefined ? {} : { instance }),
      ...(errors === undefined ? {} : { errors }),
      ...members,
    }
  }
}

const ERRORS_SHOWN_MAX = 100

/** 422 that names each field. */
export function invalidFields(errors: readonly FieldError[]): Problem {
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see "errors")` : ''
  return new Problem('invalid-field', `${first?.field}: ${first?.message}${more}`, {
    errors: errors.slice(0, ERRORS_SHOWN_MAX),
  })
}

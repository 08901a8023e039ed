/** A command that cannot be done as things are, with the way out. */
export class AdminError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AdminError'
  }
}

type UnknownThing =
  | 'site'
  | 'key'
  | 'share'
  | 'campaign'
  | 'code'
  | 'webhook'
  | 'endpoint'
  | 'delivery'

/** A command that speaks of a site, or something of a site, that there is not. */
export class AdminUnknownError extends AdminError {
  readonly what: UnknownThing

  constructor(what: UnknownThing, message: string) {
    super(message)
    this.what = what
  }
}

/** One field of a command that is wrong. */
export interface AdminFieldError {
  /** `currency`, or `command` for the whole of it. */
  field: string
  /** The value, as JSON, and what is wrong with it. */
  message: string
}

/** A command that holds wrong values; the message names field and value, a line each. */
export class AdminInputError extends AdminError {
  readonly errors: readonly AdminFieldError[]

  constructor(errors: readonly AdminFieldError[]) {
    super(errors.map(({ field, message }) => `${field} ${message}`).join('\n'))
    this.errors = errors
  }
}

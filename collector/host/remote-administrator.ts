import { setTimeout as delay } from 'node:timers/promises'
import { type AdminAnswer, type AdminCommand, mayComeAgain, parseAdmin } from '../admin/commands.ts'
import { AdminError, type AdminFieldError, AdminInputError } from '../admin/errors.ts'
import type { Administrator } from './administer.ts'

/** Each command is short; this one was never heard, or its answer was lost. */
const WAIT_MS = 120_000

/** Between tries of a command that may come again, ms. A connection that idled may be closed by then. */
const PAUSES_MS = [0, 1_000, 4_000]

/** Said by the collector, or by what stands before it, when it is worth to ask again. */
const NOT_NOW = new Set([502, 503, 504])

/** What `POST /v1/admin` says against a command (RFC 9457). */
interface ProblemTold {
  type?: string
  detail?: string
  errors?: AdminFieldError[]
}

/** The 404s of a collector that has heard the command. */
const UNKNOWN = ['site', 'key', 'webhook', 'delivery'].map((what) => `/problems/unknown-${what}`)

/** Has commands done by a collector far away, over `POST /v1/admin`. */
export class RemoteAdministrator implements Administrator {
  readonly #at: string
  readonly #token: string
  #hasAnswered = false

  /** @param at as `collectorAddress` gives it */
  constructor(at: string, token: string) {
    this.#at = at
    this.#token = token
  }

  /** @throws AdminError */
  async ask(command: AdminCommand): Promise<AdminAnswer> {
    parseAdmin(command)
    const response = await this.#heard(command)
    const body = await response.text().then(jsonOf, () => undefined)
    this.#hasAnswered = response.status === 200
    if (response.status === 200 && body) return body
    throw this.#refusal(response, body as ProblemTold | undefined)
  }

  async close(): Promise<void> {}

  /**
   * Once it has answered, what may come twice is tried again: who moves a site for an hour meets a
   * broken line.
   */
  async #heard(command: AdminCommand): Promise<Response> {
    const isWorthIt = this.#hasAnswered && mayComeAgain(command)
    for (const pause of isWorthIt ? PAUSES_MS : []) {
      const response = await this.#post(command).catch(() => undefined)
      if (response && !NOT_NOW.has(response.status)) return response
      await delay(pause)
    }
    return this.#post(command)
  }

  async #post(command: AdminCommand): Promise<Response> {
    try {
      return await fetch(`${this.#at}/v1/admin`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        body: JSON.stringify(command),
        // The token is for this address, and for no other that it may point to.
        redirect: 'manual',
        signal: AbortSignal.timeout(WAIT_MS),
      })
    } catch (error) {
      throw new AdminError(
        `${this.#at} can't be reached (${reasonOf(error)}): look at the address, and whether the collector runs`,
      )
    }
  }

  #refusal({ status, headers }: Response, problem: ProblemTold | undefined): AdminError {
    const at = this.#at
    if (status >= 300 && status < 400)
      return new AdminError(
        `${at} sends on to ${headers.get('location')}: name the address at which the collector itself answers`,
      )
    if (status === 401)
      return new AdminError(
        `${at} refuses PATHWORTH_ADMIN_TOKEN: it must be the one that this collector was given`,
      )
    if (status === 422 && problem?.errors) return new AdminInputError(problem.errors)
    if ((status === 404 && !UNKNOWN.includes(problem?.type ?? '')) || !problem?.detail)
      return new AdminError(noAdminAt(at, status))
    if (status === 404 || status === 409) return new AdminError(problem.detail)
    return new AdminError(`${at} answers with ${status}: ${problem.detail}`)
  }
}

const noAdminAt = (at: string, status: number): string =>
  status === 404
    ? `${at} takes no commands: no PATHWORTH_ADMIN_TOKEN is configured there, or it is no Pathworth`
    : `${at} answers with ${status}, and not as Pathworth does: look at the address, and at what stands before the collector`

/** undefined for what is no JSON object. */
function jsonOf(text: string): AdminAnswer | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as AdminAnswer) : undefined
  } catch {
    return undefined
  }
}

/** `fetch failed` says nothing; the reason is below. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${WAIT_MS / 1000} s`
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  const { code } = cause as NodeJS.ErrnoException
  return code ?? cause.message
}

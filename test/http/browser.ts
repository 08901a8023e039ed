import type { Answer, TestCollector } from './collector.ts'

/** A browser on a page of the collector: it keeps cookies, and says which page asks. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #collector: TestCollector
  readonly #origin: string

  constructor(collector: TestCollector, origin = 'http://localhost') {
    this.#collector = collector
    this.#origin = origin
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<Answer> {
    const cookie: Record<string, string> =
      this.cookies.size > 0 ? { cookie: this.cookieHeader } : {}
    const answer = await this.#collector.call(method, this.#origin + path, {
      body,
      headers: { ...cookie, ...headers },
    })
    for (const set of answer.headers.getSetCookie()) this.#take(set)
    return answer
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.ask('GET', path, undefined, headers)
  }

  signIn(key: string): Promise<Answer> {
    return this.ask('POST', '/v1/session', { key })
  }

  #take(set: string): void {
    const [pair = '', ...attributes] = set.split('; ')
    const [name = '', value = ''] = pair.split('=')
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

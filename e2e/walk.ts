import type { Account } from './firstread.ts'

/** One request of the walk and its answer, as docs/walkthrough.md shows them. */

export type Step = {
  title: string
  who: string
  method: string
  path: string
  sent?: unknown
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: the walk says itself what it expects in an answer.
  answer: any
}

/** Speaks HTTP as the printed accounts and writes everything down. */
export class Walk {
  readonly steps: Step[] = []
  readonly #url: string
  readonly #tokens = new Map<string, string>()

  constructor(url: string) {
    this.#url = url
  }

  async login(account: Account): Promise<void> {
    const { email, password, role } = account
    const step = await this.#speak(
      { title: `The ${role} logs in`, who: role, method: 'POST', path: '/auth/login' },
      { email, password, mode: 'token' },
    )
    this.#tokens.set(role, step.answer.accessToken)
  }

  ask(title: string, who: string, method: string, path: string, body?: unknown): Promise<Step> {
    return this.#speak({ title, who, method, path }, body)
  }

  /** Asks without writing it down, for waiting. */
  async peek(who: string, path: string): Promise<Step['answer']> {
    return (await fetch(`${this.#url}/api/v1${path}`, { headers: this.#headers(who) })).json()
  }

  #headers(who: string): Record<string, string> {
    const token = this.#tokens.get(who)
    return token ? { authorization: `Bearer ${token}` } : {}
  }

  async #speak(step: Pick<Step, 'title' | 'who' | 'method' | 'path'>, body: unknown): Promise<Step> {
    const isForm = body instanceof FormData
    const response = await fetch(`${this.#url}/api/v1${step.path}`, {
      method: step.method,
      headers: {
        ...this.#headers(step.who),
        ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const sent = isForm
      ? Object.fromEntries(
          [...body.entries()].map(([name, value]) => [name, value instanceof File ? `(file ${value.name})` : value]),
        )
      : body
    const whole: Step = {
      ...step,
      ...(sent === undefined ? {} : { sent }),
      status: response.status,
      answer: isJson && text ? JSON.parse(text) : text,
    }
    this.steps.push(whole)
    return whole
  }
}

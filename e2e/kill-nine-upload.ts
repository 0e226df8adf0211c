import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { Program } from './kill-nine-program.ts'

const main = resolve(import.meta.dirname, '../packages/cli/src/main.ts')
const password = `kill-nine-${randomUUID()}`

export type Acknowledged = { reportId: string; imageId: string; sha256: string }

/** A radiologist's program as it should be written: it repeats an upload under its Idempotency-Key until it is acknowledged. */
export class Uploader {
  readonly acknowledged = new Map<number, Acknowledged>()
  repeats = 0
  readonly #api: Program
  readonly #patientId: string
  readonly #email: string
  #token = ''

  constructor(api: Program, patientId: string, email: string) {
    this.#api = api
    this.#patientId = patientId
    this.#email = email
  }

  static async make(api: Program, env: Record<string, string>): Promise<Uploader> {
    const account = (role: string): { id: string; email: string } => {
      const email = `${role}@kill-nine.test`
      const args = [
        'user',
        'create',
        '--email',
        email,
        '--role',
        role,
        '--name',
        `A ${role}`,
        '--password-stdin',
        '--json',
      ]
      const made = spawnSync(process.execPath, [main, ...args], {
        env: { ...process.env, ...env },
        input: `${password}\n`,
        encoding: 'utf8',
      })
      if (made.status !== 0) throw new Error(made.stderr)
      return JSON.parse(made.stdout)
    }
    const uploader = new Uploader(api, account('patient').id, account('radiologist').email)
    await uploader.#login()
    return uploader
  }

  async #login(): Promise<void> {
    const response = await fetch(`${this.#api.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: this.#email, password, mode: 'token' }),
    })
    if (!response.ok) throw new Error(`login: ${response.status} ${await response.text()}`)
    this.#token = ((await response.json()) as { accessToken: string }).accessToken
  }

  async send(place: number, bytes: Buffer): Promise<void> {
    const key = randomUUID()
    for (const end = Date.now() + 120_000; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
      const answer = await this.#post(key, bytes).catch(unlessBroken)
      if (answer) {
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        this.acknowledged.set(place, { ...answer, sha256 })
        return
      }
      this.repeats += 1
    }
    throw new Error(`upload ${place} was never acknowledged`)
  }

  async #post(key: string, bytes: Buffer): Promise<{ reportId: string; imageId: string } | undefined> {
    const form = new FormData()
    form.set('patientId', this.#patientId)
    form.set('studyType', 'Chest X-ray')
    form.set('imageType', 'xray')
    form.append('images', new Blob([new Uint8Array(bytes)]), 'image.jpeg')
    const response = await fetch(`${this.#api.url}/api/v1/reports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'idempotency-key': key },
      body: form,
    })
    const text = await response.text()
    if (response.status === 401) await this.#login()
    if (response.status === 401 || response.status === 503) return undefined
    if (response.status !== 201) throw new Error(`${response.status} ${text}`)
    const body = JSON.parse(text) as { reportId: string; images: { imageId: string }[] }
    return { reportId: body.reportId, imageId: body.images[0]?.imageId ?? '' }
  }

  async original(reportId: string, imageId: string): Promise<Buffer> {
    const get = () =>
      fetch(`${this.#api.url}/api/v1/reports/${reportId}/images/${imageId}`, {
        headers: { authorization: `Bearer ${this.#token}` },
      })
    let response = await get()
    if (response.status === 401) {
      await this.#login()
      response = await get()
    }
    return Buffer.from(await response.arrayBuffer())
  }
}

/** A broken connection acknowledged nothing; anything else is told. */
function unlessBroken(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error
}

import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import type { Account } from '../firstread.ts'

/** The same account without a browser, for what a story needs to be there. */
export async function speakAs(url: string, { email, password }: Account) {
  const ask = async (method: string, path: string, token: string | undefined, body: unknown) => {
    const isForm = body instanceof FormData
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
  const { accessToken } = await ask('POST', '/auth/login', undefined, { email, password, mode: 'token' })
  return (method: string, path: string, body?: unknown) => ask(method, path, accessToken, body)
}

/** Uploads one film as the radiologist. @returns the report's id */
export async function upload(
  url: string,
  radiologist: Account,
  patientId: string,
  path: string,
  priority: 'routine' | 'stat' = 'routine',
): Promise<string> {
  const send = await speakAs(url, radiologist)
  const form = new FormData()
  form.set('patientId', patientId)
  form.set('studyType', 'Chest X-ray')
  form.set('priority', priority)
  form.append('images', new File([await openAsBlob(path)], basename(path)))
  return (await send('POST', '/reports', form)).reportId
}

import type { Answer, Person } from '@firstread/testing'

export type TestFile = Uint8Array | { name: string; bytes: Uint8Array }

/** Sends a form the way a browser does, over real HTTP. */
export async function upload(
  person: Person,
  files: readonly TestFile[],
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  files.forEach((file, i) => {
    const { name, bytes } = 'bytes' in file ? file : { name: `file-${i}`, bytes: file }
    form.append('images[]', new Blob([bytes as Uint8Array<ArrayBuffer>]), name)
  })
  const response = await person.fetch('/reports', { method: 'POST', body: form, headers })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

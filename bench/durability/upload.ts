import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { createReport } from '@firstread/client'
import type { People } from './people.ts'

/** Uploads until it is acknowledged, as a program should: the same request with the same key after each break. */
export async function upload({ radiologist, patientId }: People, file: string): Promise<string> {
  for (let attempt = 1; attempt <= 60; attempt++) {
    try {
      const { data, error } = await createReport({
        client: radiologist.client,
        headers: { 'Idempotency-Key': `durability-${basename(file)}` },
        body: { patientId, imageType: 'xray', images: [new File([await openAsBlob(file)], basename(file))] },
      })
      if (data) return data.reportId
      if (!['not-ready', 'busy', 'internal'].includes((error as { code?: string })?.code ?? 'internal'))
        throw new Error(JSON.stringify(error))
    } catch (error) {
      if (!(error instanceof TypeError)) throw error // fetch's own: the connection broke
    }
    await new Promise((next) => setTimeout(next, 500))
  }
  throw new Error(`${basename(file)} was never acknowledged`)
}

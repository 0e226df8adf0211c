import { type Case, dicom, type Options, type Rec, type Target, util } from './shared.ts'

const films = 8

/** A film as a picture: the first time it is asked for, and again. The shared measure mixes the two. */
export const cases = (): Case[] => [{ name: 'rendered film', run }]

async function run(target: Target, { seed }: Options, rec: Rec): Promise<void> {
  const client = util.client(target, 1)
  const list = Array.from({ length: films }, (_, i) =>
    dicom.instance('cxr', { seed: seed * 17 + 5, study: i, variant: i % 4 }),
  )
  for (const one of list) {
    const body = util.multipart([one])
    const answer = await client.call('POST', `${target.web}/studies`, { headers: util.STOW_HEADERS, body })
    if (util.stored(answer) !== 1) throw new Error(`a film was not stored: ${answer.status}`)
  }
  const ask = async ({ study, series, sop }: (typeof list)[number]) => {
    const path = `${target.web}/studies/${study}/series/${series}/instances/${sop}/rendered`
    const answer = await client.get(path, { headers: { accept: 'image/jpeg' } })
    if (answer.status !== 200) throw new Error(`no picture: ${answer.status}`)
    return answer.ms
  }
  const fresh: number[] = []
  for (const one of list) fresh.push(await ask(one))
  const again: number[] = []
  for (let round = 0; round < 3; round++) for (const one of list) again.push(await ask(one))
  client.close()
  // The very first starts the process that makes pictures.
  rec('rendered film, fresh ms', util.median(fresh.slice(1)), 'down')
  rec('rendered film, again ms', util.median(again), 'down')
}

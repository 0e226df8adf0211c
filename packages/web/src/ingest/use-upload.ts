import { RefusedError, type Uploaded } from '@firstread/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Picked } from './pick.ts'
import { sendStudy, type UploadFields } from './send.ts'

export type Upload = {
  percent: number
  /** bytes of all files that have gone out */
  sent: number
  isStoring: boolean
  /** the connection is away; it goes on by itself */
  isCut: boolean
  /** server's word about single files */
  refused: ReadonlyMap<File, string>
}

/** One study on its way. Sending again after a cut uses the same key, so nothing is stored twice. */
export function useUpload() {
  const client = useQueryClient()
  const [sent, setSent] = useState(0)
  const [total, setTotal] = useState(1)
  const [isCut, setCut] = useState(false)
  const begun = useRef(new WeakMap<File, string>())
  const files = useRef<readonly File[]>([])
  const key = useRef(crypto.randomUUID() as string)
  const stop = useRef<AbortController>(undefined)
  const send = useMutation<Uploaded, Error, { picked: readonly Picked[]; fields: UploadFields }>({
    mutationFn: ({ picked, fields }) => {
      files.current = picked.filter(({ why }) => why === undefined).map(({ file }) => file)
      stop.current = new AbortController()
      setSent(0)
      setTotal(
        Math.max(
          1,
          files.current.reduce((sum, file) => sum + file.size, 0),
        ),
      )
      return sendStudy({
        fields,
        files: files.current,
        key: key.current,
        begun: begun.current,
        sent: setSent,
        cut: setCut,
        signal: stop.current.signal,
      })
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: ['reports'] }),
    onError: (error) => {
      // Another content needs another key; only what never arrived goes on under the old one.
      if (error instanceof RefusedError) key.current = crypto.randomUUID()
    },
  })
  const upload: Upload = {
    percent: Math.min(100, Math.round((sent / total) * 100)),
    sent,
    isStoring: send.isPending && sent >= total,
    isCut: send.isPending && isCut,
    refused: refusedOf(send.error, files.current),
  }
  const reset = () => {
    key.current = crypto.randomUUID()
    setSent(0)
    send.reset()
  }
  return { send, upload, stop: () => stop.current?.abort(), reset }
}

/** The server names a file by its place, `images[3]`: a name may be a patient's. */
function refusedOf(error: unknown, files: readonly File[]): ReadonlyMap<File, string> {
  if (!(error instanceof RefusedError)) return new Map()
  const errors = (error.problem.errors ?? []) as { item: string; detail: string }[]
  return new Map(
    errors.flatMap(({ item, detail }) => {
      const file = files[Number(/^(?:images|uploads)\[(\d+)\]$/.exec(item)?.[1] ?? -1)]
      return file ? [[file, detail] as const] : []
    }),
  )
}

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
  /** server's word about single files, by name */
  refused: ReadonlyMap<string, string>
}

/** One study on its way. Sending again after a cut uses the same key, so nothing is stored twice. */
export function useUpload() {
  const client = useQueryClient()
  const [sent, setSent] = useState(0)
  const [total, setTotal] = useState(1)
  const key = useRef(crypto.randomUUID() as string)
  const stop = useRef<AbortController>(undefined)
  const send = useMutation<Uploaded, Error, { picked: readonly Picked[]; fields: UploadFields }>({
    mutationFn: ({ picked, fields }) => {
      const files = picked.filter(({ why }) => why === undefined).map(({ file }) => file)
      stop.current = new AbortController()
      setSent(0)
      setTotal(
        Math.max(
          1,
          files.reduce((sum, file) => sum + file.size, 0),
        ),
      )
      return sendStudy({ fields, files, key: key.current, sent: setSent, signal: stop.current.signal })
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
    refused: refusedOf(send.error),
  }
  const reset = () => {
    key.current = crypto.randomUUID()
    setSent(0)
    send.reset()
  }
  return { send, upload, stop: () => stop.current?.abort(), reset }
}

function refusedOf(error: unknown): ReadonlyMap<string, string> {
  if (!(error instanceof RefusedError)) return new Map()
  const errors = (error.problem.errors ?? []) as { item: string; detail: string }[]
  return new Map(errors.map(({ item, detail }) => [item, detail]))
}

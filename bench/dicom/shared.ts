import { join } from 'node:path'

/** The shared benchmarks, beside the checkout unless SHARED_BENCH says where. They are plain JavaScript. */
export const bench = process.env.SHARED_BENCH ?? join(import.meta.dirname, '../../../shared/bench')

export type Rec = (metric: string, value: number, better: 'up' | 'down' | 'info') => void
/** A server that can be started, measured and killed: lib/target.mjs. */
export type Target = {
  name: string
  base: string
  web: string
  start(): Promise<number>
  stop(signal?: string): Promise<void>
  reset(): Promise<void>
  cpu(): number
}
export type Options = Record<string, unknown> & { seed: number; seed0: number; scale: number; tmp: string }
export type Case = { name: string; run(target: Target, options: Options, rec: Rec): Promise<void> }
export type Measure = {
  cases(): Case[]
  prepare?(target: Target, options: { seed: number }): Promise<void>
  load?(target: Target, options: { seed: number; size: number; from?: number }): Promise<{ ok: number; ms: number }>
}
export type Client = {
  call(method: string, path: string, options?: object): Promise<Answer>
  get(path: string, options?: object): Promise<Answer>
  close(): void
}
export type Answer = { status: number; bytes: number; ms: number; body: Buffer }
export type Instance = { study: string; series: string; sop: string; size: number }

type Util = {
  client(target: Target, sockets: number): Client
  multipart(list: readonly Instance[]): Buffer[]
  stored(answer: Answer): number
  median(list: readonly number[]): number
  STOW_HEADERS: Record<string, string>
}
type Dicom = { instance(kind: string, options: object): Instance }

export const util = (await import(join(bench, 'lib/util.mjs'))) as Util
export const dicom = (await import(join(bench, 'lib/dicom.mjs'))) as Dicom
export const measureOf = async (name: string) => (await import(join(bench, 'measures', `${name}.mjs`))) as Measure
export async function openTarget(file: string): Promise<Target> {
  const { Target } = (await import(join(bench, 'lib/target.mjs'))) as { Target: new (file: string) => Target }
  return new Target(file)
}

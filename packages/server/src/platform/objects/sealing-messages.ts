import type { WriterOptions, Written } from './writer.ts'

/** What the sealing thread is told about one object, by its number. */
export type Order =
  | ({ order: 'open'; id: number } & WriterOptions)
  | { order: 'write'; id: number; pieces: Uint8Array[] }
  | { order: 'finish'; id: number; name: string }
  | { order: 'abandon'; id: number }

/** What it says: `took` are bytes that it no longer holds; what is `written` has its name, and survives a crash once `durable`. */
export type Answer =
  | { answer: 'took'; id: number; bytes: number }
  | ({ answer: 'written'; id: number } & Written)
  | { answer: 'durable'; id: number }
  | { answer: 'abandoned'; id: number }
  /** Errors lose their code on the way from thread to thread. */
  | { answer: 'failed'; id: number; message: string; code: string | undefined }

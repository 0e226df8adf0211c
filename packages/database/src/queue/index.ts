export type { Queue, QueueEvent, QueueOptions, QueueRun, QueueTask, Scheduled } from './options.ts'
export { drainQueue, startQueue } from './queue.ts'

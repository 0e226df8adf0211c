import { z } from 'zod'
import { instant } from './words.ts'

export const jobId = z.string().regex(/^[0-9]{1,15}$/)

/** The queue as a tech sees it. A dead job used up its three attempts and waits for somebody to retry it. */
export const queueState = z
  .strictObject({
    tasks: z.array(z.strictObject({ task: z.string(), waiting: z.int(), running: z.int(), dead: z.int() })),
    dead: z.array(
      z.strictObject({
        jobId,
        task: z.string(),
        attempts: z.int(),
        lastError: z.string().nullable().describe('First line of the last error; carries no patient data'),
        diedAt: instant,
      }),
    ),
  })
  .meta({ id: 'QueueState' })

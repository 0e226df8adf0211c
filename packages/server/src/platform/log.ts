import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** Log lines are events with fields (`step`, `reportId`, `ms`). Headers, bodies and names of people never go in. */
export function openLog(config: Pick<Config, 'LOG_LEVEL'>, process: 'api' | 'worker' | 'scp' | 'cli'): Logger {
  return pino(
    {
      level: config.LOG_LEVEL,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      // PostgreSQL repeats values of rows in an error's detail and context.
      redact: [
        'err.detail',
        'err.where',
        'err.internalQuery',
        'err.cause.detail',
        'err.cause.where',
        'req.headers',
        '*.password',
        '*.token',
        '*.accessToken',
        '*.refreshToken',
      ],
    },
    pino.destination({ dest: 2, sync: false }),
  )
}

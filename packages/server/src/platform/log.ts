import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** Log lines are events with fields (`step`, `reportId`, `ms`). Headers, bodies and names of people never go in. */
export function openLog(config: Pick<Config, 'LOG_LEVEL'>, process: 'api' | 'worker' | 'scp' | 'cli'): Logger {
  return pino(
    {
      level: config.LOG_LEVEL,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['req.headers', '*.password', '*.token', '*.accessToken', '*.refreshToken'],
    },
    pino.destination({ dest: 2, sync: false }),
  )
}

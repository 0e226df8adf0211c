/** What happens is told as an event with fields, for whoever keeps the log; no patient's data among them. */
export type Log = (level: 'debug' | 'info' | 'warn' | 'error', event: string, fields: Record<string, unknown>) => void

export const noLog: Log = () => undefined

import { useEffect, useState } from 'react'
import { locale, w } from '../words/index.ts'

const format = (options: Intl.DateTimeFormatOptions) => (iso: string) =>
  new Intl.DateTimeFormat(locale(), options).format(new Date(iso))

/** `24 Nov 2026, 14:03` */
export const sayMoment = (iso: string): string =>
  format({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })(iso)
/** `24 November 2026` */
export const sayDay = (iso: string): string => format({ day: 'numeric', month: 'long', year: 'numeric' })(iso)
/** `14:03` */
export const sayTime = (iso: string): string => format({ hour: '2-digit', minute: '2-digit' })(iso)

/** A length of time as the worklist says it. */
export function sayMinutes(minutes: number): string {
  const whole = Math.max(0, Math.round(minutes))
  if (whole < 60) return w.triage.minutes(whole)
  const hours = Math.floor(whole / 60)
  // Of half a day and more nobody needs the minutes.
  return hours < 48 ? w.triage.hours(hours, hours < 12 ? whole % 60 : 0) : w.triage.days(Math.floor(hours / 24))
}

/** The present moment, renewed every `ms`, for what is said relative to it. */
export function useNow(ms: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), ms)
    return () => clearInterval(timer)
  }, [ms])
  return now
}

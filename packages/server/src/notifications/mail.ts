import { actAsWorker } from '@firstread/database'
import nodemailer, { type Transporter } from 'nodemailer'
import { audit } from '../audit/index.ts'
import type { WorkerApp } from '../platform/app.ts'
import type { JobHandler } from '../platform/slice.ts'
import { type DueMail, mailDone, takeMail } from './mail-queries.ts'

/** So many in one run, one after the other; a mail server has this long for each step, ms. */
const most = 50
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Two texts for everything: which notice it is, and about whom, is said inside only. */
const texts = {
  urgent: {
    subject: 'Firstread: something urgent waits for you',
    line: 'Something urgent waits for you in Firstread. Please sign in now.',
  },
  normal: {
    subject: 'Firstread: there is something new for you',
    line: 'There is something new for you in Firstread. Sign in to read it.',
  },
} as const

/**
 * Tells those who want mail that there is something they have not read yet: one mail a run, however much it is. Without SMTP_URL nothing is
 * queued and nothing is sent.
 */
export const sendMail: JobHandler<'send_mail'> = async (app, _payload, { signal }) => {
  const { SMTP_URL: url, MAIL_FROM: from } = app.config
  if (!url || !from) return
  const due = await actAsWorker(app.db, 'send_mail', (tx) => takeMail(tx, most))
  if (due.length === 0) return
  const post = nodemailer.createTransport(url, { from, ...patience })
  try {
    for (const mails of Map.groupBy(due, ({ address }) => address).values()) {
      if (signal.aborted) return // what was taken comes back by the clock
      await send(app, post, mails)
    }
  } finally {
    post.close()
  }
}

async function send(app: WorkerApp, post: Transporter, mails: readonly DueMail[]): Promise<void> {
  const address = mails[0]?.address ?? ''
  const { subject, line } = texts[mails.some((mail) => mail.is_urgent) ? 'urgent' : 'normal']
  const text = [line, app.config.PUBLIC_ORIGIN, 'You get this because you asked for mail in your account.']
    .filter(Boolean)
    .join('\n\n')
  const error = await post.sendMail({ to: { name: '', address }, subject, text }).then(
    () => null,
    (failed: { code?: unknown; responseCode?: unknown }) => String(failed.responseCode ?? failed.code ?? 'unknown'),
  )
  if (error) app.log.warn({ step: 'notifications', notices: mails.length, error }, 'mail not taken')
  await actAsWorker(app.db, 'send_mail', async (tx) => {
    for (const { notification_id } of mails) {
      await mailDone(tx, notification_id, error)
      await audit(tx, {
        action: 'send_mail',
        entityType: 'notification',
        entityId: notification_id,
        status: error ? 'failure' : 'success',
        ...(error ? { newValues: { error } } : {}),
      })
    }
  })
}

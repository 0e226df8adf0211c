import type { ReportStatus } from '@firstread/contract'
import { enqueue, type Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { AiSeen } from './rows.ts'

/** Locks the report until the signature commits and closes an open run of the AI. */
export async function lockForSigning(tx: Tx, reportId: string): Promise<ReportStatus> {
  const { rows } = await sql<{ status: ReportStatus }>`
    select app.close_running_analysis(${reportId}) as status`.execute(tx)
  return rows[0]!.status
}

export async function signedByOthersSince(tx: Tx, reportId: string, since: Date): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from public.doctor_reviews where report_id = ${reportId} and state = 'signed'
      and doctor_id <> auth.uid() and reviewed_at > ${since}) as found`.execute(tx)
  return rows[0]?.found ?? false
}

export async function whatTheAiSaid(tx: Tx, reportId: string): Promise<AiSeen> {
  const { rows } = await sql<AiSeen>`
    select coalesce(a.model_id, run.model_id) as "modelId", coalesce(a.model_version, run.model_version) as "modelVersion",
      coalesce(a.outcome, run.outcome) as outcome, a.risk_category as "riskCategory",
      case when a.low_probability is not null then jsonb_build_object(
        'low', a.low_probability, 'medium', a.medium_probability, 'high', a.high_probability) end as probabilities
    from (values (${reportId}::uuid)) r (report_id)
    left join public.ai_analysis a on a.report_id = r.report_id
    left join public.analysis_runs run on run.report_id = r.report_id and run.is_adopted`.execute(tx)
  return rows[0]!
}

export async function writeSignature(tx: Tx, reviewId: string, confirmed: boolean | null, seen: AiSeen): Promise<void> {
  await sql`update public.doctor_reviews set state = 'signed', reviewed_at = clock_timestamp(),
      confirmed_ai_diagnosis = ${confirmed}, ai_seen = ${JSON.stringify(seen)}::jsonb
    where review_id = ${reviewId}`.execute(tx)
}

/** Whether the password was entered recently enough for signing; 0 minutes ask for nothing beyond the session. */
export async function isFreshlyAuthenticated(tx: Tx, sessionId: string | null): Promise<boolean> {
  const { rows } = await sql<{ fresh: boolean }>`
    select s.minutes = 0 or exists (select 1 from public.sessions e where e.session_id = ${sessionId}
      and e.password_entered_at > clock_timestamp() - make_interval(mins => s.minutes)) as fresh
    from (select (app.setting('review.fresh_authentication_minutes'))::int as minutes) s`.execute(tx)
  return rows[0]?.fresh ?? false
}

export async function asksFirstOpinion(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ asked: boolean }>`
    select app.setting('review.first_opinion') = 'true'::jsonb as asked`.execute(tx)
  return rows[0]?.asked ?? false
}

/** One job for many signatures in a row: the key folds them while it waits. */
export const remeasureSoon = (tx: Tx) => enqueue(tx, 'recompute_metrics', {}, { key: 'metrics', afterSeconds: 5 })

type Notice = { priority: 'normal' | 'urgent'; title: string; message: string }

/** Tells whoever uploaded the study, when somebody did. */
export async function notifyUploader(tx: Tx, reportId: string, notice: Notice): Promise<void> {
  await sql`
    select app.notify(r.radiologist_id, 'review_complete', ${notice.priority}, ${notice.title}, ${notice.message},
        '/reports/' || r.report_id, r.report_id),
      app.tell(r.radiologist_id, null, 'report', jsonb_build_object('reportId', r.report_id))
    from public.medical_reports r where r.report_id = ${reportId} and r.radiologist_id is not null`.execute(tx)
}

import { analysisRuns, id, Problem, problemDocument, reanalysisAccepted } from '@firstread/contract'
import { enqueue } from '@firstread/database'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { isOpen, withheldFrom } from '../reports/index.ts'
import { modelRoutes } from './model-routes.ts'
import { findStudy, listRuns } from './read-queries.ts'
import { toRun } from './to-analysis.ts'

const ofReport = z.strictObject({ reportId: id })

export function routes(server: Server, app: App): void {
  modelRoutes(server, app)

  server.post(
    '/reports/:reportId/reanalyze',
    {
      schema: {
        operationId: 'reanalyzeReport',
        tags: ['analysis'],
        summary: 'Have the active model read an unsigned study again; the AI only moves a study up',
        params: ofReport,
        response: { 202: reanalysisAccepted, 403: problemDocument, 404: problemDocument, 409: problemDocument },
      },
    },
    async (request, reply) => {
      const { reportId } = request.params
      const status = await asCaller(app, request, 'anybody', async (tx, who) => {
        const study = await findStudy(tx, reportId)
        if (!study) throw new Problem('not-found')
        if (who.role !== 'tech') throw new Problem('forbidden')
        if (!isOpen(study.status)) throw new Problem('wrong-status', 'A doctor has signed this study.')
        const job = { reportId, kind: 'reanalysis', requestId: request.id } as const
        await enqueue(tx, 'analyze_study', job, { key: `analyze:${reportId}` })
        await audit(tx, {
          action: 'reanalyze_report',
          entityType: 'report',
          entityId: reportId,
          patientIds: [study.patient_id],
        })
        return study.status
      })
      return reply.code(202).send({ reportId, status })
    },
  )

  server.get(
    '/reports/:reportId/runs',
    {
      schema: {
        operationId: 'listAnalysisRuns',
        tags: ['analysis'],
        summary: 'Every attempt of a model at this study, newest first',
        params: ofReport,
        response: { 200: analysisRuns, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const { reportId } = request.params
        const study = await findStudy(tx, reportId)
        if (!study) throw new Problem('not-found')
        if (who.role === 'patient') throw new Problem('forbidden')
        const withheld = (await withheldFrom(tx, who.role, [reportId])).has(reportId)
        const runs = await listRuns(tx, reportId)
        await audit(tx, {
          action: 'view_analysis_runs',
          entityType: 'report',
          entityId: reportId,
          patientIds: [study.patient_id],
        })
        return { items: runs.map((run) => toRun(run, withheld)) }
      }),
  )
}

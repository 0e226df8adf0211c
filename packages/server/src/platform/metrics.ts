import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Prometheus metrics of one process. Labels are routes and outcomes, never people. */
export function openMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    requests: new Histogram({
      name: 'firstread_http_request_seconds',
      help: 'Duration of HTTP requests',
      registers,
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    }),
    ingested: new Counter({
      name: 'firstread_ingest_instances_total',
      help: 'Instances by result',
      labelNames: ['result'],
      registers,
    }),
    associations: new Counter({
      name: 'firstread_dicom_associations_total',
      help: 'DICOM associations by what became of them',
      labelNames: ['event'],
      registers,
    }),
    analyses: new Counter({
      name: 'firstread_analysis_runs_total',
      help: 'Finished analysis runs',
      labelNames: ['outcome'],
      registers,
    }),
    analysisSeconds: new Histogram({
      name: 'firstread_analysis_seconds',
      help: 'From claim to adoption',
      registers,
      buckets: [0.1, 0.25, 0.5, 1, 2, 5, 15, 60],
    }),
    signed: new Counter({
      name: 'firstread_reviews_signed_total',
      help: 'Signed reviews',
      labelNames: ['urgency'],
      registers,
    }),
    jobs: new Gauge({
      name: 'firstread_jobs',
      help: 'Jobs by task and state',
      labelNames: ['task', 'state'],
      registers,
    }),
  }
}
export type Metrics = ReturnType<typeof openMetrics>

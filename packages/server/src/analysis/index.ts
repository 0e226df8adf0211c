import type { Slice } from '../platform/slice.ts'
import { analyzeStudy } from './analyze.ts'
import { closeDeadRuns } from './dead.ts'
import { makeResults } from './results/make-results.ts'
import { routes } from './routes.ts'

export { analysesOf } from './analyses.ts'
export { findModel, listModels, type ModelRow } from './model-queries.ts'
export { registerPackages } from './registry.ts'
export { type ResultInstance, resultInstances } from './results/result-queries.ts'

export const analysis: Slice = {
  name: 'analysis',
  routes,
  jobs: { analyze_study: analyzeStudy, close_dead_runs: closeDeadRuns, make_results: makeResults },
}

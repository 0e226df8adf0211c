export { createTestDatabase, type TestDatabase, testRootKey } from './postgres.ts'
export type { Answer, Person, PersonOptions } from './site/person.ts'
export type { ReportOptions } from './site/report.ts'
export { newSite, type Site, type SiteOptions } from './site/site.ts'

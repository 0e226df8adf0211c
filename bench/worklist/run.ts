/**
 * The queries a page waits for, at one year of data (node bench/worklist/run.ts [--scale 1] [--rounds 300] [--plans FILE]):
 * p50 and p95 in the database and as a round trip, each as the person who asks, under row security.
 */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { actAsNobody, type Caller, type Db, openDatabase, urlAs } from '@firstread/database'
import { type CompiledQuery, sql } from 'kysely'
import pg from 'pg'
import { casesOf } from './cases.ts'
import { type Caught, type Figures, measure } from './measure.ts'
import { fillYear, sizesAt } from './year.ts'

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '300' },
    plans: { type: 'string' },
  },
})
const sizes = sizesAt(Number(values.scale))
console.log(`Filling ${sizes.reports} reports, ${sizes.notes} notifications, ${sizes.audit} audit rows …`)
const { server, rootKey, seconds } = await fillYear(sizes)
console.log(`filled in ${seconds} s`)
const caught: Caught = { queries: [] }
const log = (event: { level: string; query: unknown }) => {
  if (event.level === 'query') caught.queries.push(event.query as CompiledQuery)
}
const db = openDatabase({ url: urlAs(server.url, 'fr_api', rootKey), max: 4, log })
const admin = new pg.Client({ connectionString: server.url })
await admin.connect()

/** A session as login makes it. */
async function enterAs(database: Db, userId: string): Promise<Caller> {
  const mac = randomBytes(32).toString('hex')
  await actAsNobody(database, { ip: '127.0.0.1' }, (tx) =>
    sql`select * from auth.open_session(${userId}, '127.0.0.1', ${mac}, ${`r${mac}`}, 'bench', '{}')`.execute(tx),
  )
  return { tokenMac: mac, countsAsActivity: false }
}

const figures: Figures[] = []
for (const one of await casesOf({ admin, sizes, enter: (userId) => enterAs(db, userId) })) {
  figures.push(await measure(db, caught, one, Number(values.rounds)))
}
console.table(
  Object.fromEntries(
    figures.map(({ name, inDatabase, roundTrip }) => [
      name,
      {
        'database p50': inDatabase.p50,
        'database p95': inDatabase.p95,
        'round trip p50': roundTrip.p50,
        'round trip p95': roundTrip.p95,
      },
    ]),
  ),
)
if (values.plans) await writeFile(values.plans, plansPage(figures))
await admin.end()
await db.destroy()
await server.stop()

function plansPage(all: Figures[]): string {
  const table = all.map(
    ({ name, inDatabase, roundTrip }) =>
      `| ${name} | ${inDatabase.p50} / ${inDatabase.p95} | ${roundTrip.p50} / ${roundTrip.p95} |`,
  )
  const plans = all.map(({ name, plan }) => `## ${name}\n\n\`\`\`\n${plan}\n\`\`\`\n`)
  return [
    '# What a page waits for, at one year of data',
    '',
    `Made by \`node bench/worklist/run.ts --scale ${values.scale} --plans …\`: ${sizes.reports} reports, ${sizes.notes} notifications, ${sizes.audit} audit rows,`,
    'embedded PostgreSQL 15, two cores shared with the client. Milliseconds, p50 / p95; each query as the person who asks, under row security.',
    '',
    '| query | execution in the database | round trip, prepared |',
    '|---|---:|---:|',
    ...table,
    '',
    ...plans,
  ].join('\n')
}

import type { Association } from '../association.ts'
import type { Request } from '../context.ts'
import { respond, skipDataSet } from '../respond.ts'
import { statuses } from '../statuses.ts'

/** C-ECHO, PS3.7 9.1.5 */
export async function echo(association: Association, request: Request): Promise<void> {
  await skipDataSet(request)
  await respond(association, request, { Status: statuses.success })
}

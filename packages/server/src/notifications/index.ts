import type { Slice } from '../platform/slice.ts'
import { sendMail } from './mail.ts'
import { routes } from './routes.ts'

export const notifications: Slice = { name: 'notifications', routes, jobs: { send_mail: sendMail } }

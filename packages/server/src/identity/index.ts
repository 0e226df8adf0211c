import type { Slice } from '../platform/slice.ts'
import { accountRoutes } from './account-routes.ts'
import { authRoutes } from './auth-routes.ts'
import { explainRoutes } from './explain-routes.ts'
import { factorRoutes } from './factor-routes.ts'
import { openPasswords } from './passwords.ts'
import { patientRoutes } from './patient-routes.ts'
import { settingRoutes } from './setting-routes.ts'
import { userRoutes } from './user-routes.ts'

export { passwordIsFresh } from './auth-queries.ts'
export { networkOf } from './network.ts'
export { refuseWeakPassword } from './password-rules.ts'
export { openPasswords, type Passwords } from './passwords.ts'

export const identity: Slice = {
  name: 'identity',
  routes(server, app) {
    const desk = { app, passwords: openPasswords(app) }
    authRoutes(server, desk)
    accountRoutes(server, desk)
    factorRoutes(server, desk)
    userRoutes(server, desk)
    patientRoutes(server, app)
    settingRoutes(server, app)
    explainRoutes(server, app)
  },
}

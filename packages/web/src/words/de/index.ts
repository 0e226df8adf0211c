import { domain } from './domain.ts'
import { frame } from './frame.ts'
import { patient } from './patient.ts'
import { problems } from './problems.ts'

/** Deutsch: was alle sehen, und die Seiten der Patientinnen und Patienten. Der Rest steht noch auf Englisch. */
export const de = { frame, domain, problems, patient }

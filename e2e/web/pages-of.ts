/** Every page without a study in its address, by who sees it. */
export const pagesOf = {
  patient: ['/results', '/history', '/access', '/account'],
  radiologist: ['/upload', '/studies', '/account'],
  doctor: ['/worklist', '/critical', '/follow-up', '/studies', '/models'],
  tech: [
    '/overview',
    '/models',
    '/people',
    '/identity',
    '/peers',
    '/studies',
    '/settings',
    '/audit',
    '/worklist',
    '/critical',
    '/follow-up',
  ],
} as const

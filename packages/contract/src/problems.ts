/**
 * Every trouble that leaves Firstread, by its stable code. `audited` denials get an entry of their own in the audit log.
 * The page docs/problems.md is compared with this table by a test.
 */
export const problems = {
  // who is asking
  'not-logged-in': { http: 401, title: 'Log in first', audited: false },
  'session-ended': { http: 401, title: 'The session has ended; log in again', audited: false },
  'wrong-credentials': { http: 401, title: 'Email or password is wrong', audited: false },
  'try-later': { http: 429, title: 'Too many attempts; wait and try again', audited: false },
  'too-many-streams': { http: 429, title: 'Too many open event streams; close one', audited: false },
  'account-needs-reset': {
    http: 403,
    title: 'Too many wrong passwords; ask a tech to reset this account',
    audited: false,
  },
  'refresh-refused': { http: 401, title: 'This refresh token no longer works; log in again', audited: false },
  'otp-needed': { http: 401, title: 'This account also asks for a one-time code', audited: false },
  'wrong-otp': { http: 401, title: 'The one-time code is wrong, old, or was used already', audited: false },
  'second-factor-needed': {
    http: 403,
    title: 'This role signs in with one-time codes; set them up first',
    audited: false,
  },
  'factor-exists': { http: 409, title: 'One-time codes are set up already; take them away first', audited: false },
  'password-needed': { http: 403, title: 'Enter the password again for this change', audited: true },
  'weak-password': { http: 422, title: 'The password does not meet the rules', audited: false },
  'cross-site': { http: 403, title: 'The request came from another site', audited: true },
  forbidden: { http: 403, title: 'Your role may not do this', audited: true },
  'not-found': { http: 404, title: 'There is no such thing, or it is not yours to see', audited: true },
  // the request itself
  'no-such-route': { http: 404, title: 'There is no such address', audited: false },
  'invalid-request': { http: 422, title: 'The request does not have the expected form', audited: false },
  'malformed-body': { http: 400, title: 'The body cannot be read', audited: false },
  'wrong-media-type': { http: 415, title: 'This media type is not accepted here', audited: false },
  'too-large': { http: 413, title: 'The request is larger than allowed', audited: false },
  'bad-cursor': { http: 422, title: 'The cursor is not one of ours', audited: false },
  'idempotency-mismatch': { http: 422, title: 'This Idempotency-Key was used for another request', audited: false },
  // files
  'no-images': { http: 422, title: 'The upload holds no image', audited: false },
  'unsupported-file': { http: 415, title: 'The file is neither JPEG, PNG nor DICOM', audited: false },
  'broken-file': { http: 422, title: 'The file is damaged or cut off', audited: false },
  'hostile-file': { http: 422, title: 'The file pretends to be something else', audited: true },
  'file-limits': { http: 413, title: 'The image exceeds a limit', audited: false },
  'unknown-upload': {
    http: 422,
    title: 'A file that should have come in pieces is not here as a whole',
    audited: false,
  },
  'wrong-offset': { http: 409, title: 'The file does not go on at this place', audited: false },
  'several-studies': {
    http: 422,
    title: 'The files belong to different studies; send one study at a time',
    audited: false,
  },
  'instance-conflict': {
    http: 409,
    title: 'An instance with this UID is already stored with other content or for another patient',
    audited: true,
  },
  'patient-mismatch': { http: 409, title: 'The files belong to another patient', audited: true },
  'unknown-patient': { http: 422, title: 'There is no such patient', audited: false },
  'wrong-range': { http: 416, title: 'The file has no such bytes', audited: false },
  'not-rendered': { http: 422, title: 'There is no picture in this file to show', audited: false },
  'burned-in': {
    http: 409,
    title: 'Pictures may have a name drawn into them; look at them, then ask again with confirmBurnedIn',
    audited: false,
  },
  // asking for DICOM
  'bad-query': { http: 400, title: 'A query parameter is not one of PS3.18 or cannot be read', audited: false },
  'search-too-broad': { http: 413, title: 'The search is too broad; narrow it, by date for one', audited: false },
  'not-acceptable': { http: 406, title: 'None of the accepted media types can be had here', audited: false },
  // the way of a study
  'wrong-status': { http: 409, title: 'The study is not at that step', audited: false },
  'claimed-by-another': { http: 409, title: 'Another doctor is reviewing this study', audited: false },
  'not-claimed': { http: 409, title: 'Claim the study first', audited: false },
  'already-signed': { http: 409, title: 'A signed review changes only by addendum', audited: false },
  'draft-exists': { http: 409, title: 'You already have a draft for this study', audited: false },
  'review-incomplete': { http: 422, title: 'The review lacks what signing needs', audited: false },
  'draft-expired': { http: 409, title: 'The draft is older than a day; begin a new one', audited: false },
  'reviewed-meanwhile': {
    http: 409,
    title: 'Another doctor signed a review since this draft was begun; look at it, then sign as a further review',
    audited: false,
  },
  'already-acknowledged': { http: 409, title: 'Somebody has acknowledged this already', audited: false },
  'own-critical-result': {
    http: 409,
    title: 'You signed it yourself: say whom you have told, when and how',
    audited: false,
  },
  'similar-patient': {
    http: 409,
    title: 'There is a patient of this name already; choose that one, or say that it is somebody else',
    audited: false,
  },
  'already-closed': { http: 409, title: 'This follow-up is closed already', audited: false },
  'not-a-later-study': { http: 422, title: 'This is no later study of the same patient', audited: false },
  'first-opinion-kept': { http: 409, title: 'A saved first opinion stays as it is', audited: false },
  'annotation-changed': {
    http: 409,
    title: 'The annotation was changed or removed meanwhile; read it again',
    audited: false,
  },
  'too-many-annotations': {
    http: 409,
    title: 'There is no room for more annotations of yours on this study',
    audited: false,
  },
  'already-released': { http: 409, title: 'The patient can already read this result', audited: false },
  'sharing-off': { http: 403, title: 'Results cannot be shared in this house', audited: false },
  'too-many-shares': {
    http: 409,
    title: 'Ten results are shared already; stop sharing one of them first',
    audited: false,
  },
  'email-taken': { http: 409, title: 'There is already an account with this email', audited: false },
  'peer-exists': { http: 409, title: 'Another active peer has this AE title or certificate', audited: false },
  'unknown-setting': { http: 404, title: 'There is no such setting', audited: false },
  // models
  'model-refused': { http: 422, title: 'The model package is not acceptable', audited: true },
  'model-exists': { http: 409, title: 'This model version is already registered', audited: false },
  // the machine
  busy: { http: 503, title: 'Too much at once; try again shortly', audited: false },
  'no-room': { http: 503, title: 'No room to store it now', audited: false },
  'not-ready': { http: 503, title: 'Not ready yet', audited: false },
  internal: { http: 500, title: 'Something went wrong on our side; the request id helps to find it', audited: false },
} as const satisfies Record<string, { http: number; title: string; audited: boolean }>

export type ProblemCode = keyof typeof problems

/** A rule of ours that the caller broke, or a trouble they should know of. `detail` never carries patient data. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: ProblemCode
  readonly extra: ProblemExtra

  constructor(code: ProblemCode, detail?: string, extra: ProblemExtra = {}) {
    super(detail ?? problems[code].title, extra.cause === undefined ? undefined : { cause: extra.cause })
    this.code = code
    this.extra = extra
  }
}

/** `errors` names the failing fields or items of a batch; `retryAfterSeconds` becomes the Retry-After header. */
export type ProblemExtra = {
  errors?: { item: string; code: string; detail: string }[]
  retryAfterSeconds?: number
  cause?: unknown
}

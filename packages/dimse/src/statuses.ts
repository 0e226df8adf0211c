/** Statuses that leave from here, with the part of the standard that gives them. */
export const statuses = {
  success: 0x0000,
  /** PS3.7 C.5.9: not described by the other codes */
  processingFailure: 0x0110,
  /** PS3.7 C.5.14: the instance UID breaks the rules of UIDs */
  invalidInstance: 0x0117,
  /** PS3.7 C.5.6: the SOP class is not that of the presentation context */
  sopClassNotSupported: 0x0122,
  /** PS3.7 9.1.1.1.9: this peer may not ask for that */
  notAuthorized: 0x0124,
  /** PS3.7 C.5.22 */
  unrecognizedOperation: 0x0211,
  /** PS3.4 B.2.3 and C.4.1.1.4 */
  outOfResources: 0xa700,
  /** PS3.4 C.4.2.1.5: no sub-operation could be performed */
  noSubOperations: 0xa702,
  /** PS3.4 C.4.2.1.5 */
  moveDestinationUnknown: 0xa801,
  /** PS3.4 B.2.3 and C.4.1.1.4: the data set or identifier is not of that SOP class */
  notThatClass: 0xa900,
  /** PS3.4 C.4.2.1.5: the sub-operations are complete, one or more failed */
  subOperationsFailed: 0xb000,
  /** PS3.4 B.2.3 and C.4.1.1.4: cannot be understood, unable to process */
  cannotUnderstand: 0xc000,
  cancelled: 0xfe00,
  pending: 0xff00,
  /** PS3.4 C.4.1.1.4: matches go on, one or more optional keys were not supported */
  pendingUnsupportedKeys: 0xff01,
} as const

export const isPending = (status: number): boolean =>
  status === statuses.pending || status === statuses.pendingUnsupportedKeys

/** PS3.7 Annex C: 0x0001, 0x0107, 0x0116 and 0xBxxx say that it was done, with something to remark. */
export const isWarning = (status: number): boolean =>
  status === 0x0001 || status === 0x0107 || status === 0x0116 || status >>> 12 === 0xb

import type { DataSet } from './data-set.ts'

/**
 * Where the values of one frame are written: for enhanced images in the functional groups of that frame or in the shared
 * ones (PS3.3 C.7.6.16.1.1), else at the top of the data set.
 *
 * @param keyword  the sequence of the functional group, e.g. `PixelValueTransformationSequence`
 */
export function groupOf(set: DataSet, frame: number, keyword: string): DataSet {
  const own = set.items('PerFrameFunctionalGroupsSequence')[frame]?.items(keyword)[0]
  return own ?? set.items('SharedFunctionalGroupsSequence')[0]?.items(keyword)[0] ?? set
}

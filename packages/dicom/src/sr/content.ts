import type { ElementValues } from '../elements.ts'
import { type Code, codeItem } from './codes.ts'

/** How an item belongs to the one above it, PS3.3 C.17.3.2.4. */
export type Relationship =
  | 'CONTAINS'
  | 'HAS CONCEPT MOD'
  | 'HAS OBS CONTEXT'
  | 'HAS ACQ CONTEXT'
  | 'HAS PROPERTIES'
  | 'INFERRED FROM'

/** An instance that a document points to. */
export interface InstanceReference {
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  readonly seriesInstanceUid: string
}

/** Items of a content tree (PS3.3 C.17.3), one function for each value type we write. */
type Children = readonly ElementValues[]

const item = (relationship: Relationship, type: string, name: Code | undefined, children: Children): ElementValues => ({
  RelationshipType: relationship,
  ValueType: type,
  ...(name === undefined ? {} : { ConceptNameCodeSequence: [codeItem(name)] }),
  ...(children.length === 0 ? {} : { ContentSequence: children }),
})

/** @param template  of PS3.16 that the container follows, for instance `1501` */
export const container = (
  relationship: Relationship,
  name: Code,
  children: Children,
  template?: string,
): ElementValues => ({
  ...item(relationship, 'CONTAINER', name, children),
  ContinuityOfContent: 'SEPARATE',
  ...(template === undefined ? {} : { ContentTemplateSequence: [templateItem(template)] }),
})

export const templateItem = (template: string): ElementValues => ({
  MappingResource: 'DCMR',
  TemplateIdentifier: template,
})

export const codeOf = (
  relationship: Relationship,
  name: Code,
  value: Code,
  children: Children = [],
): ElementValues => ({
  ...item(relationship, 'CODE', name, children),
  ConceptCodeSequence: [codeItem(value)],
})

export const textOf = (relationship: Relationship, name: Code, value: string): ElementValues => ({
  ...item(relationship, 'TEXT', name, []),
  TextValue: value,
})

export const uidOf = (relationship: Relationship, name: Code, value: string): ElementValues => ({
  ...item(relationship, 'UIDREF', name, []),
  UID: value,
})

/** @param value  at most 16 characters as a decimal string; rounded to four places */
export const numberOf = (
  relationship: Relationship,
  name: Code,
  value: number,
  unit: Code,
  children: Children = [],
): ElementValues => ({
  ...item(relationship, 'NUM', name, children),
  MeasuredValueSequence: [
    { NumericValue: Math.round(value * 10_000) / 10_000, MeasurementUnitsCodeSequence: [codeItem(unit)] },
  ],
})

export const imageOf = (
  relationship: Relationship,
  name: Code | undefined,
  { sopClassUid, sopInstanceUid }: InstanceReference,
  children: Children = [],
): ElementValues => ({
  ...item(relationship, 'IMAGE', name, children),
  ReferencedSOPSequence: [{ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid }],
})

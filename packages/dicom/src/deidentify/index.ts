export { burnedIn } from './burned-in.ts'
export { type Deidentifier, type DeidentifyOptions, deidentifier } from './deidentify.ts'
export { encapsulatedItems } from './items.ts'
export { type PixelSource, type Rewritten, rewrite } from './rewrite.ts'

// Writes src/generated/dictionary.ts from the dictionary of dcmjs (MIT): one line per attribute, "tag VR VM keyword".
// Run it after an upgrade of dcmjs. Loading dcmjs itself takes 45 ms and 1.5 MB of code that a header reader does not need.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { nameMap } = createRequire(import.meta.url)('dcmjs').data.DicomMetaDictionary
const lines = Object.values(nameMap)
  .filter(({ vr }) => vr !== 'na') // items and delimiters have no VR
  .map(({ tag, vr, vm, name }) => `${tag.replace(/\W/g, '')} ${vr} ${vm} ${name.replace('RETIRED_', '')}`)
  .sort()
const head = '// Made by tools/generate-dictionary.mjs from dcmjs (MIT). Do not edit.\n'
const body = `${head}export const dictionaryLines = \`\n${lines.join('\n')}\n\`\n`
writeFileSync(new URL('../src/generated/dictionary.ts', import.meta.url), body)

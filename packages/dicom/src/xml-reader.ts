import { DicomError } from './errors.ts'

/** One element of a small XML document: what the Native DICOM Model needs, no more. */
export interface XmlNode {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlNode[]
  /** character data directly inside, entities replaced */
  text: string
}

/** Depth of nesting; each level of a DICOM sequence takes three. */
const maxDepth = 128
const maxNodes = 2_000_000

const token =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/y
const pair = /([^\s=]+)\s*=\s*("([^"]*)"|'([^']*)')/g

/**
 * Reads a document without a document type: there are no entities but the five of XML, so nothing can be expanded or
 * fetched. Prefixes of names are dropped.
 *
 * @throws DicomError  malformed: not well-formed, or with a document type; too-deep, too-many-elements
 */
export function readXml(source: string): XmlNode {
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  let nodes = 0
  token.lastIndex = source.charCodeAt(0) === 0xfeff ? 1 : 0
  while (token.lastIndex < source.length) {
    const match = token.exec(source)
    if (match === null) throw new DicomError('malformed', 'not well-formed XML')
    const [, cdata, closing, name, attributes, empty, text] = match
    const top = open[open.length - 1] as XmlNode
    if (cdata !== undefined) top.text += cdata
    else if (text !== undefined) top.text += plainText(text)
    else if (name === undefined) continue
    else if (closing === '/') close(open, name)
    else {
      nodes += 1
      if (nodes > maxNodes) throw new DicomError('too-many-elements', 'more XML elements than allowed')
      const node: XmlNode = { name: plain(name), attributes: readPairs(attributes ?? ''), children: [], text: '' }
      top.children.push(node)
      if (empty !== '/') open.push(node)
      if (open.length > maxDepth) throw new DicomError('too-deep', 'XML nested deeper than allowed')
    }
  }
  const [document, second] = root.children
  if (open.length !== 1 || document === undefined || second !== undefined)
    throw new DicomError('malformed', 'not one XML element')
  return document
}

function close(open: XmlNode[], name: string): void {
  const top = open.pop()
  if (open.length === 0 || top?.name !== plain(name)) throw new DicomError('malformed', 'XML elements overlap')
}

const plain = (name: string): string => name.slice(name.indexOf(':') + 1)

function readPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const [, name = '', , double, single] of text.matchAll(pair))
    pairs[plain(name)] = plainText(double ?? single ?? '')
  return pairs
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function plainText(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+);?/gi, (whole, name: string) => {
    const known = named[name]
    if (known !== undefined && whole.endsWith(';')) return known
    const code =
      name.startsWith('#x') || name.startsWith('#X') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    if (!name.startsWith('#') || code > 0x10ffff) throw new DicomError('malformed', 'an XML entity that is not known')
    return String.fromCodePoint(code)
  })
}

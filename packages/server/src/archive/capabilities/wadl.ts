import { searchKeys } from '../search/keys.ts'
import type { Resource } from './resources.ts'

/** A description of what a service offers (PS3.18 8.9 and Annex H): the Web Application Description Language. */
export type Wadl = { resources: { base: string; resource: WadlResource[] } }
type WadlResource = { path: string; method: WadlMethod[] }
type WadlMethod = {
  name: string
  id: string
  request: { param: WadlParam[]; representation: { mediaType: string }[] }
  response: { status: string; representation: { mediaType: string }[] }[]
}
type WadlParam = { name: string; style: 'query' | 'header' | 'template'; options?: string[] }

const depth = { study: 0, series: 1, instance: 2 } as const
const ofSearch = ['fuzzymatching', 'includefield', 'limit', 'offset']
const ofPicture = ['window', 'viewport', 'quality']

/** @param base  address of the DICOMweb root */
export function describe(resources: readonly Resource[], base: string): Wadl {
  const byPath = Map.groupBy(resources, ({ path }) => path)
  return {
    resources: {
      base,
      resource: [...byPath].map(([path, all]) => ({ path: templateOf(path), method: all.map(methodOf) })),
    },
  }
}

/** `studies/{study}`, relative to the base. */
const templateOf = (path: string): string =>
  path
    .slice(1)
    .replace(/:(\w+)/g, '{$1}')
    .replace('*', '{reference}')

const methodOf = (resource: Resource): WadlMethod => ({
  name: resource.method,
  id: `${resource.transaction} ${resource.method} ${templateOf(resource.path)}`,
  request: { param: paramsOf(resource), representation: (resource.takes ?? []).map(typed) },
  response: [{ status: '200', representation: resource.answers.map(typed) }],
})

const typed = (mediaType: string) => ({ mediaType })

function paramsOf({ path, answers, searches }: Resource): WadlParam[] {
  const template = [...templateOf(path).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return [
    ...template.map((name): WadlParam => ({ name, style: 'template' })),
    { name: 'Accept', style: 'header', options: [...answers] },
    ...[
      ...(searches ? [...keysFor(searches), ...ofSearch] : []),
      ...(/rendered|thumbnail/.test(path) ? ofPicture : []),
    ].map((name): WadlParam => ({ name, style: 'query' })),
  ]
}

const keysFor = (level: keyof typeof depth): string[] =>
  searchKeys.filter((key) => depth[key.level] <= depth[level]).map(({ keyword }) => keyword)

export function toWadlXml({ resources }: Wadl): string {
  const all = resources.resource.map(
    ({ path, method }) => `<resource path="${escaped(path)}">${method.map(methodXml).join('')}</resource>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<application xmlns="http://wadl.dev.java.net/2009/02"><resources base="${escaped(
    resources.base,
  )}">${all.join('')}</resources></application>\n`
}

function methodXml({ name, id, request, response }: WadlMethod): string {
  const asked = [...request.param.map(paramXml), ...request.representation.map(representationXml)].join('')
  const answered = response.map(
    ({ status, representation }) =>
      `<response status="${status}">${representation.map(representationXml).join('')}</response>`,
  )
  // An id is an XML name: letters, digits and hyphens are sure to be.
  return `<method name="${name}" id="${id.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '')}"><request>${asked}</request>${answered.join('')}</method>`
}

const representationXml = ({ mediaType }: { mediaType: string }): string =>
  `<representation mediaType="${escaped(mediaType)}"/>`

function paramXml({ name, style, options = [] }: WadlParam): string {
  const values = options.map((value) => `<option value="${escaped(value)}"/>`).join('')
  const open = `<param name="${escaped(name)}" style="${style}"`
  return values === '' ? `${open}/>` : `${open}>${values}</param>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => entities[one] ?? one)

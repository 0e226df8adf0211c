import { newSite, type Person, type Site } from '@firstread/testing'
import { runProgram } from '@firstread/testing/peers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dicomwebResources } from './resources.ts'
import type { Wadl } from './wadl.ts'

// PS3.18 8.9: what a client asks before it asks for anything else.
let site: Site
let doctor: Person
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor')
})
afterAll(() => site[Symbol.asyncDispose]())

const ask = (path: string, accept?: string) =>
  doctor.fetch(path, { method: 'OPTIONS', headers: accept === undefined ? {} : { accept } })

test('the service says what it offers, as JSON: every resource of the conformance statement, and nothing else', async () => {
  const response = await ask('/dicom-web/', 'application/json')
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
  const { resources } = (await response.json()) as Wadl
  expect(resources.base).toBe(`${site.url}/dicom-web`)
  const told = resources.resource.flatMap(({ path, method }) => method.map(({ name }) => `${name} ${path}`))
  expect(told).toHaveLength(dicomwebResources.length)
  expect(told).toEqual(
    expect.arrayContaining([
      'POST studies',
      'GET studies',
      'GET studies/{study}/series/{series}/instances/{instance}/frames/{frames}',
      'GET studies/{study}/pixeldata',
    ]),
  )
  const [search] =
    resources.resource.find(({ path }) => path === 'studies')?.method.filter(({ name }) => name === 'GET') ?? []
  const names = search?.request.param.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['StudyDate', 'PatientName', 'fuzzymatching', 'limit', 'Accept']))
  expect(names).not.toContain('SOPInstanceUID') // of a deeper level
})

test('what it tells is really there', async () => {
  const { resources } = (await (await ask('/dicom-web/', 'application/json')).json()) as Wadl
  for (const { path, method } of resources.resource.filter(({ path }) => path !== '')) {
    const url = `/dicom-web/${path
      .replace('{frames}', '1')
      .replace('{reference}', '7FE00010')
      .replace(/\{\w+\}/g, '1.2.3')}`
    for (const { name } of method) {
      const { body } = await doctor.fetch(url, { method: name }).then(async (r) => ({ body: await r.text() }))
      expect(body, `${name} ${url}`).not.toContain('no-such-route')
    }
  }
})

test('without a wish it is WADL, which a reader of XML accepts', async () => {
  const response = await ask('/dicom-web/')
  expect(response.headers.get('content-type')).toBe('application/vnd.sun.wadl+xml')
  const text = await response.text()
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const { status, said } = await runProgram('python3', ['-c', reader, text])
  expect([status, said.trim()]).toEqual([0, String(dicomwebResources.length)])
})
const reader = `
import sys, xml.etree.ElementTree as tree
w = '{http://wadl.dev.java.net/2009/02}'
root = tree.fromstring(sys.argv[1].encode())
assert root.tag == w + 'application'
print(len(root.findall(f'{w}resources/{w}resource/{w}method')))
`

test('one resource describes itself, and says its methods', async () => {
  const response = await ask('/dicom-web/studies/1.2.3', 'application/json')
  expect(response.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS')
  const { resources } = (await response.json()) as Wadl
  expect(resources.resource.map(({ path }) => path)).toEqual(['studies/{study}'])
})

test('nobody is told anything without a name, or in a form that there is none of', async () => {
  expect((await fetch(`${site.url}/dicom-web/`, { method: 'OPTIONS' })).status).toBe(401)
  expect((await ask('/dicom-web/', 'image/png')).status).toBe(406)
})

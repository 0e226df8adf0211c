/** Media types of code streams (PS3.18 Table 8.7.3-5), and which transfer syntax a type means when none is named. */
export const frameMediaTypes: readonly {
  readonly type: string
  readonly byDefault: string
  readonly syntaxes: readonly string[]
}[] = [
  {
    type: 'image/jpeg',
    byDefault: '1.2.840.10008.1.2.4.70',
    syntaxes: ['50', '51', '57', '70'].map((end) => `1.2.840.10008.1.2.4.${end}`),
  },
  {
    type: 'image/jls',
    byDefault: '1.2.840.10008.1.2.4.80',
    syntaxes: ['1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.81'],
  },
  {
    type: 'image/jp2',
    byDefault: '1.2.840.10008.1.2.4.90',
    syntaxes: ['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.91'],
  },
  {
    type: 'image/jpx',
    byDefault: '1.2.840.10008.1.2.4.92',
    syntaxes: ['1.2.840.10008.1.2.4.92', '1.2.840.10008.1.2.4.93'],
  },
  {
    type: 'image/jphc',
    byDefault: '1.2.840.10008.1.2.4.201',
    syntaxes: ['201', '202', '203'].map((end) => `1.2.840.10008.1.2.4.${end}`),
  },
  { type: 'image/dicom-rle', byDefault: '1.2.840.10008.1.2.5', syntaxes: ['1.2.840.10008.1.2.5'] },
  {
    type: 'video/mpeg',
    byDefault: '1.2.840.10008.1.2.4.100',
    syntaxes: ['100', '101'].map((end) => `1.2.840.10008.1.2.4.${end}`),
  },
  {
    type: 'video/mp4',
    byDefault: '1.2.840.10008.1.2.4.102',
    syntaxes: ['102', '103', '104', '105', '106', '107', '108'].map((end) => `1.2.840.10008.1.2.4.${end}`),
  },
]

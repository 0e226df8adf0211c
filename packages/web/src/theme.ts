import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Colours, type and corners of the whole app; spacing and the clinical colours stand in styles.css. */
const calm: MantineColorsTuple = [
  '#effcf9',
  '#d5f3ec',
  '#a9e5d8',
  '#74d2c0',
  '#43b8a4',
  '#1f9c88',
  '#0f766e',
  '#0d6660',
  '#0b544f',
  '#073f3c',
]
/** A grey with a little blue: quieter beside films than a pure one. */
const slate: MantineColorsTuple = [
  '#f7f9fb',
  '#eef2f5',
  '#dfe5ea',
  '#c6cfd7',
  '#9aa7b3',
  '#6b7a88',
  '#4d5b68',
  '#37434e',
  '#222b34',
  '#141b22',
]
const night: MantineColorsTuple = [
  '#d3dae1',
  '#b8c2cc',
  '#96a3b0',
  '#74828f',
  '#4a5763',
  '#323d47',
  '#232c35',
  '#1a222a',
  '#131a21',
  '#0c1116',
]

export const theme = createTheme({
  colors: { calm, gray: slate, dark: night },
  primaryColor: 'calm',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  fontFamily: "'Inter', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', Menlo, monospace",
  headings: { fontWeight: '640' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
})

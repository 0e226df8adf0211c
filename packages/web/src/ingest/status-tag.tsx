import type { Report } from '@firstread/client'
import { Tag, type Tone } from '../ui/tag.tsx'
import { w } from '../words/index.ts'

const tones: Record<Report['status'], Tone> = {
  pending: 'plain',
  analyzing: 'info',
  analyzed: 'warn',
  reviewed: 'good',
  archived: 'plain',
}

export const StatusTag = ({ status }: { status: Report['status'] }) => (
  <Tag tone={tones[status]}>{w.domain.status[status]}</Tag>
)

import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty, useTitle } from '../ui/page.tsx'
import { w } from '../words/index.ts'

export function NotFound() {
  useTitle(w.frame.notFoundTitle)
  return (
    <Empty icon="search" title={w.frame.notFoundTitle} text={w.frame.notFoundText}>
      <Button component={Link} to="/" mt="md">
        {w.frame.home}
      </Button>
    </Empty>
  )
}

export function Crash() {
  return (
    <Empty icon="warn" title={w.frame.crashTitle} text={w.frame.crashText}>
      <Button mt="md" onClick={() => location.reload()}>
        {w.frame.retry}
      </Button>
    </Empty>
  )
}

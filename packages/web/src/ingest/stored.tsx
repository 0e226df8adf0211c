import type { Uploaded } from '@firstread/client'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { Empty } from '../ui/page.tsx'
import { w } from '../words/index.ts'

/** The promise of the first step: it cannot be lost any more. */
export function Stored({ uploaded, another }: { uploaded: Uploaded; another: () => void }) {
  const { upload } = w.ingest
  return (
    <Empty
      icon="check"
      title={upload.done}
      text={uploaded.identityState === 'open' ? upload.doneOpen : upload.doneText}
    >
      <Button.Group mt="md">
        <Button component={Link} to={paths.study.replace('$reportId', uploaded.reportId)} autoFocus>
          {upload.follow}
        </Button>
        <Button variant="default" onClick={another}>
          {upload.another}
        </Button>
      </Button.Group>
    </Empty>
  )
}

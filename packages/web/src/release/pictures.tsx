import type { ReportImage } from '@firstread/client'
import { Modal } from '@mantine/core'
import { useState } from 'react'
import { Card } from '../ui/page.tsx'
import { w } from '../words/index.ts'
import css from './patient.module.css'

type Picture = Pick<ReportImage, 'imageId' | 'width' | 'height' | 'hasPixels' | 'url'>
type PicturesProps = {
  images: readonly Picture[]
  title: string
  /** What a screen reader calls the n-th. */
  nameOf?: (n: number) => string
  /** A picture did not come. */
  broken?: () => void
}

/** The pictures as they are, without tools; a touch shows one larger. */
export function Pictures({ images, title, nameOf = w.patient.result.pictureAlt, broken }: PicturesProps) {
  const [large, setLarge] = useState<Picture>()
  const shown = images.filter((image) => image.hasPixels)
  if (shown.length === 0) return null
  return (
    <Card title={title}>
      <div className={css.pictures}>
        {shown.map((image, place) => (
          <button
            key={image.imageId}
            type="button"
            className={css.picture}
            onClick={() => setLarge(image)}
            aria-label={`${nameOf(place + 1)}. ${w.patient.result.larger}`}
          >
            <img
              src={`${image.url}/rendered?maxSide=${shown.length > 1 ? 480 : 900}`}
              alt=""
              loading="lazy"
              onError={broken}
              style={{ aspectRatio: `${image.width ?? 1} / ${image.height ?? 1}` }}
            />
          </button>
        ))}
      </div>
      <Modal
        opened={large !== undefined}
        onClose={() => setLarge(undefined)}
        fullScreen
        title={title}
        closeButtonProps={{ 'aria-label': w.frame.close }}
      >
        {large && <img className={css.large} src={`${large.url}/rendered`} alt={title} onError={broken} />}
      </Modal>
    </Card>
  )
}

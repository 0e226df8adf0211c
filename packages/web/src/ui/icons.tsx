import type { SVGProps } from 'react'

/** Our own strokes on a grid of 24, one path each; they say nothing to a screen reader, the words beside them do. */
const shapes = {
  search: 'M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14zM20 20l-4-4',
  bell: 'M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7zM10 20a2 2 0 0 0 4 0',
  user: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM5 20c0-4 3-6 7-6s7 2 7 6',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  upload: 'M12 16V5M7 10l5-5l5 5M5 19h14',
  folder: 'M4 7a2 2 0 0 1 2-2h4l2 2h6a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z',
  heart: 'M12 20s-8-5-8-11a4.4 4.4 0 0 1 8-2.6A4.4 4.4 0 0 1 20 9c0 6-8 11-8 11z',
  eye: 'M3 12s3.500-6 9-6s9 6 9 6s-3.500 6-9 6s-9-6-9-6zM12 9.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5z',
  gauge: 'M4 17a8 8 0 1 1 16 0M12 17l4-5',
  cpu: 'M7 7h10v10H7zM10 4v3M14 4v3M10 17v3M14 17v3M4 10h3M4 14h3M17 10h3M17 14h3',
  people:
    'M9 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM3 19c0-3 2.500-5 6-5s6 2 6 5M16 5.500a3 3 0 0 1 0 5.500M17.500 14.300c2.200.6 3.500 2.300 3.500 4.700',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  sliders: 'M5 7h8M17 7h2M5 17h2M11 17h8M15 5v4M9 15v4',
  book: 'M5 5h6a1 1 0 0 1 1 1v13a2 2 0 0 0-2-1H5zM19 5h-6a1 1 0 0 0-1 1v13a2 2 0 0 1 2-1h5z',
  sun: 'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM12 3v1M12 20v1M3 12h1M20 12h1M5.600 5.600l.7.7M17.700 17.700l.7.7M5.600 18.400l.7-.7M17.700 6.300l.7-.7',
  moon: 'M20 14a8 8 0 0 1-10-10a8 8 0 1 0 10 10z',
  help: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700M12 16.500h.01',
  leave: 'M10 5H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h4M14 8l4 4l-4 4M18 12H9',
  dots: 'M4.500 12a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0M10.500 12a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0M16.500 12a1.500 1.500 0 1 0 3 0a1.500 1.500 0 1 0-3 0',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  cross: 'M6 6l12 12M18 6L6 18',
  warn: 'M12 4L3 19h18zM12 10v4M12 16.500h.01',
  high: 'M12 4l8 14H4z',
  medium: 'M12 4l8 8l-8 8l-8-8z',
  low: 'M12 5a7 7 0 1 0 0 14a7 7 0 0 0 0-14z',
  unread: 'M12 5a7 7 0 1 0 0 14a7 7 0 0 0 0-14zM9 12h6',
  clock: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16zM12 8v4l3 2',
  right: 'M9 5l7 7l-7 7',
  left: 'M15 5l-7 7l7 7',
  down: 'M5 9l7 7l7-7',
  file: 'M7 4h7l4 4v12H7zM14 4v4h4',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  print: 'M7 8V4h10v4M7 16H4V9h16v7h-3M7 13h10v7H7z',
  plus: 'M12 5v14M5 12h14',
  window: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  zoom: 'M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14zM20 20l-4-4M8 11h6M11 8v6',
  move: 'M12 3v18M3 12h18M12 3l-2.500 2.500M12 3l2.500 2.500M12 21l-2.500-2.500M12 21l2.500-2.500M3 12l2.500-2.500M3 12l2.500 2.500M21 12l-2.500-2.500M21 12l-2.500 2.500',
  ruler: 'M4 16L16 4l4 4L8 20zM8 12l2 2M11 9l2 2M14 6l2 2',
  angle: 'M5 19L16 5M5 19h14M11 11.500c2 1.500 3 4 3 7.500',
  area: 'M12 6c5 0 8 2.500 8 6s-3 6-8 6s-8-2.500-8-6s3-6 8-6z',
  probe: 'M12 4v5M12 15v5M4 12h5M15 12h5M12 11.900v.2',
  invert: 'M4 4h16v16H4zM4 20L20 4M14 15h4',
  rotate: 'M19 12a7 7 0 1 1-2.500-5.300M19 3v4.500h-4.500',
  flip: 'M12 3v18M9 7L4 17h5zM15 7l5 10h-5z',
  reset: 'M5 12a7 7 0 1 0 2.500-5.300M5 3v4.500h4.500',
  trash: 'M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12',
  layers: 'M12 4l8 4l-8 4l-8-4zM4 12l8 4l8-4M4 16l8 4l8-4',
  play: 'M8 5l11 7l-11 7z',
  pause: 'M8 5v14M16 5v14',
  full: 'M5 9V5h4M19 9V5h-4M5 15v4h4M19 15v4h-4',
  share:
    'M17 4a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5zM7 9.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5zM17 15a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5zM9.200 10.900l5.600-3.200M9.200 13.100l5.600 3.200',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  phone:
    'M8 4l2 5l-2 1.500a11 11 0 0 0 5.500 5.500L15 14l5 2v3a1.500 1.500 0 0 1-1.500 1.500C11 20.500 3.500 13 3.500 5.500A1.500 1.500 0 0 1 5 4z',
} as const

export type IconName = keyof typeof shapes
const filled = new Set<IconName>(['high', 'medium', 'low', 'play'])

export function Icon({ name, size = 18, ...rest }: { name: IconName; size?: number } & SVGProps<SVGSVGElement>) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill={filled.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path d={shapes[name]} />
    </svg>
  )
}

import type { ReactElement } from 'react'

/** Drawn on a grid of 20, with a line of 1.6: the same weight as the text beside them. */
const shapes = {
  library: 'M4 4.5h3.5v11H4zM7.5 4.5H11v11H7.5zM12 5.2l3-.8 2.4 10.6-3 .8z',
  runs: 'M6.5 4.6v10.8l9-5.4z',
  questions: 'M4 5h12v8.5H9.5L6 16.2v-2.7H4z',
  overview: 'M4 16V9.5M8 16V5M12 16v-4.5M16 16V7.5',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13.2 13.2 17 17',
  sun: 'M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M4.7 15.3l1.1-1.1M14.2 5.8l1.1-1.1',
  moon: 'M16 11.8A6.5 6.5 0 0 1 8.2 4a6.5 6.5 0 1 0 7.8 7.8z',
  system: 'M3.5 4.5h13v8.5h-13zM7.5 16h5M10 13v3',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM8 8.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.9v.1',
  check: 'm4.5 10.5 3.6 3.6 7.4-8',
  cross: 'm5.5 5.5 9 9M14.5 5.5l-9 9',
  dash: 'M5 10h10',
  chevron: 'm7.5 5 5 5-5 5',
  down: 'm5 7.5 5 5 5-5',
  back: 'm12.5 5-5 5 5 5',
  undo: 'M4.5 8h7.2a3.8 3.8 0 0 1 0 7.6H7M7.5 4.8 4.3 8l3.2 3.2',
  pause: 'M7 5v10M13 5v10',
  stop: 'M5.5 5.5h9v9h-9z',
  note: 'M5 4h10v8.5L11.5 16H5zM15 12.5h-3.5V16',
  flag: 'M5.5 17V3.5M5.5 4.5h8.8l-1.8 3 1.8 3H5.5',
  skip: 'm4.5 5 5.5 5-5.5 5zM10 5l5.5 5-5.5 5z',
  jump: 'M5 15V9.5a3 3 0 0 1 3-3h7M12 3.5l3.2 3L12 9.6',
  phone:
    'M5.2 3.8h2.6l1.2 3.3-1.7 1.2a9.5 9.5 0 0 0 4.4 4.4l1.2-1.7 3.3 1.2v2.6a1.4 1.4 0 0 1-1.5 1.4A11.5 11.5 0 0 1 3.8 5.3a1.4 1.4 0 0 1 1.4-1.5z',
  owner: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5c.5-3 3-4.7 6-4.7s5.5 1.7 6 4.7',
  people:
    'M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.5 16c.4-2.8 2.6-4.3 5-4.3s4.6 1.5 5 4.3M12.8 4.6a2.5 2.5 0 0 1 0 4.7M14.2 12c1.8.4 3 1.8 3.3 4',
  audit: 'M10 3l6 2.2v4.3c0 3.6-2.4 6.2-6 7.5-3.6-1.3-6-3.9-6-7.5V5.2zM7.4 9.8l1.9 1.9 3.3-3.6',
  key: 'M7 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10.5 10H17v3M14 10v2.2',
  exit: 'M8 4H4.5v12H8M8 10h8.5M13.2 6.7l3.3 3.3-3.3 3.3',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.8 1.6',
  commit: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 10H7M13 10h4.5',
  warning: 'M10 3.5 17.5 16.5h-15zM10 8v4M10 14.2v.1',
  download: 'M10 3.5v9M6.5 9.2 10 12.7l3.5-3.5M4 16.5h12',
  report: 'M5 3h7l3.5 3.5V17H5zM12 3v3.5h3.5M8 10h5M8 13h5',
  edit: 'M4 16l.8-3.3L13.3 4.2l2.5 2.5-8.5 8.5zM11.8 5.7l2.5 2.5',
  more: 'M5 10h.1M10 10h.1M15 10h.1',
  list: 'M7.5 5.5H16M7.5 10H16M7.5 14.5H16M4 5.5h.1M4 10h.1M4 14.5h.1',
  copy: 'M7.5 7.5H16V16H7.5zM12.5 7.5V4H4v8.5h3.5',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3l-.9.9M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l.9-.9',
  target: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  attach: 'm14.8 9.2-5.2 5.2a3.2 3.2 0 0 1-4.5-4.5l5.7-5.7a2.1 2.1 0 0 1 3 3l-5.6 5.6a1 1 0 0 1-1.5-1.4l5-5',
  taller: 'M10 3.5v13M6.5 6.8 10 3.5l3.5 3.3M6.5 13.2l3.5 3.3 3.5-3.3',
  less: 'M10 2.5v6M7 5.8 10 8.5l3-2.7M10 17.5v-6M7 14.2l3-2.7 3 2.7',
  filter: 'M3.5 5.5h13M6 10h8M8.5 14.5h3',
} as const

export type IconName = keyof typeof shapes

/** A small drawing beside words; it says nothing on its own, so it is hidden from readers. */
export const Icon = ({
  name,
  size = 18,
}: {
  readonly name: IconName
  readonly size?: number
}): ReactElement => (
  <svg
    className="icon"
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={shapes[name]} />
  </svg>
)

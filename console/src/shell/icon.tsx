/** Drawn for this page, on a grid of 24 with a line of 1.75. */
const PATHS = {
  capture:
    'M4 8.5h3.2L9 6h6l1.8 2.5H20a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9.5a1 1 0 0 1 1-1ZM12 16.5a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5Z',
  gallery: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
  camera: 'M3 7.5h12v9H3zM15 11l6-3v8l-6-3z',
  activity: 'M3 12h4l3-7 4 14 3-7h4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  zoom: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20M10.5 8v5M8 10.5h5',
  outline: 'M3 9V6a1 1 0 0 1 1-1h3M17 5h3a1 1 0 0 1 1 1v3M21 15v3a1 1 0 0 1-1 1h-3M7 19H4a1 1 0 0 1-1-1v-3',
  adjust: 'M6 6h12v12H6zM4 4h4v4H4zM16 4h4v4h-4zM4 16h4v4H4zM16 16h4v4h-4z',
  'full-screen': 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  check: 'M5 12.5 10 17.5 19.5 7',
  warning: 'M12 4 21 19.5H3ZM12 10v4.5M12 17v.2',
  pin: 'M9 4h6l-.8 6 3.3 3.5h-11L9.8 10ZM12 13.5V20',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  edit: 'M4.5 19.5l1-4.2L16.2 4.6a1.4 1.4 0 0 1 2 0l1.2 1.2a1.4 1.4 0 0 1 0 2L8.7 18.5zM14 6.8l3.2 3.2',
  download: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14',
  delete: 'M5 7h14M9.5 7V4.5h5V7M7 7l1 12.5h8L17 7M10.5 10.5v6M13.5 10.5v6',
  lock: 'M6.5 11h11v8.5h-11zM9 11V8a3 3 0 0 1 6 0v3',
  unlock: 'M6.5 11h11v8.5h-11zM9 11V8a3 3 0 0 1 5.8-1',
} as const

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

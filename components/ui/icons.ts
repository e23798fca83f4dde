/** The drawings of the icon set on a 24 × 24 grid, as strokes. */
export const iconPaths = {
  alert: 'M12 8v5M12 16.5v.01M10.3 4 2.8 17a2 2 0 0 0 1.7 3h15a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0Z',
  arch: 'M5 21V11a7 7 0 0 1 14 0v10ZM9 21V11.5a3 3 0 0 1 6 0V21',
  back: 'M19 12H5M11 6l-6 6 6 6',
  chart: 'M4 20V4M4 20h16M8 16v-4M12.5 16V8M17 16v-6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm9 6 6 6-6 6',
  chevronDown: 'm6 9 6 6 6-6',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h11v11H9ZM5 15H4V4h11v1',
  database:
    'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  external: 'M14 4h6v6M20 4l-9 9M18 14v5H5V6h5',
  file: 'M6 3h8l4 4v14H6ZM14 3v4h4',
  forward: 'M5 12h14M13 6l6 6-6 6',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.01',
  home: 'M4 11 12 4l8 7M6 10v10h12V10',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5M12 8v.01',
  key: 'M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM11 12l8-8M15 8l3 3',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01',
  lock: 'M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  mail: 'M3.5 6h17v12h-17ZM4 7l8 6 8-6',
  minus: 'M6 12h12',
  palette:
    'M12 21a9 9 0 1 1 9-9c0 2-1.5 3-3 3h-2.5c-1.5 0-2 1.5-1.2 2.5.8 1.2 0 3.5-2.3 3.5ZM7.5 11.5v.01M10.5 7.5v.01M15 8v.01',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20 20l-4-4',
  send: 'm4 12 16-8-6 16-3-6ZM11 14l9-10',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  shield: 'M12 3 5 6v6c0 4 3 7.5 7 9 4-1.5 7-5 7-9V6ZM9 12l2 2 4-4',
  signOut: 'M14 4H5v16h9M10 12h10M16 8l4 4-4 4',
  undo: 'M9 7 4 12l5 5M4 12h10a5 5 0 0 1 5 5v2',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.5 3.7-5.5 7.5-5.5s6.7 2 7.5 5.5',
  users:
    'M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5c.6-3 3-5 6.5-5s5.9 2 6.5 5M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.8c1.9.7 3.1 2.3 3.5 4.7',
} as const;

export type IconName = keyof typeof iconPaths;

/** Icons that point along the reading direction and turn with it; all others look the same in every language. */
export const mirroredIcons: ReadonlySet<IconName> = new Set<IconName>([
  'back',
  'chevron',
  'external',
  'forward',
  'list',
  'send',
  'signOut',
  'undo',
]);
